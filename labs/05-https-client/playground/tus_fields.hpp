#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "03-static-server/handler.hpp"
#include "05-https-client/playground/digest.hpp"

namespace playground {

// The fields of tus, version 1.0.0 (https://tus.io/protocols/resumable-upload), as a client writes them. What is wrong
// with one of them is thrown as Refused.

inline constexpr std::string_view tus_version = "1.0.0";

// A field that may come once; nothing if it does not come.
std::optional<std::string_view> single_field(const files::Exchange& exchange, std::string_view name);

// A field that must be there, and holds a number of bytes.
std::uint64_t bytes_field(const files::Exchange& exchange, std::string_view name);

// The method of the request: that of X-HTTP-Method-Override, if it is there, whatever the request line says.
std::string_view method_of(const files::Exchange& exchange);

// Upload-Metadata: pairs of a name and a value in Base64, separated by commas. Empty if it does not come.
std::string metadata_of(const files::Exchange& exchange);

// Upload-Checksum: the digest that the body of this request must have.
class Checksum {
public:
    // Nothing if the request has none.
    static std::optional<Checksum> of(const files::Exchange& exchange);

    void add(std::string_view bytes) { digest_.add(bytes); }
    bool is_right() const { return to_base64(digest_.value()) == expected_; }

private:
    Checksum(const EVP_MD* algorithm, std::string_view expected) : digest_{algorithm}, expected_{expected} {}

    Digest digest_;
    std::string expected_;  // Base64
};

}  // namespace playground
