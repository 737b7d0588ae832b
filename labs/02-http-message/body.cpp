#include "02-http-message/body.hpp"

#include <algorithm>
#include <charconv>

#include "02-http-message/scanner.hpp"
#include "02-http-message/target.hpp"
#include "common/not_implemented.hpp"

namespace http {

Parsed<std::optional<std::uint64_t>> content_length(const Fields& fields) {
    // À écrire : rien s'il n'y a pas de champ Content-Length ; refusé (400) s'il y en a plusieurs, ou si la valeur
    // n'est pas faite de 1 à 19 chiffres et de rien d'autre. std::stoi et std::stoull acceptent « +5 », « 5 abc » et
    // « 5, 6 » : vérifiez les octets avant de convertir (std::from_chars).
    // BEGIN SOLUTION 2.4
    constexpr std::size_t most_digits = 19;  // fewer than 2^64, whatever they are
    if (fields.count("Content-Length") > 1) return Rejected{400, "un seul Content-Length est permis (RFC 9112 §6.3)"};
    const std::optional<std::string_view> value = fields.find("Content-Length");
    if (!value) return Complete<std::optional<std::uint64_t>>{std::nullopt, 0};
    const bool all_digits = std::all_of(value->begin(), value->end(), is_digit);
    if (value->empty() || value->size() > most_digits || !all_digits) {
        return Rejected{400, "Content-Length s'écrit avec des chiffres, de 1 à 19 (RFC 9110 §8.6)"};
    }
    std::uint64_t length = 0;
    std::from_chars(value->data(), value->data() + value->size(), length);
    return Complete<std::optional<std::uint64_t>>{length, 0};
    // END SOLUTION
}

Parsed<std::string_view> body_of_length(std::string_view bytes, std::uint64_t length) {
    // À écrire : incomplet tant qu'il manque des octets ; sinon les `length` premiers, et eux seuls : ceux qui suivent
    // appartiennent au message suivant.
    // BEGIN SOLUTION 2.4
    if (bytes.size() < length) return Incomplete{};
    const auto size = static_cast<std::size_t>(length);
    return Complete<std::string_view>{bytes.substr(0, size), size};
    // END SOLUTION
}

// BEGIN SOLUTION 2.7 helper
namespace {

enum class Codings { none, chunked, others_then_chunked, not_ending_in_chunked };

// What Transfer-Encoding says (RFC 9112 §6.1), all its fields taken as one list. An empty element, which other lists
// may have, is refused here: whoever stood before us may have seen one coding where we see another.
Codings transfer_codings(const Fields& fields) {
    const std::optional<std::string> joined = fields.joined("Transfer-Encoding");
    if (!joined) return Codings::none;
    std::string_view list = *joined;
    bool others = false;
    for (;;) {
        const std::size_t comma = std::min(list.find(','), list.size());
        const std::string_view coding = trim_blanks(list.substr(0, comma));
        const bool is_last = comma == list.size();
        const bool is_chunked = equal_ignoring_case(coding, "chunked");
        if (coding.empty() || is_chunked != is_last) return Codings::not_ending_in_chunked;
        if (is_last) return others ? Codings::others_then_chunked : Codings::chunked;
        others = true;
        list.remove_prefix(comma + 1);
    }
}

// Two ways to find the end of the body, or one that this version does not know: two readers could differ.
std::optional<std::string_view> ambiguous_framing(Version version, const Fields& fields) {
    if (!fields.find("Transfer-Encoding")) return std::nullopt;
    if (fields.find("Content-Length")) {
        return "Transfer-Encoding et Content-Length ne vont pas ensemble (RFC 9112 §6.3)";
    }
    if (version == Version::http_1_0) return "Transfer-Encoding n'existe pas en HTTP/1.0 (RFC 9112 §6.1)";
    return std::nullopt;
}

}  // namespace
// END SOLUTION

Parsed<BodyFraming> request_body(const Request& request) {
    // À écrire : les règles de la RFC 9112 §6.3, dans l'ordre. Transfer-Encoding avec Content-Length, ou en HTTP/1.0 :
    // 400. Un dernier codage autre que « chunked », ou « chunked » deux fois : 400. D'autres codages avant lui : 501.
    // Sinon la longueur de Content-Length ; sans aucun des deux champs, une requête n'a pas de corps.
    // BEGIN SOLUTION 2.7
    if (const auto reason = ambiguous_framing(request.version, request.fields)) return Rejected{400, *reason};
    switch (transfer_codings(request.fields)) {
    case Codings::chunked: return Complete<BodyFraming>{{BodyKind::chunked}, 0};
    case Codings::others_then_chunked: return Rejected{501, "seul le codage « chunked » est compris (RFC 9112 §6.1)"};
    case Codings::not_ending_in_chunked:
        return Rejected{400, "le dernier codage d'une requête doit être « chunked », une seule fois (RFC 9112 §6.3)"};
    case Codings::none: break;
    }
    const auto length = content_length(request.fields);
    if (!length.is_complete()) return length.failure<BodyFraming>();
    if (!length.value()) return Complete<BodyFraming>{{BodyKind::none}, 0};
    return Complete<BodyFraming>{{BodyKind::length, *length.value()}, 0};
    // END SOLUTION
}

Parsed<BodyFraming> response_body(const Response& response, std::string_view request_method) {
    // À écrire : d'abord les réponses qui n'ont jamais de corps ; puis, comme pour une requête (mais 502), les champs
    // qui se contredisent ; puis « chunked » en dernier, Content-Length, et à défaut tout ce qui vient jusqu'à la fin
    // de la connexion.
    // BEGIN SOLUTION 2.7
    const int status = response.status;
    const bool is_tunnel = request_method == "CONNECT" && status / 100 == 2;
    if (request_method == "HEAD" || status / 100 == 1 || status == 204 || status == 304 || is_tunnel) {
        return Complete<BodyFraming>{{BodyKind::none}, 0};
    }
    if (const auto reason = ambiguous_framing(response.version, response.fields)) return Rejected{502, *reason};
    switch (transfer_codings(response.fields)) {
    case Codings::chunked:
    case Codings::others_then_chunked: return Complete<BodyFraming>{{BodyKind::chunked}, 0};
    case Codings::not_ending_in_chunked: return Complete<BodyFraming>{{BodyKind::until_close}, 0};
    case Codings::none: break;
    }
    const auto length = content_length(response.fields);
    if (!length.is_complete()) return length.failure<BodyFraming>().with_status(502);
    if (!length.value()) return Complete<BodyFraming>{{BodyKind::until_close}, 0};
    return Complete<BodyFraming>{{BodyKind::length, *length.value()}, 0};
    // END SOLUTION
}

Parsed<Checked> check_host(const Request& request) {
    // À écrire : plusieurs champs Host : 400 ; aucun en HTTP/1.1 : 400 ; une valeur ni vide ni de la forme « hôte » ou
    // « hôte:port » (is_host_with_port, dans target.hpp) : 400.
    // BEGIN SOLUTION 2.7
    if (request.fields.count("Host") > 1) return Rejected{400, "un seul champ Host est permis (RFC 9112 §3.2)"};
    const std::optional<std::string_view> host = request.fields.find("Host");
    if (!host && request.version == Version::http_1_1) {
        return Rejected{400, "le champ Host est obligatoire en HTTP/1.1 (RFC 9112 §3.2)"};
    }
    if (host && !host->empty() && !is_host_with_port(*host)) {
        return Rejected{400, "Host doit être un nom ou une adresse, avec un port facultatif (RFC 9110 §7.2)"};
    }
    return Complete<Checked>{{}, 0};
    // END SOLUTION
}

// BEGIN SOLUTION 2.7 helper
namespace {

bool connection_has(const Fields& fields, std::string_view option) {
    for (std::size_t i = 0; i < fields.size(); ++i) {
        const Field field = fields[i];
        if (equal_ignoring_case(field.name, "Connection") && list_contains(field.value, option)) return true;
    }
    return false;
}

}  // namespace
// END SOLUTION

bool is_persistent(Version version, const Fields& fields) {
    // À écrire : Connection est une liste, peut-être en plusieurs champs, sans égard à la casse (list_contains).
    // « close » l'emporte toujours ; sans lui, 1.1 reste ouvert et 1.0 seulement si la liste contient « keep-alive ».
    // BEGIN SOLUTION 2.7
    if (connection_has(fields, "close")) return false;
    return version == Version::http_1_1 || connection_has(fields, "keep-alive");
    // END SOLUTION
}

}  // namespace http
