#include "05-https-client/playground/tus_fields.hpp"

#include <algorithm>
#include <set>

#include "02-http-message/scanner.hpp"
#include "05-https-client/playground/requests.hpp"

namespace playground {
namespace {

constexpr std::size_t longest_metadata = 4096;

constexpr http::ByteSet base64_bytes{[](unsigned char byte) {
    const auto c = static_cast<char>(byte);
    return http::is_letter(c) || http::is_digit(c) || c == '+' || c == '/' || c == '=';
}};

constexpr http::ByteSet key_bytes{[](unsigned char byte) { return byte > 0x20 && byte < 0x7F && byte != ','; }};

bool all_of(std::string_view text, const http::ByteSet& set) {
    return std::all_of(text.begin(), text.end(), [&set](char c) { return set.contains(c); });
}

// "nom cGhvdG8uanBn": a name, and perhaps a value.
bool is_pair(std::string_view pair, std::set<std::string_view>& names) {
    const std::size_t space = std::min(pair.find(' '), pair.size());
    const std::string_view name = pair.substr(0, space);
    const std::string_view value = pair.substr(std::min(space + 1, pair.size()));
    return !name.empty() && all_of(name, key_bytes) && all_of(value, base64_bytes) && names.insert(name).second;
}

bool is_metadata(std::string_view text) {
    std::set<std::string_view> names;
    for (;;) {
        const std::size_t comma = std::min(text.find(','), text.size());
        if (!is_pair(http::trim_blanks(text.substr(0, comma)), names)) return false;
        if (comma == text.size()) return true;
        text.remove_prefix(comma + 1);
    }
}

}  // namespace

std::optional<std::string_view> single_field(const files::Exchange& exchange, std::string_view name) {
    const http::Fields& fields = exchange.request.fields;
    if (fields.count(name) > 1) throw Refused{400, "Le champ " + std::string{name} + " vient deux fois."};
    return fields.find(name);
}

std::uint64_t bytes_field(const files::Exchange& exchange, std::string_view name) {
    const auto text = single_field(exchange, name);
    if (!text) throw Refused{400, "Le champ " + std::string{name} + " manque."};
    return whole_number(*text, 0, INT64_MAX);
}

std::string_view method_of(const files::Exchange& exchange) {
    return single_field(exchange, "X-HTTP-Method-Override").value_or(exchange.request.method);
}

std::string metadata_of(const files::Exchange& exchange) {
    const std::string_view text = single_field(exchange, "Upload-Metadata").value_or("");
    if (text.size() > longest_metadata) throw Refused{400, "Le champ Upload-Metadata a plus de 4 096 octets."};
    if (!text.empty() && !is_metadata(text)) {
        throw Refused{400, "Le champ Upload-Metadata est une liste de « nom valeur-en-base64 », séparés par des "
                           "virgules, où chaque nom vient une fois."};
    }
    return std::string{text};
}

std::optional<Checksum> Checksum::of(const files::Exchange& exchange) {
    const auto text = single_field(exchange, "Upload-Checksum");
    if (!text) return std::nullopt;
    const std::size_t space = std::min(text->find(' '), text->size());
    const std::string_view name = text->substr(0, space);
    const EVP_MD* const algorithm = name == "sha1" ? EVP_sha1() : name == "sha256" ? EVP_sha256() : nullptr;
    const std::string_view expected = http::trim_blanks(text->substr(space));
    if (algorithm == nullptr || expected.empty() || !all_of(expected, base64_bytes)) {
        throw Refused{400, "Le champ Upload-Checksum a la forme « sha1 … » ou « sha256 … », l'empreinte en base64."};
    }
    return Checksum{algorithm, expected};
}

}  // namespace playground
