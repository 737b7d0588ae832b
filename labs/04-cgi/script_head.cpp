#include "04-cgi/script_head.hpp"

#include <algorithm>
#include <vector>

#include "02-http-message/body.hpp"
#include "02-http-message/scanner.hpp"
#include "common/escape.hpp"
#include "common/not_implemented.hpp"

namespace cgi {
namespace {

// Whatever is wrong with a script's answer, the client has nothing to do with it.
constexpr int bad_gateway = 502;

using Lines = std::vector<http::Field>;  // views into the bytes that were parsed

bool has_name(const http::Field& field, std::string_view name) {
    return http::equal_ignoring_case(field.name, name);
}

bool is_among(const http::Field& field, std::initializer_list<std::string_view> names) {
    return std::any_of(names.begin(), names.end(), [&field](std::string_view name) { return has_name(field, name); });
}

// The value of the first field of this name, nothing if there is none.
std::optional<std::string_view> find(const Lines& lines, std::string_view name) {
    for (const http::Field& field : lines) {
        if (has_name(field, name)) return field.value;
    }
    return std::nullopt;
}

}  // namespace

std::optional<int> status_number(std::string_view value) {
    // À écrire : trois chiffres, puis rien, ou une espace (ou tabulation) et un texte quelconque. De 200 à 599 ; sinon
    // rien (std::nullopt).
    // BEGIN SOLUTION 4.3
    const std::string_view digits = value.substr(0, 3);
    const bool is_number = digits.size() == 3 && std::all_of(digits.begin(), digits.end(), http::is_digit);
    const bool ends_there = value.size() <= 3 || http::blank_bytes.contains(value[3]);
    if (!is_number || !ends_there) return std::nullopt;
    const int number = (digits[0] - '0') * 100 + (digits[1] - '0') * 10 + (digits[2] - '0');
    if (number < 200 || number > 599) return std::nullopt;
    return number;
    // END SOLUTION
}

bool is_location(std::string_view value) {
    // À écrire : au moins un octet, et tous sont visibles : de 0x21 (« ! ») à 0x7E (« ~ »).
    // BEGIN SOLUTION 4.3
    return !value.empty() && std::all_of(value.begin(), value.end(), [](char c) { return c > ' ' && c < '\x7f'; });
    // END SOLUTION
}

// BEGIN SOLUTION 4.3 helper
namespace {

// NL = LF / CR LF: the end of a line as scripts print it.
void end_of_line(http::Scanner& scanner) {
    const bool has_cr = scanner.next_is('\r');
    if (has_cr) scanner.expect("\r", {});
    if (scanner.next_is('\n')) return scanner.expect("\n", {});
    scanner.reject(has_cr ? "un CR qui n'est pas suivi d'un LF n'a pas sa place dans un champ (RFC 9110 §5.5)"
                          : "un caractère de contrôle n'a pas sa place dans un champ (RFC 9110 §5.5)",
                   bad_gateway);
}

// Why what stands here is not the name of a field, or not its end. `name`: what has been read of it.
std::string_view wrong_name(http::Scanner& scanner, std::string_view name, bool is_first_line) {
    if (is_first_line && name == "HTTP" && scanner.next_is('/')) {
        return "un script n'écrit pas de ligne de statut : qu'il écrive le champ « Status: 200 OK », ou que son nom "
               "commence par « nph- » s'il parle HTTP lui-même (RFC 3875 §5)";
    }
    if (scanner.next_is(':')) return "le nom du champ manque avant les deux-points (RFC 3875 §6.3)";
    if (scanner.next_is(http::blank_bytes)) {
        return name.empty() ? "un champ tient sur une ligne, qui ne commence pas par une espace (RFC 3875 §6.3)"
                            : "les deux-points suivent le nom du champ, sans espace ; si c'est déjà le corps, il "
                              "manque la ligne vide qui le précède (RFC 3875 §6.3)";
    }
    return "ce n'est pas un champ « Nom: valeur » ; si c'est déjà le corps, il manque la ligne vide qui le précède "
           "(RFC 3875 §6.3)";
}

// header-field = name ":" [ value ] NL (RFC 3875 §6.3).
void field_line(http::Scanner& scanner, Lines& lines) {
    const std::string_view name = scanner.run(http::token_bytes);
    if (name.empty() || !scanner.next_is(':')) {
        return scanner.reject(wrong_name(scanner, name, lines.empty()), bad_gateway);
    }
    scanner.expect(":", {});
    const std::string_view value = scanner.run_of_text();
    end_of_line(scanner);
    if (!scanner.stopped()) lines.push_back({name, http::trim_blanks(value)});
}

bool is_at_end_of_line(http::Scanner& scanner) {
    return scanner.next_is('\n') || scanner.next_is('\r');
}

}  // namespace
// END SOLUTION

namespace {

http::Parsed<Lines> parse_lines(std::string_view bytes, const Limits& limits) {
    // À écrire : un http::Scanner sur les limits.head_bytes premiers octets. Jusqu'à la ligne vide, et tant que le
    // scanner ne s'est pas arrêté, lisez une ligne : son nom (token_bytes), « : », sa valeur (run_of_text), dont les
    // espaces autour ne comptent pas (trim_blanks), et sa fin, LF ou CR LF. Un champ de plus que limits.head_fields est
    // refusé dès son premier octet. Le scanner au bout de sa fenêtre alors que `bytes` continue : l'en-tête est trop
    // long, à l'octet qui la suit.
    // Tout refus porte le statut 502, donc scanner.reject(raison, bad_gateway) : expect et one_or_more refusent avec
    // 400 et les mots du lab 02, qui exige CR LF. La raison dit à un débutant ce que son script a fait. Ce n'est pas un
    // champ, ou une espace précède les deux-points : sans doute « il manque la ligne vide ». La première ligne commence
    // par « HTTP/ » : ce qu'il faut écrire est « Status: 200 OK », à moins que le nom du script ne commence par
    // « nph- ». Autre chose qu'une fin de ligne derrière la valeur : un « caractère de contrôle ».
    // BEGIN SOLUTION 4.3
    const std::string_view window = bytes.substr(0, limits.head_bytes);
    http::Scanner scanner{window};
    Lines lines;
    while (!is_at_end_of_line(scanner) && !scanner.stopped()) {
        if (lines.size() == limits.head_fields) scanner.reject("l'en-tête du script a trop de champs", bad_gateway);
        field_line(scanner, lines);
    }
    end_of_line(scanner);
    if (scanner.ran_out() && window.size() < bytes.size()) {
        return http::Rejected{bad_gateway, "l'en-tête du script est trop long", window.size()};
    }
    if (scanner.stopped()) return scanner.why_stopped<Lines>();
    return http::Complete<Lines>{std::move(lines), scanner.at()};
    // END SOLUTION
}

// The value of Content-Length, nothing if it is not a number.
std::optional<std::uint64_t> length_of(std::string_view value) {
    http::Fields only_this;
    only_this.add("Content-Length", value);
    const auto length = http::content_length(only_this);
    return length.is_complete() ? length.value() : std::nullopt;
}

// What is wrong with the value of a field; nothing (empty) for all but those that the server must understand.
std::string_view wrong_value(const http::Field& field) {
    if (has_name(field, "Content-Type") && field.value.empty()) {
        return "Content-Type est vide : il dit le type du document, « text/html; charset=utf-8 » (RFC 3875 §6.3.1)";
    }
    if (has_name(field, "Location") && !is_location(field.value)) {
        return "Location est une adresse : ni vide, ni espace, ni octet hors de l'ASCII, à écrire %HH (RFC 3986 §2.1)";
    }
    if (has_name(field, "Status") && !status_number(field.value)) {
        return "Status s'écrit « 404 Not Found » : trois chiffres (200 à 599), une espace, un texte (RFC 3875 §6.3.3)";
    }
    if (has_name(field, "Content-Length") && !length_of(field.value)) {
        return "Content-Length est un nombre d'octets, en chiffres (RFC 9110 §8.6)";
    }
    return {};
}

// Does a field of this line's name come before it, though it may come only once?
bool is_repeated(const Lines& lines, std::size_t index) {
    if (!is_among(lines[index], {"Content-Type", "Location", "Status", "Content-Length"})) return false;
    return std::any_of(lines.begin(), lines.begin() + static_cast<std::ptrdiff_t>(index),
                       [&](const http::Field& earlier) { return has_name(earlier, lines[index].name); });
}

// The first field that cannot be.
std::optional<http::Rejected> find_wrong_field(std::string_view bytes, const Lines& lines) {
    const auto reject_at = [bytes](std::string_view part, std::string_view reason) {
        return http::Rejected{bad_gateway, reason, static_cast<std::size_t>(part.data() - bytes.data())};
    };
    for (std::size_t i = 0; i < lines.size(); ++i) {
        if (is_repeated(lines, i)) return reject_at(lines[i].name, "ce champ ne vient qu'une fois (RFC 3875 §6.3)");
        const std::string_view reason = wrong_value(lines[i]);
        if (!reason.empty()) return reject_at(lines[i].value, reason);
    }
    return std::nullopt;
}

// Why these fields are no answer, though each is right by itself; empty when they are one.
std::string_view what_is_missing(const Lines& lines) {
    if (lines.empty()) return "la réponse commence par une ligne vide : il n'y a aucun champ (RFC 3875 §6.2)";
    if (find(lines, "Content-Type") || find(lines, "Location") || find(lines, "Status")) return {};
    return "aucun des champs Content-Type, Location et Status : il en faut un, le plus souvent « Content-Type: "
           "text/html » (RFC 3875 §6.2)";
}

bool is_for_the_client(const http::Field& field) {
    return !is_among(field, {"Status", "Content-Length", "Connection", "Keep-Alive", "Transfer-Encoding", "TE",
                             "Trailer", "Upgrade", "Proxy-Connection", "Date", "Server"});
}

// What the fields mean, which are all right.
ScriptHead understand(const Lines& lines) {
    ScriptHead head;
    for (const http::Field& field : lines) {
        if (is_for_the_client(field)) head.fields.add(field.name, field.value);
    }
    if (const auto length = find(lines, "Content-Length")) head.content_length = length_of(*length);
    // À écrire : le statut est celui de Status (find(lines, "Status")) ; à défaut, 302 s'il y a Location, sinon 200.
    // Location seule (aucun autre champ, quel qu'il soit), qui commence par « / » et n'a pas de « # » : redirection
    // locale, vers head.location. Location et un statut de 300 à 399 : redirection du client. Tout le reste est un
    // document.
    // BEGIN SOLUTION 4.3
    const auto location = find(lines, "Location");
    if (location) head.status = 302;
    if (const auto status = find(lines, "Status")) head.status = *status_number(*status);
    if (!location) return head;
    const bool is_local_path = location->starts_with('/') && location->find('#') == std::string_view::npos;
    if (is_local_path && lines.size() == 1) {
        head.kind = AnswerKind::local_redirect;
        head.location = *location;
    } else if (head.status >= 300 && head.status <= 399) {
        head.kind = AnswerKind::client_redirect;
    }
    return head;
    // END SOLUTION
}

}  // namespace

http::Parsed<ScriptHead> parse_script_head(std::string_view bytes, const Limits& limits) {
    const http::Parsed<Lines> lines = parse_lines(bytes, limits);
    if (!lines.is_complete()) return lines.failure<ScriptHead>();
    if (const auto wrong = find_wrong_field(bytes, lines.value())) return *wrong;
    const std::string_view missing = what_is_missing(lines.value());
    if (!missing.empty()) return http::Rejected{bad_gateway, missing, 0};
    return http::Complete<ScriptHead>{understand(lines.value()), lines.used()};
}

std::string explain_rejection(const http::Rejected& rejected, std::string_view bytes) {
    constexpr std::size_t readable = 80;
    const std::string_view before = bytes.substr(0, rejected.offset);
    const std::size_t start = before.rfind('\n') + 1;  // 0 when there is none
    std::string_view line = bytes.substr(start);
    line = line.substr(0, line.find_first_of("\r\n"));
    const auto number = std::count(before.begin(), before.end(), '\n') + 1;
    return "ligne " + std::to_string(number) + ", \"" + common::escape_bytes(line, readable) +
           "\" : " + std::string{rejected.reason};
}

}  // namespace cgi
