// Any bytes, as a request, a response and a chunked body: nothing crashes or reads too far, the answer does not depend
// on where the input was cut, and what was understood can be written and read again.
#include <memory>

#include "02-http-message/chunked.hpp"
#include "02-http-message/message.hpp"
#include "require.hpp"

namespace {

// Small, so that short inputs reach them.
http::Limits small_limits() {
    http::Limits limits;
    limits.start_line_bytes = 60;
    limits.fields_bytes = 120;
    limits.field_count = 6;
    limits.chunk_line_bytes = 12;
    limits.body_bytes = 40;
    return limits;
}

const http::Limits limits = small_limits();

// The parser's answer for a block of exactly these bytes.
template <typename Parse>
auto parse_exact(std::string_view bytes, Parse parse) {
    const auto block = std::make_unique<char[]>(bytes.size());
    std::copy(bytes.begin(), bytes.end(), block.get());
    return parse(std::string_view{block.get(), bytes.size()});
}

template <typename T>
bool same_rejection(const http::Parsed<T>& a, const http::Parsed<T>& b) {
    return a.is_rejected() && b.is_rejected() && a.rejection().status == b.rejection().status &&
           a.rejection().reason == b.rejection().reason && a.rejection().offset == b.rejection().offset;
}

template <typename Parse>
void check_every_cut(std::string_view bytes, Parse parse) {
    const auto whole = parse_exact(bytes, parse);
    if (whole.is_complete()) require(whole.used() <= bytes.size(), "used() is within the input");
    if (whole.is_rejected()) {
        require(whole.rejection().offset < bytes.size(), "the byte refused is in the input");
        require(whole.rejection().status >= 400, "a rejection has an error status");
        require(!whole.rejection().reason.empty(), "a rejection has a reason");
    }
    for (std::size_t cut = 0; cut < bytes.size(); ++cut) {
        const auto part = parse_exact(bytes.substr(0, cut), parse);
        if (whole.is_complete() && cut >= whole.used()) {
            require(part.is_complete() && part.used() == whole.used(), "a whole message is complete whatever follows");
        } else {
            require(part.is_incomplete() || same_rejection(part, whole), "a part of the input is judged as the whole");
        }
        if (part.is_rejected()) require(cut > part.rejection().offset, "the byte refused has arrived");
    }
}

void check_fields_equal(const http::Fields& a, const http::Fields& b) {
    require(a.size() == b.size(), "as many fields when read again");
    for (std::size_t i = 0; i < a.size(); ++i) {
        require(a[i].name == b[i].name && a[i].value == b[i].value, "the same field when read again");
    }
}

void check_round_trip(std::string_view bytes) {
    const auto first = http::parse_response(bytes, limits);
    if (!first.is_complete()) return;
    const std::string written = http::serialize(first.value());
    const auto second = http::parse_response(written, http::Limits{});
    require(second.is_complete() && second.used() == written.size(), "what was read can be written and read again");
    require(second.value().reason == first.value().reason, "the same reason when read again");
    check_fields_equal(first.value().fields, second.value().fields);
}

// The whole body decoded, its bytes arriving `step` at a time.
http::Parsed<std::string> decode(std::string_view bytes, std::size_t step) {
    http::ChunkedDecoder decoder{limits};
    std::string body;
    std::size_t used = 0;
    std::size_t arrived = 0;
    while (!decoder.finished()) {
        const auto piece = decoder.next(bytes.substr(used, arrived - used));
        if (piece.is_rejected()) return piece.failure<std::string>(used);
        if (piece.is_complete()) {
            require(piece.used() <= arrived - used, "a piece is within the bytes given");
            body += piece.value();
            used += piece.used();
        } else {
            if (arrived == bytes.size()) return http::Incomplete{};
            arrived = std::min(arrived + step, bytes.size());
        }
    }
    return http::Complete<std::string>{std::move(body), used};
}

void check_chunks(std::string_view bytes) {
    const auto whole = decode(bytes, bytes.size() + 1);
    for (std::size_t step : {std::size_t{1}, std::size_t{2}, std::size_t{7}}) {
        const auto piecemeal = decode(bytes, step);
        if (whole.is_complete()) {
            require(piecemeal.is_complete() && piecemeal.value() == whole.value(), "the same body in small steps");
        } else {
            require(piecemeal.is_incomplete() == whole.is_incomplete(), "the same outcome in small steps");
            require(whole.is_incomplete() || same_rejection(piecemeal, whole), "the same rejection in small steps");
        }
    }
    if (bytes.empty()) return;
    const std::string encoded = http::encode_chunk(bytes) + std::string{http::last_chunk};
    const auto decoded = decode(encoded, 5);
    require(decoded.is_complete() && decoded.value() == bytes, "what was encoded is decoded");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
    const std::string_view bytes{reinterpret_cast<const char*>(data), size};
    check_every_cut(bytes, [](std::string_view part) { return http::parse_request(part, limits); });
    check_every_cut(bytes, [](std::string_view part) { return http::parse_request_message(part, limits); });
    check_every_cut(bytes, [](std::string_view part) {
        return http::parse_response_message(part, limits, "GET", false);
    });
    check_round_trip(bytes);
    check_chunks(bytes);
    return 0;
}
