// Who asks? A name and a password (RFC 7617), or a token (RFC 6750).
#include "04-cgi/form_text.hpp"
#include "05-https-client/playground/digest.hpp"
#include "05-https-client/playground/requests.hpp"
#include "05-https-client/playground/site.hpp"

namespace playground {
namespace {

files::Answer challenge(std::string_view how) {
    files::Answer answer = json_answer({{"authenticated", false}}, 401);
    answer.fields.add("WWW-Authenticate", how);
    return answer;
}

// What stands behind the scheme in Authorization; empty if it is another scheme. "Basic abcd" → "abcd".
std::string_view credentials(const files::Exchange& exchange, std::string_view scheme) {
    const std::string_view field = exchange.request.fields.find("Authorization").value_or("");
    const std::size_t space = field.find(' ');
    if (space == std::string_view::npos || !http::equal_ignoring_case(field.substr(0, space), scheme)) return {};
    return http::trim_blanks(field.substr(space));
}

// /basic-auth/USER/PASS: what the client must send is known, and need not be decoded.
files::Answer basic(const files::Exchange& exchange) {
    const std::string_view expected = tail(exchange, "/basic-auth/");
    const std::size_t slash = expected.find('/');
    if (slash == std::string_view::npos || slash == 0) {
        throw Refused{404, "L'adresse a la forme /basic-auth/NOM/MOT-DE-PASSE."};
    }
    std::string pair{expected};
    pair[slash] = ':';
    const bool is_right = credentials(exchange, "Basic") == to_base64(pair);
    if (!is_right) return challenge("Basic realm=\"Atelier\", charset=\"UTF-8\"");
    const std::string user = cgi::to_text(expected.substr(0, slash), cgi::Charset::utf8);
    return json_answer({{"authenticated", true}, {"user", user}});
}

files::Answer bearer(const files::Exchange& exchange) {
    const std::string_view token = credentials(exchange, "Bearer");
    if (token.empty()) return challenge("Bearer realm=\"Atelier\"");
    return json_answer({{"authenticated", true}, {"token", cgi::to_text(token, cgi::Charset::utf8)}});
}

}  // namespace

void add_auth(files::Dispatcher& site) {
    on_all_methods(site, "/basic-auth/", view(basic));
    on_all_methods(site, "/bearer", view(bearer));
}

}  // namespace playground
