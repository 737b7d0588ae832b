#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "05-https-client/limits.hpp"

namespace client {

// Step 5.2. Undoes Content-Encoding (RFC 9110 §8.4): gzip, x-gzip, deflate (with or without the zlib header: servers
// differ), identity; several, one inside the other, up to Limits::codings. The inflating is zlib's.
//
// A few hundred bytes may announce gigabytes (a « gzip bomb »), so what comes out is counted against the limits, and
// made piece by piece: at most 64 KiB exist at a time.
//
//     Decoder decoder{"gzip", limits};
//     decoder.add(piece);
//     while (!(text = decoder.next()).empty()) use(text);
//     … at the end: decoder.finish();
class Decoder {
public:
    // Throws DecodingError for a coding that this client does not know.
    Decoder(std::string_view content_encoding, const Limits& limits);
    ~Decoder();
    Decoder(Decoder&&) noexcept;
    Decoder& operator=(Decoder&&) noexcept;

    // The next received bytes; they must stay valid until next() has returned nothing.
    void add(std::string_view bytes);

    // The next decoded bytes, valid until the next call; empty: more has to be added. Throws DecodingError for what
    // cannot be decoded, LimitExceeded.
    std::string_view next();

    // No more bytes come. Throws IncompleteBody when the compressed data should have gone on.
    void finish();

private:
    struct Stages;
    std::unique_ptr<Stages> stages_;
};

// What this client understands, the value of Accept-Encoding.
inline constexpr std::string_view accepted_encodings = "gzip, deflate";

}  // namespace client
