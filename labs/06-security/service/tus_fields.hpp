#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "02-http-message/request.hpp"
#include "05-https-client/checksum.hpp"

namespace security {

// The fields of tus, version 1.0.0, as a client writes them: pure reading, so that it can be tried with any bytes. What
// is wrong with one of them is thrown as Refused (400).

inline constexpr std::string_view tus_version = "1.0.0";

// A field that may come once; nothing if it does not come.
std::optional<std::string_view> single_field(const http::Request& request, std::string_view name);

// A field that must be there: a number of bytes, at most 15 digits.
std::uint64_t bytes_field(const http::Request& request, std::string_view name);

// Upload-Metadata: « filename dmlkw6lvLm1wNA==,sha256 … »: names, each once, with values in Base64 (or without value).
// At most 4 KiB and 20 pairs.
using Metadata = std::map<std::string, std::string, std::less<>>;
Metadata read_metadata(std::string_view field);

// Upload-Checksum: « sha256 Base64 » of the body of one PATCH.
class PieceChecksum {
public:
    // Nothing if the request has none. sha1 and sha256 are known.
    static std::optional<PieceChecksum> of(const http::Request& request);

    void add(std::string_view bytes) { hash_.add(bytes); }
    bool is_right() { return hash_.finish() == expected_; }

private:
    PieceChecksum(client::HashKind kind, std::string expected) : hash_{kind}, expected_{std::move(expected)} {}

    client::Hash hash_;
    std::string expected_;
};

}  // namespace security
