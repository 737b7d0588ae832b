#include "06-security/file_name.hpp"

#include <algorithm>

#include "04-cgi/file_name.hpp"
#include "common/not_implemented.hpp"

namespace security {
// BEGIN SOLUTION 6.1 helper
namespace {

constexpr std::size_t most_kept_bytes = 120;
constexpr std::size_t most_extension_bytes = 16;  // the dot included: beyond, it is no extension to be kept whole

// As many whole characters of a UTF-8 text as fit into this many bytes.
std::string_view cut_between_characters(std::string_view text, std::size_t size) {
    if (text.size() <= size) return text;
    while (size > 0 && (static_cast<unsigned char>(text[size]) & 0xC0) == 0x80) --size;
    return text.substr(0, size);
}

}  // namespace
// END SOLUTION

std::string kept_name(std::string_view given) {
    // À écrire : partez de cgi::safe_file_name(given). Séparez ce qui précède le dernier point (rfind) de l'extension,
    // point compris ; dans ce qui précède, remplacez chaque « . » par « _ ». Si le tout dépasse 120 octets, coupez ce
    // qui précède, entre deux caractères UTF-8 (un octet 10xxxxxx continue un caractère), et gardez l'extension ; une
    // extension de plus de 16 octets n'en est pas une : coupez alors le nom entier.
    // BEGIN SOLUTION 6.1
    std::string name = cgi::safe_file_name(given);
    const std::size_t dot = std::min(name.rfind('.'), name.size());
    std::replace(name.begin(), name.begin() + static_cast<std::ptrdiff_t>(dot), '.', '_');
    if (name.size() <= most_kept_bytes) return name;
    const bool has_extension = name.size() - dot <= most_extension_bytes;
    const std::string extension = has_extension ? name.substr(dot) : std::string{};
    const std::string_view stem = std::string_view{name}.substr(0, name.size() - extension.size());
    return std::string{cut_between_characters(stem, most_kept_bytes - extension.size())}.append(extension);
    // END SOLUTION
}

std::string extension_of(std::string_view name) {
    // À écrire : ce qui suit le dernier point, où les lettres A à Z deviennent a à z (et elles seules : pas de tolower,
    // qui dépend de la langue de la machine) ; rien s'il n'y a pas de point.
    // BEGIN SOLUTION 6.1
    const std::size_t dot = name.rfind('.');
    if (dot == std::string_view::npos) return {};
    std::string extension{name.substr(dot + 1)};
    for (char& c : extension) {
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    }
    return extension;
    // END SOLUTION
}

}  // namespace security
