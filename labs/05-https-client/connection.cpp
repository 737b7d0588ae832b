#include "05-https-client/connection.hpp"

#include <limits>

#include "05-https-client/errors.hpp"
#include "05-https-client/quoted.hpp"
#include "common/escape.hpp"
#include "common/not_implemented.hpp"

namespace client {
namespace {

// BEGIN SOLUTION 5.2 helper
// Is the head too large, rather than wrong? Then without limits nothing is wrong with it.
bool is_beyond_limits(std::string_view bytes) {
    constexpr std::size_t none = std::numeric_limits<std::size_t>::max();
    return !http::parse_response(bytes, {.start_line_bytes = none, .fields_bytes = none, .field_count = none})
                .is_rejected();
}

[[noreturn]] void refuse_head(std::string_view bytes, std::string_view reason, const std::string& host) {
    const std::string why = std::string{reason} + " (« " + common::escape_bytes(bytes, 40) + " »)";
    if (is_beyond_limits(bytes)) {
        throw LimitExceeded{"l'en-tête de la réponse de " + client::quoted(host) +
                            " est trop grand : " + std::string{reason}};
    }
    const bool speaks_tls = bytes.starts_with("\x15\x03");  // an alert, which answers what is not TLS
    throw ProtocolError{client::quoted(host) + " ne répond pas comme un serveur HTTP : " + why,
                        speaks_tls ? "ce port attend du TLS : l'adresse commence sans doute par https://"
                                   : "vérifiez l'adresse et le port"};
}
// END SOLUTION

}  // namespace

Connection::Connection(std::unique_ptr<Transport> transport, const Limits& limits)
    : transport_{std::move(transport)}, limits_{limits} {}

http::Response Connection::exchange(const Outgoing& request, const Timer& timer, Observer& observer) {
    begin(request);
    Answer early = send(request, timer, observer);
    was_sent_ = !early;
    http::Response answer = early ? std::move(*early) : final_head(timer, observer);
    begin_body(answer);
    return answer;
}

void Connection::begin(const Outgoing& request) {
    method_ = request.method;
    host_ = request.host;
    answered_ = false;
    broke_unanswered_ = false;
    informational_ = 0;
    is_persistent_ = false;  // until there is a whole head that says so
}

http::Response Connection::final_head(const Timer& timer, Observer& observer) {
    // À écrire : le premier en-tête (next_head) dont le statut n'est pas 1xx.
    // BEGIN SOLUTION 5.2
    for (;;) {
        http::Response head = next_head(timer, observer);
        if (head.status >= 200) return head;
    }
    // END SOLUTION
}

http::Response Connection::next_head(const Timer& timer, Observer& observer) {
    // À écrire : lisez (http::parse_response, avec limits_.message) l'en-tête qui commence dans input_.bytes().
    // Refusé : ProtocolError, ou LimitExceeded s'il est trop grand (le statut du refus est toujours 502 : relisez les
    // mêmes octets avec des http::Limits sans limite ; s'ils ne sont plus refusés, c'est la taille). S'ils commencent
    // par 0x15 0x03, une alerte TLS, conseillez https://. Complet : signalez-le (notice), retirez ses octets
    // (input_.take) et rendez-le. Incomplet : attendez la suite (receive_line), et quand il n'en vient plus et que ce
    // qui est là reste incomplet, throw_broken().
    // BEGIN SOLUTION 5.2
    for (tcp::Outcome outcome = tcp::Outcome::complete;; outcome = receive_line(timer)) {
        const std::string_view bytes = input_.bytes();
        http::Parsed<http::Response> head = http::parse_response(bytes, limits_.message);
        if (head.is_rejected()) refuse_head(bytes, head.rejection().reason, host_);
        if (head.is_complete()) {
            notice(head.value(), bytes.substr(0, head.used()), observer);
            input_.take(head.used());
            return std::move(head.value());
        }
        if (outcome != tcp::Outcome::complete) throw_broken(outcome);
    }
    // END SOLUTION
}

// Waits for more of a head. Bytes may come one at a time, and each look at a head begins at its start: another look is
// worth it when a line has ended, when there is twice as much, or when nothing more comes.
tcp::Outcome Connection::receive_line(const Timer& timer) {
    const std::size_t before = input_.bytes().size();
    for (;;) {
        const tcp::Outcome outcome = receive(timer);
        const bool line_ended = input_.bytes().find('\n', before) != std::string_view::npos;
        if (outcome != tcp::Outcome::complete || line_ended || input_.bytes().size() >= 2 * before) return outcome;
    }
}

// Tells the observer of a head. What a client did not ask for is refused: another protocol, 1xx without end.
void Connection::notice(const http::Response& head, std::string_view bytes, Observer& observer) {
    if (head.status >= 200) return observer.answer_head(head, bytes);
    observer.informational(head);
    if (head.status == 101) {
        throw ProtocolError{client::quoted(host_) + " change de protocole (101), ce qui ne lui a pas été demandé"};
    }
    if (++informational_ > limits_.informational) {
        throw LimitExceeded{client::quoted(host_) + " envoie plus de " + std::to_string(limits_.informational) +
                            " réponses intermédiaires (1xx) avant la vraie"};
    }
}

bool Connection::is_reusable() {
    return is_persistent_ && has_ended() && input_.bytes().empty() && !transport_->is_stale();
}

void Connection::close() {
    is_persistent_ = false;
    transport_->close();
}

tcp::Outcome Connection::receive(const Timer& timer) {
    const tcp::Outcome outcome = input_.receive(*transport_, timer.read());
    if (outcome == tcp::Outcome::expired) timer.throw_expired(Timer::Phase::read, host_);
    answered_ = answered_ || outcome == tcp::Outcome::complete;
    return outcome;
}

void Connection::throw_broken(tcp::Outcome outcome) {
    broke_unanswered_ = !answered_;
    const std::string how = outcome == tcp::Outcome::reset ? " a coupé la connexion " : " a fermé la connexion ";
    const std::string when = answered_ ? "au milieu de l'en-tête de sa réponse" : "sans avoir répondu";
    throw ConnectionError{client::quoted(host_) + how + when, "réessayez ; si cela se répète, le serveur est en panne"};
}

}  // namespace client
