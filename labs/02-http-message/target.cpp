#include "02-http-message/target.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <cassert>

#include "02-http-message/fields.hpp"
#include "02-http-message/scanner.hpp"
#include "common/not_implemented.hpp"

namespace http {

namespace {

// unreserved (RFC 3986 §2.3): what never needs to be encoded.
constexpr ByteSet unreserved{[](unsigned char byte) {
    const auto c = static_cast<char>(byte);
    return is_digit(c) || is_letter(c) || c == '-' || c == '.' || c == '_' || c == '~';
}};

// unreserved / sub-delims: a registered name holds these and escapes.
constexpr ByteSet name_bytes{[](unsigned char byte) {
    const auto c = static_cast<char>(byte);
    return unreserved.contains(c) || std::string_view{"!$&'()*+,;="}.find(c) != std::string_view::npos;
}};

// Does an escape, '%' and two hexadecimal digits (RFC 3986 §2.1), begin at this index?
bool is_escape(std::string_view text, std::size_t at) {
    if (text[at] != '%' || at + 2 >= text.size()) return false;
    return hex_bytes.contains(text[at + 1]) && hex_bytes.contains(text[at + 2]);
}

bool is_registered_name(std::string_view text) {
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (!name_bytes.contains(text[i]) && !is_escape(text, i)) return false;
    }
    return !text.empty();
}

bool is_ipv6_address(std::string_view text) {
    in6_addr address{};
    return ::inet_pton(AF_INET6, std::string{text}.c_str(), &address) == 1;
}

// "" or ":" *DIGIT.
bool is_port_part(std::string_view text) {
    if (text.empty()) return true;
    return text.front() == ':' && std::all_of(text.begin() + 1, text.end(), is_digit);
}

}  // namespace

bool is_host_with_port(std::string_view text) {
    if (!text.empty() && text.front() == '[') {
        const std::size_t closing = std::min(text.find(']'), text.size());
        if (closing == text.size()) return false;
        return is_ipv6_address(text.substr(1, closing - 1)) && is_port_part(text.substr(closing + 1));
    }
    const std::size_t colon = std::min(text.find(':'), text.size());
    return is_registered_name(text.substr(0, colon)) && is_port_part(text.substr(colon));
}

// BEGIN SOLUTION 2.5 helper
namespace {

// Where the first '%' stands that begins no escape; the size of the text if there is none.
std::size_t malformed_escape(std::string_view text) {
    std::size_t at = text.find('%');
    while (at != std::string_view::npos && is_escape(text, at)) at = text.find('%', at + 3);
    return std::min(at, text.size());
}

char escaped_byte(std::string_view text, std::size_t at) {
    return static_cast<char>(*hex_value(text[at + 1]) * 16 + *hex_value(text[at + 2]));
}

// Decodes the escapes and leaves alone a '%' that begins none.
std::string decode_escapes(std::string_view text) {
    std::string decoded;
    decoded.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool escape = is_escape(text, i);
        decoded += escape ? escaped_byte(text, i) : text[i];
        if (escape) i += 2;
    }
    return decoded;
}

}  // namespace
// END SOLUTION

std::optional<std::string> percent_decode(std::string_view text) {
    // À écrire : copiez le texte octet par octet ; un « % » suivi de deux chiffres hexadécimaux (hex_value) donne un
    // seul octet, et l'analyse reprend après eux ; un « % » suivi d'autre chose : rien (std::nullopt).
    // BEGIN SOLUTION 2.5
    if (malformed_escape(text) != text.size()) return std::nullopt;
    return decode_escapes(text);
    // END SOLUTION
}

std::string percent_encode_path(std::string_view path) {
    constexpr std::string_view hex_digits = "0123456789ABCDEF";
    std::string encoded;
    for (char c : path) {
        if (c == '/' || unreserved.contains(c)) {
            encoded += c;
        } else {
            const auto byte = static_cast<unsigned char>(c);
            encoded.push_back('%');
            encoded.push_back(hex_digits[byte >> 4]);
            encoded.push_back(hex_digits[byte & 0x0F]);
        }
    }
    return encoded;
}

std::optional<std::string> remove_dot_segments(std::string_view path) {
    // À écrire : prenez les segments l'un après l'autre. « . » ne compte pas ; « .. » ôte le dernier segment gardé, et
    // s'il n'y en a plus, le chemin sort de la racine : rien (std::nullopt). Un chemin qui finit par l'un des deux
    // désigne un répertoire : le résultat finit par « / ».
    // BEGIN SOLUTION 2.5
    assert(!path.empty() && path.front() == '/');
    std::string kept;  // each segment with the slash before it
    while (!path.empty()) {
        const std::size_t end = std::min(path.find('/', 1), path.size());
        const std::string_view segment = path.substr(1, end - 1);
        const bool is_dots = segment == "." || segment == "..";
        if (segment == "..") {
            if (kept.empty()) return std::nullopt;
            kept.resize(kept.rfind('/'));
        }
        if (!is_dots) kept.append("/").append(segment);
        if (is_dots && end == path.size()) kept += '/';
        path.remove_prefix(end);
    }
    return kept;
    // END SOLUTION
}

// BEGIN SOLUTION 2.5 helper
namespace {

std::string decode_form_text(std::string_view text) {
    std::string spaced{text};
    std::replace(spaced.begin(), spaced.end(), '+', ' ');
    return decode_escapes(spaced);
}

}  // namespace
// END SOLUTION

std::vector<std::pair<std::string, std::string>> parse_query(std::string_view query, std::size_t limit) {
    // À écrire : découpez aux « & » (un morceau vide ne compte pas), puis au premier « = », et seulement ensuite
    // décodez : « + » donne une espace, %HH un octet, un « % » isolé reste tel quel. Au plus `limit` paires.
    // BEGIN SOLUTION 2.5
    std::vector<std::pair<std::string, std::string>> pairs;
    while (!query.empty() && pairs.size() < limit) {
        const std::size_t end = std::min(query.find('&'), query.size());
        const std::string_view pair = query.substr(0, end);
        const std::size_t equals = std::min(pair.find('='), pair.size());
        const std::string_view value = pair.substr(std::min(equals + 1, pair.size()));
        if (!pair.empty()) pairs.emplace_back(decode_form_text(pair.substr(0, equals)), decode_form_text(value));
        query.remove_prefix(std::min(end + 1, query.size()));
    }
    return pairs;
    // END SOLUTION
}

namespace {

// The length of "http://" or "https://" at the start of the text; 0 if neither is there.
std::size_t scheme_length(std::string_view text) {
    for (std::string_view scheme : {"http://", "https://"}) {
        if (equal_ignoring_case(text.substr(0, scheme.size()), scheme)) return scheme.size();
    }
    return 0;
}

// The part of an absolute target between its scheme and its path.
std::string_view authority_of(std::string_view absolute) {
    absolute.remove_prefix(scheme_length(absolute));
    return absolute.substr(0, absolute.find_first_of("/?"));
}

}  // namespace

std::optional<TargetForm> target_form(std::string_view target, std::string_view method) {
    const bool is_clean = std::all_of(target.begin(), target.end(), [](char c) { return target_bytes.contains(c); });
    if (!is_clean) return std::nullopt;
    if (method == "CONNECT") {
        const bool has_port = !target.empty() && is_digit(target.back()) && target.find(':') != std::string_view::npos;
        if (has_port && is_host_with_port(target)) return TargetForm::authority;
        return std::nullopt;
    }
    if (target == "*" && method == "OPTIONS") return TargetForm::asterisk;
    if (!target.empty() && target.front() == '/') return TargetForm::origin;
    if (scheme_length(target) != 0 && is_host_with_port(authority_of(target))) return TargetForm::absolute;
    return std::nullopt;
}

// BEGIN SOLUTION 2.5 helper
namespace {

// A target of this authority; `rest` is what follows it, the path and the query, and begins at `skipped`.
Parsed<Target> with_path(std::string_view authority, std::string_view rest, std::size_t skipped) {
    Target target;
    target.authority = authority;
    const std::size_t question = std::min(rest.find('?'), rest.size());
    target.raw_path = rest.substr(0, question);
    target.has_query = question != rest.size();
    if (target.has_query) target.query = rest.substr(question + 1);
    target.path = target.raw_path.empty() ? "/" : target.raw_path;
    const bool is_plain = target.path.find('%') == std::string::npos && target.path.find("/.") == std::string::npos;
    if (is_plain) return Complete<Target>{std::move(target), skipped + rest.size()};  // as nearly all are

    const auto decoded = percent_decode(target.raw_path);
    if (!decoded) {
        return Rejected{400, "« % » doit être suivi de deux chiffres hexadécimaux (RFC 3986 §2.1)",
                        skipped + malformed_escape(target.raw_path)};
    }
    if (const std::size_t null = target.raw_path.find("%00"); null != std::string::npos) {
        return Rejected{400, "un nom ne contient pas d'octet nul (RFC 3986 §7.3)", skipped + null};
    }
    auto path = remove_dot_segments(*decoded);
    if (!path) return Rejected{400, "le chemin remonte au-dessus de la racine (RFC 3986 §5.2.4)", skipped};
    target.path = std::move(*path);
    target.has_encoded_slash = std::count(decoded->begin(), decoded->end(), '/') >
                               std::count(target.raw_path.begin(), target.raw_path.end(), '/');
    return Complete<Target>{std::move(target), skipped + rest.size()};
}

}  // namespace
// END SOLUTION

Parsed<Target> parse_target(std::string_view target, std::string_view method) {
    // À écrire : demandez la forme à target_form ; aucune : 400. Pour les formes origine et absolue, séparez
    // l'autorité, le chemin et la chaîne de requête (après « ? ») tels que reçus ; après seulement, décodez le chemin,
    // une fois ; refusez (400) un %HH mal écrit ou un octet nul ; ôtez enfin les segments « . » et « .. ».
    // BEGIN SOLUTION 2.5
    const std::optional<TargetForm> form = target_form(target, method);
    if (!form) return Rejected{400, "la cible n'a aucune des quatre formes permises (RFC 9112 §3.2)"};
    switch (*form) {
    case TargetForm::asterisk: return with_path({}, target, 0);
    case TargetForm::origin: return with_path({}, target, 0);
    case TargetForm::authority: return with_path(target, {}, target.size());
    case TargetForm::absolute: break;
    }
    const std::string_view authority = authority_of(target);
    const std::size_t skipped = scheme_length(target) + authority.size();
    return with_path(authority, target.substr(skipped), skipped);
    // END SOLUTION
}

}  // namespace http
