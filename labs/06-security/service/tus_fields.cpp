#include "06-security/service/tus_fields.hpp"

#include <algorithm>
#include <charconv>

#include "06-security/base64.hpp"
#include "06-security/service/refused.hpp"

namespace security {
namespace {

constexpr std::size_t most_digits = 15;
constexpr std::size_t most_metadata_bytes = 4 * 1024;
constexpr std::size_t most_pairs = 20;

[[noreturn]] void refuse(std::string_view name, std::string_view what) {
    throw Refused{400, "Le champ " + std::string{name} + " " + std::string{what} + "."};
}

bool is_key_byte(char c) {
    return c > ' ' && c < 0x7F && c != ',';
}

void read_pair(std::string_view pair, Metadata& metadata) {
    const std::size_t space = std::min(pair.find(' '), pair.size());
    const std::string_view key = pair.substr(0, space);
    if (key.empty() || !std::all_of(key.begin(), key.end(), is_key_byte)) refuse("Upload-Metadata", "a un nom mal écrit");
    const auto value = from_base64(pair.substr(std::min(space + 1, pair.size())));
    if (!value) refuse("Upload-Metadata", "a une valeur qui n'est pas en Base64");
    if (!metadata.emplace(key, *value).second) refuse("Upload-Metadata", "donne deux fois le même nom");
}

}  // namespace

std::optional<std::string_view> single_field(const http::Request& request, std::string_view name) {
    if (request.fields.count(name) > 1) refuse(name, "vient deux fois");
    return request.fields.find(name);
}

std::uint64_t bytes_field(const http::Request& request, std::string_view name) {
    const auto text = single_field(request, name);
    if (!text) refuse(name, "manque");
    std::uint64_t number = 0;
    const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), number);
    const bool is_number = error == std::errc{} && end == text->data() + text->size() && text->size() <= most_digits;
    if (!is_number) refuse(name, "doit être un nombre d'octets");
    return number;
}

Metadata read_metadata(std::string_view field) {
    if (field.size() > most_metadata_bytes) refuse("Upload-Metadata", "est trop long");
    Metadata metadata;
    while (!field.empty()) {
        const std::size_t end = std::min(field.find(','), field.size());
        std::string_view pair = field.substr(0, end);
        pair.remove_prefix(std::min(pair.find_first_not_of(' '), pair.size()));
        read_pair(pair.substr(0, pair.find_last_not_of(' ') + 1), metadata);
        if (metadata.size() > most_pairs) refuse("Upload-Metadata", "a trop de paires");
        field.remove_prefix(std::min(end + 1, field.size()));
    }
    return metadata;
}

std::optional<PieceChecksum> PieceChecksum::of(const http::Request& request) {
    const auto field = single_field(request, "Upload-Checksum");
    if (!field) return std::nullopt;
    const std::size_t space = std::min(field->find(' '), field->size());
    const std::string_view algorithm = field->substr(0, space);
    const auto expected = from_base64(field->substr(std::min(space + 1, field->size())));
    if (!expected) refuse("Upload-Checksum", "n'est pas en Base64");
    if (algorithm == "sha256") return PieceChecksum{client::HashKind::sha256, *expected};
    if (algorithm == "sha1") return PieceChecksum{client::HashKind::sha1, *expected};
    refuse("Upload-Checksum", "demande une autre empreinte que sha1 et sha256");
}

}  // namespace security
