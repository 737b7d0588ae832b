// Any bytes as each field of tus: a refusal (400) or a value, and what was read can be written and read again.
#include <algorithm>
#include <memory>
#include <string>

#include "05-https-client/auth.hpp"
#include "06-security/service/refused.hpp"
#include "06-security/service/tus_fields.hpp"
#include "require.hpp"

namespace {

// What `read` gives; nothing if it refuses.
template <typename Read>
auto read_or_refuse(Read read) -> std::optional<decltype(read())> {
    try {
        return read();
    } catch (const security::Refused& refused) {
        require(refused.refusal().status == 400 && !refused.refusal().reason.empty(), "a refusal says why");
        return std::nullopt;
    }
}

std::string written(const security::Metadata& metadata) {
    std::string field;
    for (const auto& [name, value] : metadata) {
        field.append(field.empty() ? "" : ",").append(name).append(" ").append(client::base64(value));
    }
    return field;
}

void check_metadata(std::string_view bytes) {
    const auto metadata = read_or_refuse([&] { return security::read_metadata(bytes); });
    if (!metadata) return;
    require(metadata->size() <= 20, "the number of pairs is bounded");
    const auto again = read_or_refuse([&] { return security::read_metadata(written(*metadata)); });
    require(again && *again == *metadata, "what is read can be written");
}

void check_fields(std::string_view bytes) {
    http::Request request;
    for (const char* name : {"Upload-Length", "Upload-Checksum"}) request.fields.add(name, bytes);
    const auto number = read_or_refuse([&] { return security::bytes_field(request, "Upload-Length"); });
    require(!number || *number < 1'000'000'000'000'000, "a number of bytes has at most 15 digits");
    require(!number || std::all_of(bytes.begin(), bytes.end(), [](char c) { return c >= '0' && c <= '9'; }),
            "a number is made of digits");
    auto checksum = read_or_refuse([&] { return security::PieceChecksum::of(request); });
    if (!checksum || !*checksum) return;
    (*checksum)->add(bytes);
    require(!(*checksum)->is_right(), "no text holds its own checksum");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
    const auto block = std::make_unique<char[]>(size);
    std::copy(data, data + size, block.get());
    const std::string_view bytes{block.get(), size};
    check_metadata(bytes);
    check_fields(bytes);
    return 0;
}
