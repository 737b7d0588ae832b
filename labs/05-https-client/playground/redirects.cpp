// Redirects: one after the other, relative or absolute, to wherever the client says.
#include "02-http-message/scanner.hpp"
#include "05-https-client/playground/requests.hpp"
#include "05-https-client/playground/site.hpp"

namespace playground {
namespace {

constexpr std::uint64_t longest_chain = 1000;

// Where the next of `count` redirects leads.
std::string next_step(std::string_view kind, std::uint64_t count) {
    return count == 1 ? "/get" : "/" + std::string{kind} + "/" + std::to_string(count - 1);
}

files::Answer relative(const files::Exchange& exchange) {
    const std::uint64_t count = whole_number(tail(exchange, "/relative-redirect/"), 1, longest_chain);
    return redirect_answer(next_step("relative-redirect", count));
}

files::Answer plain(const files::Exchange& exchange) {
    return redirect_answer(next_step("redirect", whole_number(tail(exchange, "/redirect/"), 1, longest_chain)));
}

files::Answer absolute(const files::Exchange& exchange) {
    const std::uint64_t count = whole_number(tail(exchange, "/absolute-redirect/"), 1, longest_chain);
    return redirect_answer(base_url(exchange) + next_step("absolute-redirect", count));
}

// The scheme of an address, "https"; empty if it has none (RFC 3986 §4.2): it is then one of this server.
std::string_view scheme(std::string_view url) {
    const std::size_t colon = url.find_first_of(":/?#");
    return colon == std::string_view::npos || url[colon] != ':' ? std::string_view{} : url.substr(0, colon);
}

// A redirect to javascript: or file: is a trap, and nothing else.
bool may_lead_to(std::string_view url) {
    const std::string_view its_scheme = scheme(url);
    return !url.empty() && (http::equal_ignoring_case(its_scheme, "http") ||
                            http::equal_ignoring_case(its_scheme, "https") || (its_scheme.empty() && url[0] != ':'));
}

// The address as it may stand in a field: visible ASCII, all else percent-encoded. A line end there would let the
// client write fields of its own into our answer.
std::string for_location(std::string_view url) {
    std::string clean;
    for (const char c : url) {
        if (http::is_control(c)) throw Refused{400, "L'adresse contient un caractère de contrôle."};
        if (http::target_bytes.contains(c) || c == '#') {
            clean += c;
        } else {
            clean += http::percent_encode_path({&c, 1});
        }
    }
    return clean;
}

int redirect_status(const files::Exchange& exchange) {
    const int status = static_cast<int>(number_argument(exchange, "status_code", 302, {301, 308}));
    if (status <= 303 || status >= 307) return status;
    throw Refused{400, "Les statuts de redirection sont 301, 302, 303, 307 et 308."};
}

files::Answer wherever(const files::Exchange& exchange) {
    const std::string url = argument(exchange, "url").value_or("");
    if (!may_lead_to(url)) {
        throw Refused{400, "L'argument « url » doit donner une adresse en http: ou https:, ou un chemin d'ici."};
    }
    return redirect_answer(for_location(url), redirect_status(exchange));
}

}  // namespace

void add_redirects(files::Dispatcher& site) {
    on_all_methods(site, "/redirect/", view(plain));
    on_all_methods(site, "/relative-redirect/", view(relative));
    on_all_methods(site, "/absolute-redirect/", view(absolute));
    on_all_methods(site, "/redirect-to", view(wherever));
}

}  // namespace playground
