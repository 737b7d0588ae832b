#include "05-https-client/tool/verbose.hpp"

#include "05-https-client/tool/printable.hpp"
#include "05-https-client/tool/timeline.hpp"
#include "05-https-client/url.hpp"

namespace tool {

void Verbose::note(const std::string& text) { out_ << palette_.dim("* " + text) << std::endl; }

void Verbose::show(std::string_view sign, std::string_view head) {
    const std::string safe = secrets_.in_head(head);
    std::string_view rest = safe;
    while (!rest.empty()) {
        const std::size_t end = std::min(rest.find('\n'), rest.size());
        std::string_view line = rest.substr(0, end);
        if (line.ends_with('\r')) line.remove_suffix(1);
        out_ << palette_.bold(sign) << ' ' << printable_line(line) << '\n';
        rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    out_ << std::flush;
}

void Verbose::connecting(const tcp::Address& address) { note("connexion à " + tcp::to_string(address) + "…"); }

void Verbose::connected(const tcp::Address& address) { note("connecté à " + tcp::to_string(address)); }

void Verbose::reusing(std::string_view host) { note("connexion à " + printable_line(host) + " réutilisée"); }

void Verbose::proxy(std::string_view proxy, bool tunnel) {
    note("mandataire " + secrets_.in_address(printable_line(proxy)) + (tunnel ? " (tunnel)" : ""));
}

void Verbose::tls_established(const client::TlsFacts& facts) {
    note(facts.version + ", " + facts.suite + (facts.group.empty() ? "" : ", " + facts.group));
    if (!facts.chain.empty()) {
        note("certificat : " + printable_line(facts.chain[0].subject) + ", émis par " +
             printable_line(facts.chain[0].issuer) + ", valable jusqu'au " +
             printable_line(facts.chain[0].valid_until));
    }
    if (!facts.trust.empty()) note(printable_line(facts.trust));
}

void Verbose::request_head(std::string_view bytes) { show(">", bytes); }

void Verbose::informational(const http::Response& answer) {
    out_ << palette_.bold("<") << " HTTP/1.1 " << answer.status << ' ' << printable_line(answer.reason) << std::endl;
}

void Verbose::answer_head(const http::Response&, std::string_view bytes) { show("<", bytes); }

void Verbose::redirect(int, const client::Url&, const client::Url& to, std::string_view method) {
    note("redirection : " + printable_line(method) + " " + printable_line(secrets_.in_address(client::to_string(to))));
}

void Verbose::cookie_refused(std::string_view set_cookie, const client::Url&, std::string_view reason) {
    note("cookie refusé, car " + printable_line(reason) + " : " + printable_line(secrets_.in_set_cookie(set_cookie)));
}

void Verbose::retrying(unsigned attempt, std::chrono::milliseconds delay, std::string_view why) {
    note("nouvel essai n° " + std::to_string(attempt) + " dans " + format_moment(delay) + ", car : " +
         printable_line(why));
}

void Warner::tls_unverified(std::string_view host) {
    out_ << palette_.red("ATTENTION : le certificat de « " + printable_line(host) +
                         " » n'est pas vérifié (--insecure) : n'importe qui sur le chemin peut lire et répondre à sa "
                         "place.")
         << std::endl;
}

}  // namespace tool
