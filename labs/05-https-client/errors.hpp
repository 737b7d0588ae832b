#pragma once

#include <stdexcept>
#include <string>
#include <utility>

namespace client {

// What can go wrong, as a tree: catch the branch that you can do something about.
//
//     RequestException             everything below
//     ├── InvalidURL               the address is not one, or not one for this client
//     ├── InvalidRequest           a method, a field or an option that cannot be sent
//     ├── ConnectionError          no connection, or it broke
//     │   ├── NameError            the host name leads to no address
//     │   ├── ProxyError           the proxy refuses, or cannot be reached
//     │   └── SSLError             TLS: no agreement, or a certificate that is not to be trusted
//     ├── Timeout                  a deadline has passed
//     │   ├── ConnectTimeout       before there was a connection
//     │   ├── ReadTimeout          the server was silent, or did not take our bytes
//     │   └── TotalTimeout         the whole took too long
//     ├── ProtocolError            the answer is not HTTP as it should be
//     │   ├── IncompleteBody       it ends before its end
//     │   ├── DecodingError        its Content-Encoding or its text cannot be undone
//     │   └── LimitExceeded        it is larger than what we accept (limits.hpp)
//     ├── TooManyRedirects
//     ├── HTTPError                raise_for_status(): the answer is 4xx or 5xx
//     ├── JSONDecodeError          the body is not JSON
//     └── ChecksumError            the bytes are not those announced
//
// An answer 404 or 500 is an answer like another: nothing is thrown for it until raise_for_status() is called.
//
// what() is one French sentence without its full stop: what happened, to which host, why; then what to do about it.
// Failures of this machine (a file that cannot be read) are std::system_error, as everywhere in the kit.
class RequestException : public std::runtime_error {
public:
    // `advice`: what the user can do, a French sentence that begins with a small letter, may be empty.
    explicit RequestException(const std::string& what, std::string advice = {})
        : std::runtime_error{advice.empty() ? what : what + " ; " + advice}, advice_{std::move(advice)} {}

    const std::string& advice() const { return advice_; }

private:
    std::string advice_;
};

class InvalidURL : public RequestException { using RequestException::RequestException; };
class InvalidRequest : public RequestException { using RequestException::RequestException; };

class ConnectionError : public RequestException { using RequestException::RequestException; };
class NameError : public ConnectionError { using ConnectionError::ConnectionError; };
class ProxyError : public ConnectionError { using ConnectionError::ConnectionError; };

class SSLError : public ConnectionError {
public:
    // `verify_code`: OpenSSL's X509_V_ERR_… when the certificate was refused, 0 otherwise.
    SSLError(const std::string& what, std::string advice, long verify_code = 0)
        : ConnectionError{what, std::move(advice)}, verify_code_{verify_code} {}

    long verify_code() const { return verify_code_; }

private:
    long verify_code_;
};

class Timeout : public RequestException { using RequestException::RequestException; };
class ConnectTimeout : public Timeout { using Timeout::Timeout; };
class ReadTimeout : public Timeout { using Timeout::Timeout; };
class TotalTimeout : public Timeout { using Timeout::Timeout; };

class ProtocolError : public RequestException { using RequestException::RequestException; };
class IncompleteBody : public ProtocolError { using ProtocolError::ProtocolError; };
class DecodingError : public ProtocolError { using ProtocolError::ProtocolError; };
class LimitExceeded : public ProtocolError { using ProtocolError::ProtocolError; };

class TooManyRedirects : public RequestException { using RequestException::RequestException; };

class HTTPError : public RequestException {
public:
    HTTPError(const std::string& what, int status_code) : RequestException{what}, status_code_{status_code} {}

    int status_code() const { return status_code_; }

private:
    int status_code_;
};

class JSONDecodeError : public RequestException { using RequestException::RequestException; };
class ChecksumError : public RequestException { using RequestException::RequestException; };

}  // namespace client
