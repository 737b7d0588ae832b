#include "03-static-server/conditional.hpp"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string_view>

#include "common/not_implemented.hpp"

namespace files {
namespace {

// BEGIN SOLUTION 3.6 helper
void append_hex(std::string& out, std::uint64_t number) {
    char digits[16];
    const auto end = std::to_chars(std::begin(digits), std::end(digits), number, 16).ptr;
    out.append(digits, end);
}

// entity-tag = [ "W/" ] DQUOTE *etagc DQUOTE (RFC 9110 §8.8.3). A backslash or a comma inside stands for itself.
struct EntityTag {
    bool weak = false;
    std::string_view opaque;  // with its quotes
};

bool is_etag_character(char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte == 0x21 || (byte >= 0x23 && byte != 0x7F);
}

// Takes the tag that `list` begins with off it; nothing if it begins with none.
std::optional<EntityTag> take_entity_tag(std::string_view& list) {
    EntityTag tag;
    tag.weak = list.starts_with("W/");
    std::string_view rest = list.substr(tag.weak ? 2 : 0);
    if (!rest.starts_with('"')) return std::nullopt;
    const auto closing = std::find_if_not(rest.begin() + 1, rest.end(), is_etag_character);
    if (closing == rest.end() || *closing != '"') return std::nullopt;
    tag.opaque = rest.substr(0, static_cast<std::size_t>(closing - rest.begin()) + 1);
    list = rest.substr(tag.opaque.size());
    return tag;
}

enum class Comparison { strong, weak };

// Does the list of If-Match or If-None-Match name the current version? `etag` is never weak itself.
bool names_version(std::string_view list, std::string_view etag, Comparison comparison) {
    if (list == "*") return true;
    constexpr std::string_view separators = ", \t";
    while (true) {
        list.remove_prefix(std::min(list.find_first_not_of(separators), list.size()));
        const std::optional<EntityTag> tag = take_entity_tag(list);
        if (!tag) return false;
        if (tag->opaque == etag && (comparison == Comparison::weak || !tag->weak)) return true;
        if (!list.empty() && separators.find(list.front()) == std::string_view::npos) return false;
    }
}

// The date of a field that holds one and comes once; nothing otherwise.
std::optional<http::Seconds> date_of(const http::Fields& fields, std::string_view name, http::Seconds now) {
    if (fields.count(name) != 1) return std::nullopt;
    return http::parse_date(*fields.find(name), now);
}

// Is there a field that could be a condition? Most requests have none, and need not be searched once for each.
bool has_conditions(const http::Fields& fields) {
    for (std::size_t i = 0; i < fields.size(); ++i) {
        if (http::equal_ignoring_case(fields[i].name.substr(0, 3), "If-")) return true;
    }
    return false;
}

// If-Match, else If-Unmodified-Since: is the file still the one the client counts on?
bool is_still_expected(const http::Fields& fields, const Validators& current, http::Seconds now) {
    if (const auto list = fields.joined("If-Match")) return names_version(*list, current.etag, Comparison::strong);
    const auto date = date_of(fields, "If-Unmodified-Since", now);
    return !date || current.last_modified <= *date;
}

// If-None-Match, else (when reading) If-Modified-Since: is the file the one the client has already?
bool is_already_known(const http::Request& request, bool reads, const Validators& current, http::Seconds now) {
    const http::Fields& fields = request.fields;
    if (const auto list = fields.joined("If-None-Match")) return names_version(*list, current.etag, Comparison::weak);
    if (!reads) return false;
    const auto date = date_of(fields, "If-Modified-Since", now);
    return date && current.last_modified <= *date;
}
// END SOLUTION

}  // namespace

Validators validators_of(const struct stat& status) {
    // À écrire : l'étiquette entre guillemets, faite de st_ino, st_size et st_mtim (à la nanoseconde), et la date de
    // modification à la seconde, qui ne doit jamais être postérieure à l'heure actuelle.
    // BEGIN SOLUTION 3.6
    const auto seconds = static_cast<std::uint64_t>(status.st_mtim.tv_sec);
    const auto nanoseconds = seconds * 1'000'000'000 + static_cast<std::uint64_t>(status.st_mtim.tv_nsec);
    Validators validators;
    validators.etag += '"';
    append_hex(validators.etag, status.st_ino);
    validators.etag += '-';
    append_hex(validators.etag, static_cast<std::uint64_t>(status.st_size));
    validators.etag += '-';
    append_hex(validators.etag, nanoseconds);
    validators.etag += '"';
    const auto now = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
    validators.last_modified = std::min(http::Seconds{std::chrono::seconds{status.st_mtim.tv_sec}}, now);
    return validators;
    // END SOLUTION
}

Condition evaluate(const http::Request& request, const Validators& current, http::Seconds now) {
    // À écrire, dans cet ordre (RFC 9110 §13.2.2) :
    //   1. If-Match ; s'il est absent, If-Unmodified-Since. Condition fausse : precondition_failed.
    //   2. If-None-Match ; s'il est absent, et pour GET et HEAD seulement, If-Modified-Since. Condition fausse :
    //      not_modified pour GET et HEAD, precondition_failed pour les autres méthodes.
    // Pour CONNECT, OPTIONS et TRACE, rien de tout cela : proceed. L'en-tête conditional.hpp donne les détails.
    // BEGIN SOLUTION 3.6
    const std::string_view method = request.method;
    if (!has_conditions(request.fields)) return Condition::proceed;
    if (method == "CONNECT" || method == "OPTIONS" || method == "TRACE") return Condition::proceed;
    const bool reads = method == "GET" || method == "HEAD";
    if (!is_still_expected(request.fields, current, now)) return Condition::precondition_failed;
    if (!is_already_known(request, reads, current, now)) return Condition::proceed;
    return reads ? Condition::not_modified : Condition::precondition_failed;
    // END SOLUTION
}

}  // namespace files
