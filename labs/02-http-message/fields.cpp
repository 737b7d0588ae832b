#include "02-http-message/fields.hpp"

#include <algorithm>

#include "02-http-message/fields_builder.hpp"
#include "02-http-message/scanner.hpp"
#include "common/not_implemented.hpp"

namespace http {
namespace {

constexpr std::size_t usual_answer_fields = 12;
constexpr std::size_t usual_answer_bytes = 384;

}  // namespace

// Room for what an answer usually has, so that neither grows step by step.
void Fields::reserve_usual_room() {
    if (!places_.empty()) return;
    places_.reserve(usual_answer_fields);
    text_.reserve(usual_answer_bytes);
}

void Fields::add(std::string_view name, std::string_view value) {
    reserve_usual_room();
    constexpr std::string_view separator = ": ";
    const auto name_at = static_cast<std::uint32_t>(text_.size());
    const auto name_size = static_cast<std::uint32_t>(name.size());
    const auto value_at = static_cast<std::uint32_t>(name_at + name_size + separator.size());
    add_place({name_at, name_size, value_at, static_cast<std::uint32_t>(value.size())});
    text_.append(name).append(separator).append(value).append("\r\n");
}

void Fields::add_all(const Fields& others) {
    reserve_usual_room();
    const auto shift = static_cast<std::uint32_t>(text_.size());
    for (const Place& place : others.places_) {
        add_place({place.name_at + shift, place.name_size, place.value_at + shift, place.value_size});
    }
    text_.append(others.text_);
}

std::size_t Fields::search(std::string_view name, std::size_t from) const {
    while (from < size()) {
        if (places_[from].name_size == name.size() && equal_ignoring_case((*this)[from].name, name)) break;
        ++from;
    }
    return from;
}

std::size_t Fields::count(std::string_view name) const {
    std::size_t found = 0;
    for (std::size_t i = next(name, 0); i < size(); i = next(name, i + 1)) ++found;
    return found;
}

std::optional<std::string> Fields::joined(std::string_view name) const {
    const std::size_t first = next(name, 0);
    if (first == size()) return std::nullopt;
    std::string values{(*this)[first].value};
    for (std::size_t i = next(name, first + 1); i < size(); i = next(name, i + 1)) {
        values.append(", ").append((*this)[i].value);
    }
    return values;
}

bool is_token(std::string_view text) {
    return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return token_bytes.contains(c); });
}

std::string_view trim_blanks(std::string_view text) {
    while (!text.empty() && blank_bytes.contains(text.front())) text.remove_prefix(1);
    while (!text.empty() && blank_bytes.contains(text.back())) text.remove_suffix(1);
    return text;
}

bool equal_ignoring_case(std::string_view a, std::string_view b) {
    // À écrire : les deux textes ont la même longueur et, rang par rang, les mêmes lettres à la casse près. N'utilisez
    // pas std::tolower : il dépend de la langue du système, et HTTP non. to_lower (scanner.hpp) ne connaît que l'ASCII.
    // BEGIN SOLUTION 2.2
    return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                      [](char left, char right) { return to_lower(left) == to_lower(right); });
    // END SOLUTION
}

bool list_contains(std::string_view list, std::string_view member) {
    // À écrire : découpez la liste aux virgules, ôtez les espaces autour de chaque élément (trim_blanks), et comparez
    // sans égard à la casse. Un élément vide, comme dans « a,,b », n'en est pas un : sautez-le.
    // BEGIN SOLUTION 2.2
    while (!list.empty()) {
        const std::size_t comma = std::min(list.find(','), list.size());
        const std::string_view element = trim_blanks(list.substr(0, comma));
        if (!element.empty() && equal_ignoring_case(element, member)) return true;
        list.remove_prefix(std::min(comma + 1, list.size()));
    }
    return false;
    // END SOLUTION
}

// BEGIN SOLUTION 2.2 helper
namespace {

// A byte stands where a field name must begin, or go on up to its colon.
void reject_name(Scanner& scanner, bool name_is_empty) {
    if (scanner.next_is(':')) return scanner.reject("le nom du champ manque avant les deux-points (RFC 9112 §5)");
    if (!scanner.next_is(blank_bytes)) {
        return scanner.reject("cet octet ne peut pas être dans le nom d'un champ (RFC 9110 §5.1)");
    }
    if (name_is_empty) return scanner.reject("une ligne de champ ne commence pas par une espace (RFC 9112 §2.2, §5.2)");
    scanner.reject("pas d'espace entre le nom d'un champ et ses deux-points (RFC 9112 §5.1)");
}

// field-line = field-name ":" OWS field-value OWS (RFC 9112 §5), and its CRLF.
void field_line(Scanner& scanner, FieldsBuilder& fields) {
    const std::string_view name = scanner.run(token_bytes);
    if (name.empty() || !scanner.next_is(':')) return reject_name(scanner, name.empty());
    scanner.expect(":", {});
    const std::string_view value = scanner.run_of_text();
    scanner.end_of_line({});
    if (!scanner.stopped()) fields.add(name, trim_blanks(value));
}

}  // namespace
// END SOLUTION

Parsed<Fields> parse_fields(std::string_view bytes, const Limits& limits) {
    // À écrire : un Scanner sur les limits.fields_bytes premiers octets. Tant que l'octet suivant n'est pas CR et que
    // le scanner ne s'est pas arrêté, lisez une ligne de champ : son nom (token_bytes), « : », sa valeur
    // (run_of_text), la fin de ligne ; gardez (FieldsBuilder::add) la valeur sans les espaces et tabulations qui
    // l'entourent. La ligne vide termine la section. Un champ de plus que limits.field_count est refusé (431) dès son
    // premier octet. Le scanner au bout de sa fenêtre alors que `bytes` continue : 431. Une fonction par règle de
    // grammaire se lit mieux qu'une pour toutes.
    // BEGIN SOLUTION 2.2
    const std::string_view section = bytes.substr(0, limits.fields_bytes);
    Scanner scanner{section};
    FieldsBuilder fields{section};
    while (!scanner.next_is('\r') && !scanner.stopped()) {
        if (fields.size() == limits.field_count) scanner.reject("trop de champs (RFC 6585 §5)", 431);
        field_line(scanner, fields);
    }
    scanner.end_of_line({});
    if (scanner.ran_out() && section.size() < bytes.size()) {
        return Rejected{431, "la section des champs est trop longue (RFC 6585 §5)", section.size()};
    }
    if (scanner.stopped()) return scanner.why_stopped<Fields>();
    return Complete<Fields>{std::move(fields).build(scanner.at()), scanner.at()};
    // END SOLUTION
}

}  // namespace http
