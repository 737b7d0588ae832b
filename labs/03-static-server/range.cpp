#include "03-static-server/range.hpp"

#include <algorithm>
#include <cassert>
#include <limits>
#include <optional>

#include "02-http-message/scanner.hpp"
#include "common/not_implemented.hpp"

namespace files {
namespace {

// BEGIN SOLUTION 3.7 helper
constexpr std::uint64_t largest = std::numeric_limits<std::uint64_t>::max();

// 1*DIGIT. A number beyond 64 bits becomes the largest one: no file is that long anyway.
std::optional<std::uint64_t> number(std::string_view digits) {
    if (digits.empty()) return std::nullopt;
    std::uint64_t value = 0;
    for (const char c : digits) {
        if (!http::is_digit(c)) return std::nullopt;
        const auto digit = static_cast<std::uint64_t>(c - '0');
        value = value > (largest - digit) / 10 ? largest : value * 10 + digit;
    }
    return value;
}

enum class SpecKind { malformed, satisfiable, beyond_end, all_of_nothing };

struct Spec {
    SpecKind kind;
    ByteRange range{};
};

// suffix-range = "-" suffix-length
Spec suffix_range(std::string_view digits, std::uint64_t size) {
    const auto length = number(digits);
    if (!length) return {SpecKind::malformed};
    if (*length == 0) return {SpecKind::beyond_end};
    if (size == 0) return {SpecKind::all_of_nothing};
    const std::uint64_t kept = std::min(*length, size);
    return {SpecKind::satisfiable, {size - kept, kept}};
}

// int-range = first-pos "-" [ last-pos ], or a suffix-range
Spec range_spec(std::string_view text, std::uint64_t size) {
    const std::size_t dash = text.find('-');
    if (dash == std::string_view::npos) return {SpecKind::malformed};
    if (dash == 0) return suffix_range(text.substr(1), size);
    const auto first = number(text.substr(0, dash));
    const auto last = dash + 1 == text.size() ? largest : number(text.substr(dash + 1));
    if (!first || !last || *last < *first) return {SpecKind::malformed};
    if (*first >= size) return {SpecKind::beyond_end};
    return {SpecKind::satisfiable, {*first, std::min(*last, size - 1) - *first + 1}};
}

// What stands behind "bytes="; nothing if the unit is another one. Units have no case (§14.1).
std::optional<std::string_view> bytes_range_set(std::string_view field) {
    const std::size_t equals = field.find('=');
    if (equals == std::string_view::npos || !http::equal_ignoring_case(field.substr(0, equals), "bytes")) {
        return std::nullopt;
    }
    return field.substr(equals + 1);
}

// Takes the next element off a comma-separated list; an element may be empty (RFC 9110 §5.6.1).
std::string_view take_element(std::string_view& list) {
    const std::size_t comma = std::min(list.find(','), list.size());
    const std::string_view element = http::trim_blanks(list.substr(0, comma));
    list.remove_prefix(std::min(comma + 1, list.size()));
    return element;
}

// Would these ranges send more bytes than the file has? Only overlapping ones do.
bool exceed(const std::vector<ByteRange>& ranges, std::uint64_t size) {
    std::uint64_t left = size;
    for (const ByteRange& range : ranges) {
        if (range.length > left) return true;
        left -= range.length;
    }
    return false;
}
// END SOLUTION

}  // namespace

RangeSet parse_range(std::string_view field, std::uint64_t size) {
    // À écrire : vérifiez l'unité « bytes= », puis lisez chaque élément de la liste : « 0-499 », « 500- », « -500 ».
    // Un seul élément mal formé, et tout le champ est ignoré (whole). Coupez à la fin du fichier, oubliez ce qui
    // commence au-delà ; s'il ne reste rien : unsatisfiable. Plus de max_ranges plages, ou plus d'octets en tout que
    // le fichier n'en a : whole. Attention aux nombres qui débordent.
    // BEGIN SOLUTION 3.7
    std::optional<std::string_view> list = bytes_range_set(field);
    if (!list) return {};
    std::vector<ByteRange> ranges;
    std::size_t count = 0;
    while (!list->empty()) {
        const std::string_view element = take_element(*list);
        if (element.empty()) continue;
        const Spec spec = range_spec(element, size);
        const bool ignore_all = spec.kind == SpecKind::malformed || spec.kind == SpecKind::all_of_nothing;
        if (ignore_all || ++count > max_ranges) return {};
        if (spec.kind == SpecKind::satisfiable) ranges.push_back(spec.range);
    }
    if (count == 0 || exceed(ranges, size)) return {};
    if (ranges.empty()) return {RangeSet::Kind::unsatisfiable, {}};
    return {RangeSet::Kind::partial, std::move(ranges)};
    // END SOLUTION
}

std::string content_range(ByteRange range, std::uint64_t size) {
    assert(range.length > 0 && range.first < size && range.length <= size - range.first);
    // À écrire : "bytes 0-499/1234". Le dernier octet est compris.
    // BEGIN SOLUTION 3.7
    const std::uint64_t last = range.first + range.length - 1;
    return "bytes " + std::to_string(range.first) + "-" + std::to_string(last) + "/" + std::to_string(size);
    // END SOLUTION
}

std::string unsatisfied_range(std::uint64_t size) {
    // À écrire : "bytes */1234".
    // BEGIN SOLUTION 3.7
    return "bytes */" + std::to_string(size);
    // END SOLUTION
}

bool if_range_holds(const http::Request& request, const Validators& current, http::Seconds now) {
    // À écrire : vrai si If-Range est absent, s'il vaut exactement l'étiquette actuelle, ou si c'est exactement la
    // date de modification (et que celle-ci a plus d'une seconde). Faux dans tous les autres cas.
    // BEGIN SOLUTION 3.7
    const std::size_t count = request.fields.count("If-Range");
    if (count == 0) return true;
    if (count > 1) return false;
    const std::string_view validator = *request.fields.find("If-Range");
    if (validator == current.etag) return true;
    const auto date = http::parse_date(validator, now);
    return date == current.last_modified && current.last_modified < now;
    // END SOLUTION
}

}  // namespace files
