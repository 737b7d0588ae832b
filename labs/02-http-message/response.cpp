#include "02-http-message/response.hpp"

#include <algorithm>
#include <stdexcept>

#include "02-http-message/scanner.hpp"
#include "common/not_implemented.hpp"

namespace http {

namespace {

struct StatusName {
    int status;
    std::string_view phrase;
};

// The status codes of RFC 9110 §15, and those of RFC 6585 and RFC 8297 that servers use.
constexpr StatusName status_names[] = {
    {100, "Continue"}, {101, "Switching Protocols"}, {103, "Early Hints"},
    {200, "OK"}, {201, "Created"}, {202, "Accepted"}, {203, "Non-Authoritative Information"}, {204, "No Content"},
    {205, "Reset Content"}, {206, "Partial Content"},
    {300, "Multiple Choices"}, {301, "Moved Permanently"}, {302, "Found"}, {303, "See Other"}, {304, "Not Modified"},
    {305, "Use Proxy"}, {307, "Temporary Redirect"}, {308, "Permanent Redirect"},
    {400, "Bad Request"}, {401, "Unauthorized"}, {402, "Payment Required"}, {403, "Forbidden"}, {404, "Not Found"},
    {405, "Method Not Allowed"}, {406, "Not Acceptable"}, {407, "Proxy Authentication Required"},
    {408, "Request Timeout"}, {409, "Conflict"}, {410, "Gone"}, {411, "Length Required"},
    {412, "Precondition Failed"}, {413, "Content Too Large"}, {414, "URI Too Long"}, {415, "Unsupported Media Type"},
    {416, "Range Not Satisfiable"}, {417, "Expectation Failed"}, {421, "Misdirected Request"},
    {422, "Unprocessable Content"}, {426, "Upgrade Required"}, {428, "Precondition Required"},
    {429, "Too Many Requests"}, {431, "Request Header Fields Too Large"},
    {500, "Internal Server Error"}, {501, "Not Implemented"}, {502, "Bad Gateway"}, {503, "Service Unavailable"},
    {504, "Gateway Timeout"}, {505, "HTTP Version Not Supported"}, {511, "Network Authentication Required"},
};

}  // namespace

std::string_view reason_phrase(int status) {
    const auto found = std::find_if(std::begin(status_names), std::end(status_names),
                                    [status](const StatusName& name) { return name.status == status; });
    return found == std::end(status_names) ? std::string_view{} : found->phrase;
}

// BEGIN SOLUTION 2.6 helper
namespace {

// Counting them all instead of stopping at the first lets the compiler look at many bytes at once.
unsigned count_controls(std::string_view text) {
    unsigned count = 0;
    for (char c : text) count += is_control(c);
    return count;
}

// Names are tokens, and each line has no control characters but its own CR and LF.
bool are_clean_lines(const Fields& fields) {
    for (std::size_t i = 0; i < fields.size(); ++i) {
        if (!is_token(fields[i].name)) return false;
    }
    return count_controls(fields.lines()) == 2 * fields.size();
}

void require_clean(bool clean, std::string_view what) {
    if (!clean) throw std::invalid_argument{"réponse HTTP : " + std::string{what} + " ne peut pas être envoyé"};
}

}  // namespace
// END SOLUTION

std::string serialize(const Response& response) {
    // À écrire : la ligne de statut, une ligne par champ (« nom: valeur » ; Fields::lines() les donne toutes), la ligne
    // vide. Avant tout, vérifiez que le statut a trois chiffres, que chaque nom est un « token » et qu'aucun texte ne
    // contient d'octet de contrôle : sinon std::invalid_argument. Sans cela, qui choisit la fin d'une valeur choisit la
    // suite de la réponse.
    // BEGIN SOLUTION 2.6
    require_clean(response.status >= 100 && response.status <= 599, "ce statut");
    require_clean(count_controls(response.reason) == 0, "cette raison");
    require_clean(are_clean_lines(response.fields), "ce champ");
    std::string head;
    head.reserve(512);
    head.append(to_string(response.version)).append(" ").append(std::to_string(response.status));
    head.append(" ").append(response.reason).append("\r\n");
    return head.append(response.fields.lines()).append("\r\n");
    // END SOLUTION
}

// BEGIN SOLUTION 2.6 helper
namespace {

// Whatever is wrong with a response, the fault is the server's: a client that must give a status says 502.
constexpr int bad_gateway = 502;

struct StatusLine {
    Version version;
    int status;
    std::string_view reason;
};

// status-code = 3DIGIT (RFC 9110 §15): its first digit is its class, 1 to 5.
int status_code(Scanner& scanner) {
    constexpr static ByteSet class_bytes{[](unsigned char byte) { return byte >= '1' && byte <= '5'; }};
    constexpr std::string_view form = "le statut a trois chiffres, de 100 à 599 (RFC 9110 §15)";
    int status = 0;
    for (const ByteSet* allowed : {&class_bytes, &digit_bytes, &digit_bytes}) {
        const std::string_view digit = scanner.one(*allowed, form);
        if (!digit.empty()) status = status * 10 + (digit.front() - '0');
    }
    return status;
}

// status-line = HTTP-version SP status-code SP [ reason-phrase ] (RFC 9112 §4). The reason is a view into `bytes`.
Parsed<StatusLine> parse_status_line(std::string_view bytes, const Limits& limits) {
    const std::string_view line = line_within(bytes, limits.start_line_bytes);
    Scanner scanner{line};
    const Version version = http_version(scanner);
    scanner.expect(" ", "la version est suivie d'une espace (RFC 9112 §4)");
    const int status = status_code(scanner);
    scanner.expect(" ", "le statut est suivi d'une espace, même sans raison (RFC 9112 §4)");
    const std::string_view reason = scanner.run_of_text();
    scanner.end_of_line({});
    if (scanner.ran_out() && line.size() < bytes.size()) {
        return Rejected{bad_gateway, "la ligne de statut est trop longue (RFC 9112 §4)", line.size()};
    }
    if (scanner.stopped()) return scanner.why_stopped<StatusLine>();
    return Complete<StatusLine>{{version, status, reason}, scanner.at()};
}

}  // namespace
// END SOLUTION

Parsed<Response> parse_response(std::string_view bytes, const Limits& limits) {
    // À écrire : comme parse_request, avec une ligne de statut (version, espace, trois chiffres, espace, texte) et sans
    // ligne vide avant elle. Tout refus porte le statut 502 : c'est le serveur d'en face qui s'est trompé.
    // BEGIN SOLUTION 2.6
    const Parsed<StatusLine> line = parse_status_line(bytes, limits);
    if (!line.is_complete()) return line.failure<Response>().with_status(bad_gateway);
    Parsed<Fields> fields = parse_fields(bytes.substr(line.used()), limits);
    if (!fields.is_complete()) return fields.failure<Response>(line.used()).with_status(bad_gateway);
    const StatusLine& start = line.value();
    return Complete<Response>{{start.status, std::string{start.reason}, start.version, std::move(fields.value())},
                              line.used() + fields.used()};
    // END SOLUTION
}

}  // namespace http
