// clamd_probe ADDRESS FILE: what the scanner of lab 06 says of a file, for tests/interop/clamd_test.py.
#include <fcntl.h>

#include <exception>
#include <iostream>

#include "06-security/scanner.hpp"
#include "common/system_error.hpp"
#include "common/unique_fd.hpp"

namespace {

std::string shown(const security::Scan& scan) {
    switch (scan.verdict) {
    case security::Scan::Verdict::clean: return "clean";
    case security::Scan::Verdict::infected: return "infected " + scan.detail;
    case security::Scan::Verdict::unavailable: return "unavailable " + scan.detail;
    }
    return {};
}

}  // namespace

int main(int argc, char** argv) {
    if (argc != 3) return 2;
    try {
        const common::UniqueFd file{::open(argv[2], O_RDONLY | O_CLOEXEC)};
        if (!file) common::throw_errno("open", argv[2]);
        std::cout << shown(security::make_clamd_scanner(argv[1])->scan(file.get())) << '\n';
        return 0;
    } catch (const std::exception& failure) {
        std::cerr << "clamd_probe : " << failure.what() << '\n';
        return 1;
    }
}
