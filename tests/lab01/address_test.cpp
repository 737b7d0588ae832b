#include "01-tcp/address.hpp"

#include <netdb.h>

#include "lab01/peers.hpp"
#include "support/exact_buffer.hpp"
#include "support/lesson.hpp"

using support::Lesson;

namespace {

Lesson address_lesson(std::string rule) {
    return Lesson{{.rule = std::move(rule), .slide = "01-tcp.md#adresses-et-ports",
                   .command = "./lab run tcp_client --help"}};
}

Lesson resolution_lesson() {
    return Lesson{{.rule = "getaddrinfo(3)", .slide = "01-tcp.md#résolution-de-noms",
                   .command = "getent ahosts localhost"}};
}

// A bare system, without /etc/hosts, does not.
bool this_system_knows_localhost() {
    addrinfo* addresses = nullptr;
    if (::getaddrinfo("localhost", nullptr, nullptr, &addresses) != 0) return false;
    ::freeaddrinfo(addresses);
    return true;
}

std::string shown_port(std::string_view text) {
    const support::ExactBuffer exact{text};
    const auto port = tcp::parse_port(exact.view());
    return port ? std::to_string(*port) : "refusé";
}

std::string shown_host_port(std::string_view text) {
    const support::ExactBuffer exact{text};
    const auto parsed = tcp::parse_host_port(exact.view());
    return parsed ? "hôte <" + parsed->host + ">, port " + std::to_string(parsed->port) : "refusé";
}

bool among(const std::vector<tcp::Address>& addresses, std::string_view wanted) {
    for (const tcp::Address& address : addresses) {
        if (tcp::to_string(address) == wanted) return true;
    }
    return false;
}

struct Case {
    std::string_view text;
    std::string_view expected;
};

}  // namespace

TEST_CASE("1.1 une adresse IPv4 s'écrit adresse:port") {
    Lesson lesson = address_lesson("RFC 3986 §3.2");
    lesson.step("une adresse de la famille AF_INET : 127.0.0.1, port 8080");
    lesson.expect("son texte", tcp::to_string(peers::loopback(8080)), "127.0.0.1:8080");
}

TEST_CASE("1.1 une adresse IPv6 s'écrit entre crochets") {
    Lesson lesson = address_lesson("RFC 3986 §3.2.2");
    lesson.step("une adresse de la famille AF_INET6 : ::1, port 8080");
    lesson.expect("son texte", tcp::to_string(peers::loopback(8080, AF_INET6)), "[::1]:8080");
}

TEST_CASE("1.1 une adresse vide ne fait pas échouer le programme") {
    Lesson lesson = address_lesson("getnameinfo(3)");
    lesson.step("un Address qui ne contient encore aucune adresse");
    lesson.expect("son texte", tcp::to_string(tcp::Address{}), "?");
}

TEST_CASE("1.1 un port est un nombre de 0 à 65535, en chiffres et rien d'autre") {
    constexpr Case cases[] = {
        {"0", "0"},           {"80", "80"},         {"65535", "65535"},  {"65536", "refusé"}, {"99999", "refusé"},
        {"131152", "refusé"}, {"", "refusé"},       {"-1", "refusé"},    {"+80", "refusé"},   {" 80", "refusé"},
        {"80 ", "refusé"},    {"8o", "refusé"},     {"0x50", "refusé"},  {"80.0", "refusé"},  {"http", "refusé"},
        {"4294967376", "refusé"}};
    for (const Case& example : cases) {
        Lesson lesson = address_lesson("RFC 9293 §3.1 : un port tient sur 16 bits");
        lesson.step("parse_port(« " + std::string{example.text} + " »)");
        lesson.expect("le port", shown_port(example.text), example.expected);
    }
    Lesson lesson = address_lesson("RFC 9293 §3.1");
    lesson.step("parse_port d'un texte de trois octets, dont le deuxième est nul");
    lesson.expect("le port", shown_port(std::string_view{"8\0000", 3}), "refusé");
}

TEST_CASE("1.1 HÔTE:PORT se coupe au dernier deux-points") {
    constexpr Case cases[] = {{"localhost:80", "hôte <localhost>, port 80"},
                              {"127.0.0.1:0", "hôte <127.0.0.1>, port 0"},
                              {"[::1]:80", "hôte <::1>, port 80"},
                              {"[fe80::1%lo]:80", "hôte <fe80::1%lo>, port 80"},
                              {":8080", "hôte <>, port 8080"}};
    for (const Case& example : cases) {
        Lesson lesson = address_lesson("RFC 3986 §3.2");
        lesson.step("parse_host_port(« " + std::string{example.text} + " »)");
        lesson.expect("le résultat", shown_host_port(example.text), example.expected);
    }
}

TEST_CASE("1.1 HÔTE:PORT ambigu ou incomplet est refusé") {
    constexpr std::string_view cases[] = {"",       "localhost", "localhost:", "localhost:http", "localhost:65536",
                                          "::1:80", "::1",       "[::1]",      "[::1]80",        "[::1:80",
                                          "::1]:80", "[]:80",    "[localhost]:80", "[[::1]]:80", "a[::1]:80",
                                          "a:b:80", "[:80",      "]:80",       "[]:",            ":"};
    for (const std::string_view text : cases) {
        Lesson lesson = address_lesson("RFC 3986 §3.2.2 : une adresse IPv6 se met entre crochets");
        lesson.step("parse_host_port(« " + std::string{text} + " »)");
        lesson.expect("le résultat", shown_host_port(text), "refusé");
    }
}

TEST_CASE("1.1 une adresse numérique se résout en elle-même") {
    Lesson lesson = resolution_lesson();
    lesson.step("resolve(« 127.0.0.1 », 8080, connect)");
    const auto ipv4 = tcp::resolve("127.0.0.1", 8080, tcp::Purpose::connect);
    lesson.require("le nombre d'adresses", ipv4.size(), 1u);
    lesson.expect("l'adresse", tcp::to_string(ipv4.front()), "127.0.0.1:8080");
    lesson.step("resolve(« ::1 », 8080, connect)");
    const auto ipv6 = tcp::resolve("::1", 8080, tcp::Purpose::connect);
    lesson.require("le nombre d'adresses", ipv6.size(), 1u);
    lesson.expect("l'adresse", tcp::to_string(ipv6.front()), "[::1]:8080");
}

TEST_CASE("1.1 localhost mène à cette machine") {
    Lesson lesson = resolution_lesson();
    lesson.step("resolve(« localhost », 80, connect)");
    std::vector<tcp::Address> addresses;
    try {
        addresses = tcp::resolve("localhost", 80, tcp::Purpose::connect);
    } catch (const tcp::ResolveError& error) {
        lesson.step(std::string{"ResolveError : "} + error.what());
    }
    lesson.require("y a-t-il une adresse, si ce système connaît ce nom", !addresses.empty(),
                   this_system_knows_localhost());
    for (const tcp::Address& address : addresses) {
        lesson.expect_that(tcp::to_string(address) + " est une adresse de bouclage", address.is_loopback());
        lesson.expect("le port", address.port(), 80);
    }
}

TEST_CASE("1.1 un nom vide, pour écouter, veut dire toutes les interfaces") {
    Lesson lesson = resolution_lesson();
    lesson.step("resolve(« », 8080, listen), comme TCPServer((\"\", 8080), …)");
    lesson.expect_that("0.0.0.0:8080 (AI_PASSIVE) en fait partie",
                       among(tcp::resolve("", 8080, tcp::Purpose::listen), "0.0.0.0:8080"));
}

TEST_CASE("1.1 un nom vide, pour se connecter, veut dire cette machine") {
    Lesson lesson = resolution_lesson();
    lesson.step("resolve(« », 8080, connect)");
    lesson.expect_that("127.0.0.1:8080 en fait partie",
                       among(tcp::resolve("", 8080, tcp::Purpose::connect), "127.0.0.1:8080"));
}

TEST_CASE("1.1 un nom qui ne mène nulle part est expliqué en français") {
    // Names too long to be sent to a name server (RFC 1035 §2.3.4), so that the test needs no network.
    for (const std::string& name : {std::string(300, 'a'), std::string(64, 'b') + ".exemple"}) {
        Lesson lesson = resolution_lesson();
        lesson.step("resolve(« " + name + " », 80, connect)");
        std::string explanation;
        try {
            tcp::resolve(name, 80, tcp::Purpose::connect);
        } catch (const tcp::ResolveError& error) {
            explanation = error.what();
        }
        lesson.expect_contains("l'explication", explanation, "« " + name.substr(0, 100));
        lesson.expect_that("elle ne contient pas le message anglais du système",
                           explanation.find("not known") == std::string::npos);
    }
}

TEST_CASE("1.1 un nom qui contient un octet nul est refusé") {
    Lesson lesson = resolution_lesson();
    lesson.step("resolve(« 127.0.0.1\\0.exemple.org », 80, connect)");
    bool refused = false;
    try {
        tcp::resolve(std::string{"127.0.0.1\0.exemple.org", 22}, 80, tcp::Purpose::connect);
    } catch (const tcp::ResolveError&) {
        refused = true;
    }
    lesson.expect("le nom est-il refusé (une chaîne de C s'arrête à l'octet nul)", refused, true);
}
