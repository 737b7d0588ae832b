// For tests/interop/cookie_inspect_test.py, which has curl read and write the same files:
//     cookie_file_probe read FILE URL                  the Cookie field for this address
//     cookie_file_probe write FILE URL SET_COOKIE...   keeps these fields, received from this address
#include <chrono>
#include <iostream>
#include <span>

#include "05-https-client/cookie_file.hpp"
#include "05-https-client/errors.hpp"

namespace {

int run(std::span<char*> arguments) {
    const std::string_view action = arguments[1];
    const client::Url url = client::url_from(arguments[3]);
    const auto now = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
    client::CookieJar jar;
    if (action == "read") {
        client::load_cookies(jar, arguments[2], now);
        std::cout << jar.header_for(url, now) << '\n';
        return 0;
    }
    for (const char* field : arguments.subspan(4)) {
        if (const auto refused = jar.store(url, field, now)) std::cerr << field << ": " << refused->reason << '\n';
    }
    client::save_cookies(jar, arguments[2], now);
    return 0;
}

}  // namespace

int main(int argc, char** argv) {
    try {
        return argc < 4 ? 2 : run({argv, static_cast<std::size_t>(argc)});
    } catch (const std::exception& error) {
        std::cerr << error.what() << '\n';
        return 1;
    }
}
