// Asks for the same address N times in one session, reads each answer, and does nothing else: what a request costs on a
// connection that is open. `ca`: the authority of an https address.
//
//     build/release/bin/session_probe http://127.0.0.1:8081/bytes/1024 2000 [ca.pem]
#include <cstdlib>
#include <iostream>

#include "05-https-client/session.hpp"

namespace {

int ask(const char* url, long times, const char* authority) {
    client::Session session;
    if (authority != nullptr) session.options.verify = authority;
    std::size_t bytes = 0;
    for (long i = 0; i < times; ++i) {
        client::Response response = session.get(url);
        response.raise_for_status();
        bytes += response.content().size();
    }
    std::cerr << bytes << '\n';
    return 0;
}

}  // namespace

int main(int argc, char** argv) {
    if (argc < 3) return 2;
    try {
        return ask(argv[1], std::strtol(argv[2], nullptr, 10), argc > 3 ? argv[3] : nullptr);
    } catch (const std::exception& error) {
        std::cerr << error.what() << '\n';
        return 1;
    }
}
