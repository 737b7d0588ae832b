#include "06-security/scanner.hpp"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdint>
#include <string_view>

#include "common/system_error.hpp"

namespace security {
namespace {

constexpr std::size_t block_bytes = 64 * 1024;

struct Signature {
    std::string name;
    std::string bytes;
};

// Each is put together from two halves: whole, it would be found in the program itself.
std::array<Signature, 3> signatures() {
    return {{{"EICAR-Test-File", eicar()},
             {"Atelier.PhpEval", std::string{"<?php eval("} + "$_"},
             {"Atelier.WebShell", std::string{"system($_"} + "GET["}}};
}

class SignatureScanner : public Scanner {
public:
    SignatureScanner() : signatures_{signatures()} {
        for (const Signature& signature : signatures_) overlap_ = std::max(overlap_, signature.bytes.size() - 1);
    }

    Scan scan(int file) const override {
        std::string window;
        std::uint64_t offset = 0;
        for (;;) {
            const std::size_t kept = std::min(overlap_, window.size());  // a signature may lie across two blocks
            window.erase(0, window.size() - kept);
            window.resize(kept + block_bytes);
            const ssize_t size = ::pread(file, window.data() + kept, block_bytes, static_cast<off_t>(offset));
            if (size < 0 && errno != EINTR) return {Scan::Verdict::unavailable, common::explain_errno(errno)};
            if (size == 0) return {Scan::Verdict::clean};
            const auto read = static_cast<std::size_t>(std::max<ssize_t>(size, 0));
            window.resize(kept + read);
            offset += read;
            if (const Signature* found = find_in(window)) return {Scan::Verdict::infected, found->name};
        }
    }

    std::string description() const override { return "les signatures de l'atelier (pour apprendre seulement)"; }

private:
    const Signature* find_in(std::string_view bytes) const {
        const auto found = std::find_if(signatures_.begin(), signatures_.end(), [&](const Signature& signature) {
            return bytes.find(signature.bytes) != std::string_view::npos;
        });
        return found == signatures_.end() ? nullptr : &*found;
    }

    std::array<Signature, 3> signatures_;
    std::size_t overlap_ = 0;
};

}  // namespace

std::unique_ptr<Scanner> make_signature_scanner() {
    return std::make_unique<SignatureScanner>();
}

std::string eicar() {
    return std::string{"X5O!P%@AP[4\\PZX54(P^)7CC)7}$"} + "EICAR-STANDARD-ANTIVIRUS-" + "TEST-FILE!$H+H*";
}

}  // namespace security
