#include "02-http-message/request.hpp"

#include "02-http-message/scanner.hpp"
#include "common/not_implemented.hpp"

namespace http {

std::string_view to_string(Version version) {
    return version == Version::http_1_0 ? "HTTP/1.0" : "HTTP/1.1";
}

Version http_version(Scanner& scanner) {
    // À écrire : demandez au scanner « HTTP/ », un chiffre, un point, un chiffre. Si tout y est mais que le premier
    // chiffre n'est pas 1, refusez-le avec le statut 505 à l'endroit où il se trouve. Rendez la version : 1.0 si le
    // second chiffre est 0, et 1.1 pour tout autre (un serveur 1.1 sait répondre à qui parle 1.2).
    // BEGIN SOLUTION 2.1
    constexpr std::string_view form = "la version s'écrit « HTTP/ », un chiffre, un point, un chiffre (RFC 9112 §2.3)";
    scanner.expect("HTTP/", form);
    const std::size_t major_at = scanner.at();
    const std::string_view major = scanner.one(digit_bytes, form);
    scanner.expect(".", form);
    const std::string_view minor = scanner.one(digit_bytes, form);
    if (major != "1") scanner.reject_at(major_at, "seul HTTP/1.x est compris ici (RFC 9110 §15.6.6)", 505);
    return minor == "0" ? Version::http_1_0 : Version::http_1_1;
    // END SOLUTION
}

// BEGIN SOLUTION 2.1 helper
namespace {

constexpr ByteSet beyond_ascii{[](unsigned char byte) { return byte >= 0x80; }};

std::string_view request_target(Scanner& scanner) {
    const std::string_view target =
        scanner.one_or_more(target_bytes, "une seule espace, puis la cible, suivent la méthode (RFC 9112 §3)");
    if (scanner.next_is('#')) scanner.reject("le fragment (« # ») ne s'envoie pas au serveur (RFC 9112 §3.2)");
    if (scanner.next_is(beyond_ascii)) {
        scanner.reject("un octet hors de l'ASCII doit être écrit %HH dans la cible (RFC 3986 §2.1)");
    }
    return target;
}

}  // namespace
// END SOLUTION

Parsed<RequestLine> parse_request_line(std::string_view bytes, const Limits& limits) {
    // À écrire : un Scanner (scanner.hpp) sur line_within(bytes, limits.start_line_bytes), puis, dans l'ordre de la
    // RFC 9112 §3 : la méthode (token_bytes), une espace, la cible (octets visibles de l'ASCII, sauf « # »), une
    // espace, http_version, la fin de ligne. Si le scanner s'est arrêté faute d'octets alors que `bytes` en a
    // d'autres, la ligne est trop longue : 414. S'il s'est arrêté pour une autre raison, rendez-la (why_stopped).
    // BEGIN SOLUTION 2.1
    const std::string_view line = line_within(bytes, limits.start_line_bytes);
    Scanner scanner{line};
    const std::string_view method =
        scanner.one_or_more(token_bytes, "une requête commence par sa méthode, comme GET (RFC 9112 §3.1)");
    scanner.expect(" ", "la méthode est suivie d'une espace (RFC 9112 §3)");
    const std::string_view target = request_target(scanner);
    scanner.expect(" ", "la cible est suivie d'une espace et de la version (RFC 9112 §3)");
    const Version version = http_version(scanner);
    scanner.end_of_line("la ligne se termine par CR LF juste après la version (RFC 9112 §3)");
    if (scanner.ran_out() && line.size() < bytes.size()) {
        return Rejected{414, "la ligne de requête est trop longue (RFC 9110 §15.5.15)", line.size()};
    }
    if (scanner.stopped()) return scanner.why_stopped<RequestLine>();
    return Complete<RequestLine>{{std::string{method}, std::string{target}, version}, scanner.at()};
    // END SOLUTION
}

Parsed<Request> parse_request(std::string_view bytes, const Limits& limits) {
    // À écrire : sautez une ligne vide (CR LF) s'il y en a une, analysez la ligne de requête, puis, à partir de
    // l'octet qui la suit, les champs. Dès qu'une étape est incomplète, tout est incomplet ; dès qu'une étape refuse,
    // tout est refusé, et la position se compte depuis le début de `bytes` : Parsed::failure s'en charge. Déplacez
    // (std::move) dans la requête ce que vous avez lu. Tout peut arriver coupé n'importe où : même le premier CR LF.
    // BEGIN SOLUTION 2.3
    std::size_t used = 0;
    if (!bytes.empty() && bytes[0] == '\r') {
        Scanner scanner{bytes};
        scanner.end_of_line({});
        if (scanner.stopped()) return scanner.why_stopped<Request>();
        used = scanner.at();
    }
    Parsed<RequestLine> line = parse_request_line(bytes.substr(used), limits);
    if (!line.is_complete()) return line.failure<Request>(used);
    used += line.used();

    Parsed<Fields> fields = parse_fields(bytes.substr(used), limits);
    if (!fields.is_complete()) return fields.failure<Request>(used);
    used += fields.used();

    RequestLine& start = line.value();
    return Complete<Request>{
        {std::move(start.method), std::move(start.target), start.version, std::move(fields.value())}, used};
    // END SOLUTION
}

}  // namespace http
