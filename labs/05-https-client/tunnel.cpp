#include "05-https-client/tunnel.hpp"

#include <array>

#include "02-http-message/response.hpp"
#include "05-https-client/errors.hpp"
#include "05-https-client/quoted.hpp"
#include "05-https-client/request_head.hpp"
#include "common/not_implemented.hpp"

namespace client {
namespace {

// "example.com:443", "[::1]:8443": in this request the port is never left out (RFC 9112 §3.2.3).
std::string authority(const Route& route) {
    const bool colons = route.host.find(':') != std::string::npos;
    return (colons ? "[" + route.host + "]" : route.host) + ":" + std::to_string(route.port);
}

std::string the_proxy(const Route& route) {
    return "le mandataire (proxy) " + client::quoted(route.proxy->host + ":" + std::to_string(route.proxy->port));
}

// What can be done about a proxy that refuses.
std::string advice_for(int status, const Route& route) {
    if (status == 407 && route.proxy->user.empty()) {
        return "donnez-les dans son adresse, http://NOM:MOT-DE-PASSE@" + host_field(*route.proxy);
    }
    const bool wrong_password = status == 401 && !route.proxy->user.empty();  // tinyproxy says so
    if (status == 407 || wrong_password) return "vérifiez le nom et le mot de passe dans l'adresse du mandataire";
    if (status >= 500) return "vérifiez le nom et le port du serveur, ou réessayez plus tard";
    return "ses règles l'interdisent sans doute : demandez à qui s'en occupe, ou mettez ce serveur dans no_proxy s'il "
           "peut être atteint directement";
}

[[noreturn]] void throw_refused(const http::Response& answer, const Route& route) {
    const std::string status = std::to_string(answer.status) + " " + common::escape_bytes(answer.reason, 80);
    const std::string what = answer.status == 407 ? " demande un nom et un mot de passe : "
                                                  : " refuse d'ouvrir un tunnel vers " + authority(route) + " : ";
    throw ProxyError{the_proxy(route) + what + status, advice_for(answer.status, route)};
}

[[noreturn]] void throw_not_http(std::string_view why, const Route& route) {
    throw ProxyError{the_proxy(route) + " ne répond pas comme un mandataire HTTP : " + std::string{why},
                     "vérifiez son adresse et son port"};
}

// The head with which the tunnel is asked for.
std::string connect_head(const Route& route) {
    // À écrire : request_head() avec la méthode CONNECT, la cible authority(route), une Url dont seuls comptent le
    // schéma (https), l'hôte et le port, et, si l'adresse du mandataire a un nom, Proxy-Authorization (authorization(),
    // auth.hpp).
    // BEGIN SOLUTION 5.8
    Url url;
    url.scheme = "https";
    url.host = route.host;
    url.port = route.port;
    http::Fields fields;
    if (!route.proxy->user.empty()) {
        fields.add("Proxy-Authorization", authorization(Basic{route.proxy->user, route.proxy->password}));
    }
    return request_head("CONNECT", authority(route), url, fields);
    // END SOLUTION
}

// What is said between client and proxy until the tunnel is open.
class Conversation {
public:
    Conversation(Transport& proxy, const Route& route, const Timer& timer)
        : proxy_{proxy}, route_{route}, timer_{timer} {}

    // A proxy that is gone is noticed when it does not answer.
    void send(std::string_view head) {
        const Transport::Written written = proxy_.write(head, timer_.connect(), false);
        if (written.outcome == tcp::Outcome::expired) throw_expired();
    }

    // The head of the answer, the answers 1xx before it skipped; nothing was read behind it.
    http::Response receive(const Limits& limits, Observer& observer);

private:
    [[noreturn]] void throw_expired() { timer_.throw_expired(Timer::Phase::connect, route_.proxy->host); }

    // More of the answer, behind received_.
    void receive_more() {
        std::array<char, 4096> buffer;
        const tcp::Chunk chunk = proxy_.read_some(buffer, timer_.connect());
        if (chunk.outcome == tcp::Outcome::expired) throw_expired();
        if (chunk.outcome != tcp::Outcome::complete) throw_not_http("il a fermé la connexion sans répondre", route_);
        received_.append(buffer.data(), chunk.size);
    }

    Transport& proxy_;
    const Route& route_;
    const Timer& timer_;
    std::string received_;
};

http::Response Conversation::receive(const Limits& limits, Observer& observer) {
    // À écrire : lisez (http::parse_response, avec limits.message) l'en-tête qui commence dans received_, en demandant
    // d'autres octets (receive_more) tant qu'il est incomplet. Refusé : throw_not_http(). Une réponse 1xx se signale à
    // l'observateur et se saute, limits.informational fois au plus. Derrière une réponse 2xx, il ne doit y avoir aucun
    // octet : le serveur, au bout du tunnel, ne parle jamais le premier.
    // BEGIN SOLUTION 5.8
    for (std::size_t informational = 0; informational <= limits.informational;) {
        const http::Parsed<http::Response> answer = http::parse_response(received_, limits.message);
        if (answer.is_rejected()) throw_not_http(answer.rejection().reason, route_);
        if (answer.is_incomplete()) {
            receive_more();
        } else if (answer.value().status < 200) {
            observer.informational(answer.value());
            received_.erase(0, answer.used());
            ++informational;
        } else {
            observer.answer_head(answer.value(), std::string_view{received_}.substr(0, answer.used()));
            const bool is_open = answer.value().status < 300;
            const bool says_more = answer.used() < received_.size();
            if (is_open && says_more) throw_not_http("il parle sans qu'on le lui demande", route_);
            return answer.value();
        }
    }
    throw_not_http("il n'en finit pas de répondre (1xx)", route_);
    // END SOLUTION
}

}  // namespace

void open_tunnel(Transport& proxy, const Route& route, const Limits& limits, const Timer& timer, Observer& observer) {
    const std::string head = connect_head(route);
    Conversation conversation{proxy, route, timer};
    observer.request_head(head);
    conversation.send(head);
    const http::Response answer = conversation.receive(limits, observer);
    if (answer.status >= 300) throw_refused(answer, route);
}

}  // namespace client
