#include "05-https-client/tool/item.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <optional>

#include "common/escape.hpp"
#include "common/program.hpp"

namespace tool {
namespace {

struct Sign {
    std::string_view text;
    ItemKind kind;
};

// The longest first.
constexpr std::array<Sign, 8> signs{{{":=@", ItemKind::json_from_file},
                                     {":=", ItemKind::json},
                                     {"==", ItemKind::query},
                                     {"=@", ItemKind::text_from_file},
                                     {":", ItemKind::header},
                                     {";", ItemKind::header_empty},
                                     {"=", ItemKind::text},
                                     {"@", ItemKind::file}}};

bool is_escape(std::string_view text) {
    return text.size() > 1 && text[0] == '\\' && std::string_view{":;=@"}.find(text[1]) != std::string_view::npos;
}

const Sign* sign_at(std::string_view text) {
    const auto* found =
        std::find_if(signs.begin(), signs.end(), [&](const Sign& sign) { return text.starts_with(sign.text); });
    return found == signs.end() ? nullptr : found;
}

std::string without_escapes(std::string_view text) {
    std::string out;
    while (!text.empty()) {
        if (is_escape(text)) text.remove_prefix(1);
        out += text[0];
        text.remove_prefix(1);
    }
    return out;
}

[[noreturn]] void refuse(std::string_view text, const std::string& why) {
    throw common::WrongUsage{"« " + common::escape_bytes(text) + " » " + why};
}

Item finish(std::string_view text, Item item) {
    if (item.name.empty()) refuse(text, "n'a pas de nom devant son signe");
    if (item.kind == ItemKind::header_empty && !item.value.empty()) {
        refuse(text, "a quelque chose derrière « ; » : « Nom; » est un en-tête vide");
    }
    if (item.kind == ItemKind::header) {
        const std::size_t first = item.value.find_first_not_of(" \t");
        item.value = first == std::string::npos ? "" : item.value.substr(first);
        if (item.value.empty()) item.kind = ItemKind::header_removed;
    }
    return item;
}

constexpr std::array<std::string_view, 9> known_methods{"GET",   "HEAD",   "POST",    "PUT",  "PATCH",
                                                        "DELETE", "OPTIONS", "CONNECT", "TRACE"};

std::string capitals(std::string text) {
    for (char& c : text) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
    return text;
}

std::optional<std::string> method_of(const std::string& word) {
    const std::string upper = capitals(word);
    if (std::find(known_methods.begin(), known_methods.end(), upper) != known_methods.end()) return upper;
    const auto is_capital = [](char c) { return (c >= 'A' && c <= 'Z') || c == '-' || c == '_'; };
    if (!word.empty() && std::all_of(word.begin(), word.end(), is_capital)) return word;
    return std::nullopt;
}

}  // namespace

Item parse_item(std::string_view text) {
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (is_escape(text.substr(at))) {
            ++at;
            continue;
        }
        const Sign* sign = sign_at(text.substr(at));
        if (sign == nullptr) continue;
        const std::string_view value = text.substr(at + sign->text.size());
        return finish(text, {sign->kind, without_escapes(text.substr(0, at)), without_escapes(value)});
    }
    refuse(text, "n'est pas un élément de requête : il lui faut un signe, « : ; == = := @ =@ :=@ » (voir --help)");
}

Words parse_words(const std::vector<std::string>& words) {
    Words result;
    std::size_t next = 0;
    if (words.size() > 1) {
        if (const auto method = method_of(words[0])) {
            result.method = *method;
            ++next;
        }
    }
    if (next == words.size() || words[next].empty()) throw common::WrongUsage{"il manque l'URL"};
    result.address = words[next++];
    for (; next < words.size(); ++next) result.items.push_back(parse_item(words[next]));
    return result;
}

}  // namespace tool
