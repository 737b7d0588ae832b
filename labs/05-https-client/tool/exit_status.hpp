#pragma once

#include <exception>
#include <stdexcept>
#include <string>

#include "05-https-client/tool/recorder.hpp"

namespace tool {

// How https_client ends: the numbers are curl's (man curl, « EXIT CODES »), so that a script can have either.
//
//      0  all is well                          35  TLS: no agreement
//      1  a protocol that is not HTTP(S)       47  too many redirects
//      2  wrong usage                          52  the server closed without an answer
//      3  not an address                       55  the request could not be sent
//      5  the proxy's name leads nowhere       56  the answer could not be received
//      6  the host's name leads nowhere        58  the client's certificate cannot be used
//      7  no connection                        60  the server's certificate is refused
//     18  a body that ends too early           61  Content-Encoding that cannot be undone
//     22  --fail and a status from 400 on      63  larger than --max-filesize, or than any limit
//     23  the answer cannot be written         77  the authorities (--cacert) cannot be read
//     26  the body cannot be read
//     28  a deadline has passed
//     33  the server cannot resume             one more than curl has: 56 for a wrong --sha256
//
// What an exception means depends on how far the exchange had come (Recorder::stage): a connection that breaks is 7,
// 52, 55 or 56.
int exit_status(const std::exception& failure, Stage stage);

// A failure of the program itself, which knows its number.
class Failure : public std::runtime_error {
public:
    Failure(int status, const std::string& what) : std::runtime_error{what}, status_{status} {}

    int status() const { return status_; }

private:
    int status_;
};

}  // namespace tool
