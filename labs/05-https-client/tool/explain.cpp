#include "05-https-client/tool/explain.hpp"

#include "05-https-client/tool/explain_words.hpp"
#include "05-https-client/tool/printable.hpp"
#include "05-https-client/tool/timeline.hpp"
#include "05-https-client/url.hpp"
#include "common/escape.hpp"

namespace tool {
namespace {

constexpr std::size_t time_columns = 9;
constexpr std::size_t topic_columns = 8;
constexpr std::size_t shown_names = 8;  // of a certificate

std::string padded(const std::string& text, std::size_t width) {
    const std::size_t used = common::columns(text);
    return used < width ? text + std::string(width - used, ' ') : text;
}

std::string in_quotes(std::string_view text) { return "« " + printable_line(text) + " »"; }

std::string joined(const std::vector<std::string>& names) {
    std::string out;
    for (std::size_t i = 0; i < names.size() && i < shown_names; ++i) {
        out += (i == 0 ? "" : ", ") + printable_line(names[i]);
    }
    return names.size() > shown_names ? out + "…" : out;
}

std::string status_line(const http::Response& answer) {
    return std::to_string(answer.status) + " " + printable_line(answer.reason);
}

}  // namespace

void Narrator::say(Topic topic, const std::string& text) {
    std::string name;
    switch (topic) {
    case Topic::name: name = palette_.blue(padded("NOM", topic_columns)); break;
    case Topic::tcp: name = palette_.cyan(padded("TCP", topic_columns)); break;
    case Topic::proxy: name = palette_.red(padded("PROXY", topic_columns)); break;
    case Topic::tls: name = palette_.magenta(padded("TLS", topic_columns)); break;
    case Topic::http: name = palette_.green(padded("HTTP", topic_columns)); break;
    case Topic::cookie: name = palette_.yellow(padded("COOKIE", topic_columns)); break;
    case Topic::other: name = std::string(topic_columns, ' '); break;
    }
    const std::string time = format_moment(recorder_.now());
    const std::size_t used = common::columns(time);
    const std::string margin(used < time_columns ? time_columns - used : 0, ' ');
    out_ << palette_.dim(margin + time) << "  " << name << text << std::endl;
}

void Narrator::more(const std::string& text) {
    out_ << std::string(time_columns + 2 + topic_columns, ' ') << text << std::endl;
}

void Narrator::resolving(std::string_view host) {
    const bool address = client::is_ip_address(host);
    say(Topic::name, address ? in_quotes(host) + " est déjà une adresse"
                             : "quelles sont les adresses de " + in_quotes(host) + " ?");
}

void Narrator::resolved(std::string_view, const std::vector<tcp::Address>& addresses) {
    std::vector<std::string> texts;
    for (const tcp::Address& address : addresses) texts.push_back(tcp::to_string(address));
    say(Topic::name, joined(texts));
}

void Narrator::connecting(const tcp::Address& address) {
    const bool explain = first_time("tcp");
    say(Topic::tcp, "connexion à " + tcp::to_string(address) + (explain ? " (SYN, SYN-ACK, ACK)" : ""));
}

void Narrator::connected(const tcp::Address& address) {
    say(Topic::tcp, "connecté à " + tcp::to_string(address));
}

void Narrator::reusing(std::string_view host) {
    say(Topic::tcp,
        "la connexion à " + in_quotes(host) + " est encore ouverte : ni nom, ni connexion, ni poignée de main");
}

void Narrator::proxy(std::string_view proxy, bool tunnel) {
    const std::string how = tunnel ? "il ouvrira un tunnel (CONNECT) où TLS passe sans qu'il puisse lire"
                                   : "il reçoit l'adresse entière, et peut tout lire";
    say(Topic::proxy, "par le mandataire " + secrets_.in_address(printable_line(proxy)) + " : " + how);
}

void Narrator::tls_begins(std::string_view host) {
    const bool explain = first_time("tls");
    say(Topic::tls, "poignée de main avec " + in_quotes(host) +
                        (explain ? " : s'accorder sur des clés, et savoir à qui l'on parle" : ""));
}

void Narrator::tls_message(bool sent, std::string_view name, std::size_t bytes) {
    std::string line = (sent ? "→ " : "← ") + printable_line(name) + " (" + common::format_bytes(bytes) + ")";
    const std::string_view word = word_on_tls_message(name);
    const std::string key = (sent ? ">" : "<") + std::string{name};
    if (!word.empty() && first_time(key)) line += " : " + palette_.dim(word);
    say(Topic::tls, line);
}

void Narrator::show_certificate(std::size_t number, const client::CertificateFacts& facts) {
    more(std::to_string(number) + ". " + palette_.bold(printable_line(facts.subject)) +
         (facts.is_authority ? " (autorité)" : ""));
    if (!facts.names.empty()) more("   valable pour : " + joined(facts.names));
    more("   émis par : " + printable_line(facts.issuer));
    more("   du " + printable_line(facts.valid_from) + " au " + printable_line(facts.valid_until) + ", clé " +
         printable_line(facts.key) + ", signé en " + printable_line(facts.signature));
}

void Narrator::tls_established(const client::TlsFacts& facts) {
    std::string line = palette_.bold(facts.version) + ", suite " + facts.suite;
    if (!facts.group.empty()) line += ", groupe " + facts.group;
    if (!facts.protocol.empty()) line += ", protocole " + facts.protocol;
    say(Topic::tls, line);
    if (facts.resumed) more("session reprise : le certificat a été vérifié la première fois");
    std::size_t number = 0;
    for (const client::CertificateFacts& certificate : facts.chain) show_certificate(++number, certificate);
    if (facts.trust.empty()) return;
    const std::string trust = printable_line(facts.trust);
    more(facts.verified ? palette_.green("✓ " + trust) : palette_.red("✗ " + trust));
}

void Narrator::tls_unverified(std::string_view host) {
    say(Topic::tls, palette_.red("le certificat de " + in_quotes(host) + " n'est pas vérifié (--insecure)"));
}

void Narrator::show_bytes(std::string_view arrow, std::string_view head) {
    const std::string safe = secrets_.in_head(head);
    std::string_view rest = safe;
    while (!rest.empty()) {
        const std::size_t end = std::min(rest.find('\n'), rest.size() - 1) + 1;
        std::string line{arrow};
        more(palette_.dim(line + " ") + printable_line(rest.substr(0, end)));
        rest.remove_prefix(end);
    }
}

void Narrator::request_head(std::string_view bytes) {
    body_sent_ = body_received_ = 0;
    say(Topic::http, "requête, en-tête de " + common::format_bytes(bytes.size()));
    show_bytes("→", bytes);
}

void Narrator::request_sent() {
    if (body_sent_ > 0) say(Topic::http, "corps de la requête : " + common::format_bytes(body_sent_));
    if (first_time("wait")) say(Topic::http, "tout est envoyé, j'attends la réponse…");
}

void Narrator::informational(const http::Response& answer) {
    const std::string word = answer.status == 100 ? "le serveur veut bien du corps" : "ce n'est pas encore la réponse";
    say(Topic::http, status_line(answer) + " : " + word);
}

void Narrator::answer_head(const http::Response& answer, std::string_view bytes) {
    const std::string word{word_on_status(answer.status)};
    say(Topic::http, "réponse " + palette_.bold(status_line(answer)) + " : " + word);
    show_bytes("←", bytes);
}

void Narrator::answer_received() {
    say(Topic::http, "corps de la réponse : " + common::format_bytes(body_received_));
}

void Narrator::redirect(int status, const client::Url&, const client::Url& to, std::string_view method) {
    say(Topic::http, "redirection " + std::to_string(status) + " : " + printable_line(method) + " " +
                         printable_line(secrets_.in_address(client::to_string(to))));
}

void Narrator::cookie_stored(std::string_view set_cookie, const client::Url& from) {
    say(Topic::cookie, "accepté de " + in_quotes(from.host) + " : " +
                           printable_line(secrets_.in_set_cookie(set_cookie)));
}

void Narrator::cookie_refused(std::string_view set_cookie, const client::Url& from, std::string_view reason) {
    say(Topic::cookie, palette_.red("refusé") + " de " + in_quotes(from.host) + " : " +
                           printable_line(secrets_.in_set_cookie(set_cookie)));
    more("car " + printable_line(reason));
}

void Narrator::cookies_sent(std::string_view cookie, const client::Url& to) {
    say(Topic::cookie, "envoyé à " + in_quotes(to.host) + " : " + printable_line(secrets_.in_cookies(cookie)));
}

void Narrator::retrying(unsigned attempt, std::chrono::milliseconds delay, std::string_view why) {
    say(Topic::http, palette_.yellow("nouvel essai") + " n° " + std::to_string(attempt) + " dans " +
                         format_moment(delay) + ", car : " + printable_line(why));
}

void Narrator::finish() {
    const std::size_t count = recorder_.exchanges().size();
    if (count == 0) return;
    const Exchange& last = recorder_.exchanges().back();
    std::string line = "durées de " + std::string{count > 1 ? "ce dernier échange" : "l'échange"} + " :";
    for (const Phase phase : all_phases) {
        const Span& span = last.at(phase);
        if (!span.from) continue;
        line += (line.ends_with(':') ? " " : ", ") + std::string{phase_name(phase)} + " " +
                format_moment(span.to.value_or(last.ended) - *span.from);
    }
    say(Topic::other, line);
}

}  // namespace tool
