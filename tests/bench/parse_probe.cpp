// Parses a browser's request (Chromium, a link followed) N times, into a Request of its own each time, and does nothing
// else: callgrind counts the instructions. The difference between N and 2N, divided by N and by the size, is the cost
// of one byte.
//
//     valgrind --tool=callgrind --callgrind-out-file=/dev/null build/release/bin/parse_probe 1000
#include <cstdlib>
#include <iostream>
#include <string_view>

#include "02-http-message/request.hpp"

namespace {

constexpr std::string_view browser_request =
    "GET /cours/http/02-http-message.html?page=2 HTTP/1.1\r\n"
    "Host: 127.0.0.1:8080\r\n"
    "Connection: keep-alive\r\n"
    "sec-ch-ua: \"Chromium\";v=\"124\", \"Not-A.Brand\";v=\"99\"\r\n"
    "sec-ch-ua-mobile: ?0\r\n"
    "sec-ch-ua-platform: \"Linux\"\r\n"
    "Upgrade-Insecure-Requests: 1\r\n"
    "User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/124.0.0.0 "
    "Safari/537.36\r\n"
    "Accept: text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8\r\n"
    "Sec-Fetch-Site: same-origin\r\n"
    "Sec-Fetch-Mode: navigate\r\n"
    "Sec-Fetch-User: ?1\r\n"
    "Sec-Fetch-Dest: document\r\n"
    "Referer: http://127.0.0.1:8080/cours/http/index.html\r\n"
    "Accept-Encoding: gzip, deflate, br, zstd\r\n"
    "Accept-Language: fr-FR,fr;q=0.9,en;q=0.8\r\n"
    "\r\n";

}  // namespace

int main(int argc, char** argv) {
    const long times = argc > 1 ? std::strtol(argv[1], nullptr, 10) : 1000;
    const http::Limits limits;
    std::size_t fields = 0;
    for (long i = 0; i < times; ++i) fields += http::parse_request(browser_request, limits).value().fields.size();
    std::cout << browser_request.size() << ' ' << fields << '\n';
}
