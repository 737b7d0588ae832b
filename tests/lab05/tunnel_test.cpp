#include <string>

#include "05-https-client/tunnel.hpp"
#include "lab05/connection_run.hpp"
#include "lab05/scripted_transport.hpp"

// Step 5.8: what is said to a proxy to get through, and what it may answer.
namespace {

using support::Lesson;

Lesson tunnel_lesson(std::string rule) {
    return Lesson{{.rule = std::move(rule),
                   .slide = "05-https-client.md#les-mandataires",
                   .command = "./lab run https_client -v -x http://127.0.0.1:8888 https://127.0.0.1:8443/"}};
}

client::Route route_through(std::string user = {}, std::string password = {}) {
    client::Url proxy;
    proxy.scheme = "http";
    proxy.host = "proxy.test";
    proxy.port = 3128;
    proxy.path = "/";
    proxy.user = std::move(user);
    proxy.password = std::move(password);
    return {.scheme = "https", .host = "exemple.fr", .port = 443, .proxy = proxy, .tls = {}};
}

// How the tunnel was asked for, and what came of it.
struct Asked {
    std::string head;
    std::string failure;  // empty: the tunnel is open
    std::string message;
    std::string told;
};

Asked ask(scripted::Peer& proxy, const client::Route& route, const client::Timeouts& timeouts = {}) {
    Asked asked;
    const auto transport = proxy.transport();
    lab05::Told told;
    try {
        client::open_tunnel(*transport, route, client::Limits{}, client::Timer{timeouts}, told);
    } catch (const client::RequestException& failure) {
        asked.failure = lab05::kind_of(failure);
        asked.message = failure.what();
    }
    asked.head = proxy.written();
    asked.told = told.text();
    return asked;
}

Asked answered(std::string_view answer, const client::Route& route = route_through()) {
    scripted::Peer proxy;
    proxy.wait_for("\r\n\r\n");
    proxy.send(answer);
    proxy.finish();
    return ask(proxy, route);
}

const std::string established = "HTTP/1.1 200 Connection established\r\n\r\n";

}  // namespace

TEST_CASE("5.8 le tunnel se demande par CONNECT, avec l'hôte et le port du serveur") {
    Lesson lesson = tunnel_lesson("RFC 9110 §9.3.6");
    const Asked asked = answered(established);
    lesson.sent(asked.head);
    lesson.expect_that("la ligne de requête est « CONNECT exemple.fr:443 HTTP/1.1 »",
                       asked.head.starts_with("CONNECT exemple.fr:443 HTTP/1.1\r\n"));
    lesson.expect_contains("l'en-tête", asked.head, "\r\nHost: exemple.fr");
    lesson.expect_that("sans Proxy-Authorization", asked.head.find("Proxy-Authorization") == std::string::npos);
    lesson.expect("l'exception", asked.failure, "");
    lesson.expect("ce que l'observateur a vu", asked.told, "en-tête de la requête, 200");
}

TEST_CASE("5.8 une adresse IPv6 va entre crochets, le port est toujours écrit") {
    Lesson lesson = tunnel_lesson("RFC 9112 §3.2.3");
    client::Route route = route_through();
    route.host = "2001:db8::1";
    route.port = 8443;
    const Asked asked = answered(established, route);
    lesson.sent(asked.head);
    lesson.expect_that("la cible est « [2001:db8::1]:8443 »",
                       asked.head.starts_with("CONNECT [2001:db8::1]:8443 HTTP/1.1\r\n"));
}

TEST_CASE("5.8 le nom et le mot de passe de l'adresse du mandataire ne vont qu'à lui") {
    Lesson lesson = tunnel_lesson("RFC 9110 §11.7.2");
    const Asked asked = answered(established, route_through("ada", "secret"));
    lesson.sent(asked.head);
    lesson.expect_contains("l'en-tête", asked.head, "\r\nProxy-Authorization: Basic YWRhOnNlY3JldA==\r\n");
    lesson.expect_that("sans Authorization, qui serait pour le serveur",
                       asked.head.find("\r\nAuthorization:") == std::string::npos);
}

TEST_CASE("5.8 la réponse du mandataire est la même, où que ses octets soient coupés") {
    const std::string answer = "HTTP/1.1 103 Early Hints\r\n\r\nHTTP/1.0 200 OK\r\nVia: 1.1 proxy.test\r\n\r\n";
    Lesson lesson = tunnel_lesson("RFC 9112 §4");
    lesson.received(answer);
    for (std::size_t cut = 0; cut < answer.size(); ++cut) {
        scripted::Peer proxy;
        proxy.send_in_two(answer, cut);
        const Asked asked = ask(proxy, route_through());
        if (asked.failure.empty() && proxy.is_read_to_the_end()) continue;
        lesson.step("coupée après l'octet " + std::to_string(cut));
        lesson.expect("l'exception", asked.message, "");
        break;
    }
    for (std::size_t cut = 0; cut < answer.size(); ++cut) {
        const Asked asked = answered(answer.substr(0, cut));
        if (asked.failure == "ProxyError") continue;
        lesson.step("seuls " + std::to_string(cut) + " octets arrivent, puis le mandataire ferme");
        lesson.expect("l'exception", asked.failure, "ProxyError");
        break;
    }
    SUCCEED();
}

TEST_CASE("5.8 un refus est une ProxyError, qui nomme le mandataire et dit que faire") {
    struct Row {
        std::string_view answer;
        std::string_view user;
        std::string_view says;
    };
    const Row rows[] = {
        {"HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 3\r\n\r\nnon", "", "MOT-DE-PASSE"},
        {"HTTP/1.1 407 Proxy Authentication Required\r\n\r\n", "ada", "vérifiez le nom et le mot de passe"},
        {"HTTP/1.1 403 Forbidden\r\n\r\n", "", "no_proxy"},
        {"HTTP/1.1 502 Bad Gateway\r\n\r\n", "", "502"},
        {"HTTP/1.1 302 Found\r\nLocation: http://portail.test/\r\n\r\n", "", "302"},
    };
    for (const Row& row : rows) {
        Lesson lesson = tunnel_lesson("RFC 9110 §15");
        lesson.received(row.answer);
        const Asked asked = answered(row.answer, route_through(std::string{row.user}, "secret"));
        lesson.expect("l'exception", asked.failure, "ProxyError");
        lesson.expect_contains("le message", asked.message, "proxy.test");
        lesson.expect_contains("le message", asked.message, row.says);
        lesson.expect_that("le mot de passe n'y est pas", asked.message.find("secret") == std::string::npos);
    }
}

TEST_CASE("5.8 un mandataire qui ne répond pas comme il faut n'ouvre pas de tunnel") {
    struct Row {
        std::string_view what;
        std::string answer;
    };
    std::string endless = "HTTP/1.1 200 OK\r\n";
    for (int i = 0; i < 300; ++i) endless += "X: y\r\n";
    std::string informational;
    for (int i = 0; i < 17; ++i) informational += "HTTP/1.1 103 Early Hints\r\n\r\n";
    const Row rows[] = {
        {"ce n'est pas du HTTP", "SSH-2.0-OpenSSH_9.2\r\n"},
        {"il ferme sans répondre", ""},
        {"il envoie des octets derrière sa réponse, à la place du serveur", established + "bonjour"},
        {"son en-tête n'a pas de fin", endless},
        {"ses réponses 1xx n'ont pas de fin", informational},
    };
    for (const Row& row : rows) {
        Lesson lesson = tunnel_lesson("RFC 9110 §9.3.6");
        lesson.step(std::string{row.what});
        lesson.received(row.answer);
        lesson.expect("l'exception", answered(row.answer).failure, "ProxyError");
    }
}

TEST_CASE("5.8 un mandataire muet n'est pas attendu au-delà du délai de connexion") {
    Lesson lesson = tunnel_lesson("timer.hpp");
    scripted::Peer proxy;
    lesson.step("le mandataire ne répond rien");
    const Asked asked = ask(proxy, route_through());
    lesson.expect("l'exception", asked.failure, "ConnectTimeout");
    lesson.expect_contains("le message", asked.message, "proxy.test");
}
