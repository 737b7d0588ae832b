// Step 5.3: bytes over TLS, and how a connection ends.
#include <sys/socket.h>

#include <array>

#include "05-https-client/errors.hpp"
#include "lab05/tls_attempt.hpp"

using scripted::class_options;
using scripted::TlsAttempt;
using scripted::TlsGuest;
using support::Lesson;
using tcp::Deadline;
using tcp::Outcome;

namespace {

// The server's side is over: whatever it does was done.
std::string read_from(const scripted::TlsPlay& play) {
    const scripted::Server server{scripted::over_tls({}, play)};
    const TlsAttempt attempt = scripted::try_tls(server, "localhost");
    return attempt.succeeded() ? scripted::read_all(*attempt.transport) : attempt.error;
}

// Connects once more, and reads to the end: was the session of before resumed?
bool resumes(const scripted::Server& server, const client::TlsContext& context) {
    const TlsAttempt attempt = scripted::try_tls(server, "localhost", context);
    if (!attempt.succeeded()) return false;
    scripted::read_all(*attempt.transport);
    attempt.transport->close();
    return attempt.ear.facts.resumed;
}

std::unique_ptr<scripted::Server> server_of_tickets(int highest) {
    const auto context = scripted::tls_context({.highest = highest});
    const auto play = scripted::over_shared_tls(context, [](TlsGuest& guest) {
        guest.send("bonjour");
        guest.say_goodbye();
    });
    return std::make_unique<scripted::Server>(play, play, play);
}

}  // namespace

TEST_CASE("5.3 ce que le serveur envoie arrive, et close_notify en dit la fin") {
    Lesson lesson = scripted::tls_lesson();
    lesson.expect("reçu", read_from([](TlsGuest& guest) {
                      guest.send("bonjour");
                      guest.say_goodbye();
                  }),
                  "bonjour(fin)");
}

TEST_CASE("5.3 une connexion qui finit sans close_notify est coupée, et non finie") {
    Lesson lesson = scripted::tls_lesson();
    lesson.step("le serveur envoie « bonj » puis FIN : quelqu'un a pu couper le câble");
    lesson.expect("reçu", read_from([](TlsGuest& guest) { guest.send("bonj"); }), "bonj(coupure)");
}

TEST_CASE("5.3 des octets qui ne viennent pas du serveur sont une erreur, et non une réponse") {
    Lesson lesson = scripted::tls_lesson();
    lesson.step("un enregistrement forgé suit « bonjour »");
    std::string error;
    try {
        lesson.expect("reçu", read_from([](TlsGuest& guest) {
                          guest.send("bonjour");
                          guest.guest().send(std::string_view{"\x17\x03\x03\x00\x13" "0123456789012345678", 24});
                      }),
                      "rien : une erreur est lancée");
    } catch (const client::SSLError& failure) {
        error = failure.what();
    }
    lesson.expect_contains("le message", error, "TLS a échoué avec localhost");
}

TEST_CASE("5.3 ce que le client envoie arrive au serveur, close_notify compris") {
    Lesson lesson = scripted::tls_lesson();
    std::string received;
    scripted::Server server{scripted::over_tls({}, [&](TlsGuest& guest) { received = guest.read(7); })};
    const TlsAttempt attempt = scripted::try_tls(server, "localhost");
    lesson.require("l'erreur", attempt.error, "");
    const auto written = attempt.transport->write("bonjour", Deadline::after(peers::patience), false);
    lesson.expect("le résultat", tcp::describe(written.outcome), tcp::describe(Outcome::complete));
    lesson.expect("les octets pris", written.size, std::size_t{7});
    server.join();
    lesson.expect("reçu par le serveur", received, "bonjour");
}

TEST_CASE("5.3 de grands envois dans les deux sens à la fois arrivent entiers") {
    Lesson lesson = scripted::tls_lesson();
    const std::string up = peers::varied_bytes(6'000'000);
    const std::string down = peers::varied_bytes(5'000'000);
    std::string received;
    scripted::Server server{scripted::over_tls({}, [&](TlsGuest& guest) {
        received = guest.exchange(down, up.size());
        guest.say_goodbye();
    })};
    const TlsAttempt attempt = scripted::try_tls(server, "localhost");
    lesson.require("l'erreur", attempt.error, "");
    const auto written = attempt.transport->write(up, Deadline::after(peers::patience), false);
    lesson.expect("les octets pris", written.size, up.size());
    const std::string answer = scripted::read_all(*attempt.transport);
    server.join();
    lesson.expect("le serveur a tout reçu", received == up, true);
    lesson.expect("le client a tout reçu", answer == down + "(fin)", true);
}

TEST_CASE("5.3 un envoi s'arrête quand le serveur répond déjà, si on le demande") {
    Lesson lesson = scripted::tls_lesson();
    scripted::Server server{scripted::over_tls({}, [&](TlsGuest& guest) {
        guest.read(10);
        guest.send("413");
        guest.guest().stall();
    })};
    const TlsAttempt attempt = scripted::try_tls(server, "localhost");
    lesson.require("l'erreur", attempt.error, "");
    const std::string large = peers::varied_bytes(16'000'000);
    const auto written = attempt.transport->write(large, Deadline::after(peers::patience), true);
    lesson.expect("le résultat", tcp::describe(written.outcome), tcp::describe(Outcome::complete));
    lesson.expect("une réponse attend", written.answer_waits, true);
    lesson.expect("tout est parti", written.size == large.size(), false);
    std::array<char, 3> answer{};
    attempt.transport->read_some(answer, Deadline::after(peers::patience));
    lesson.expect("la réponse", std::string_view{answer.data(), 3}, "413");
    server.release();
}

TEST_CASE("5.3 écrire à un serveur qui a coupé ne tue pas le programme (SIGPIPE)") {
    Lesson lesson = scripted::tls_lesson();
    scripted::Server server{scripted::over_tls({}, [&](TlsGuest& guest) { guest.guest().reset(); })};
    const TlsAttempt attempt = scripted::try_tls(server, "localhost");
    lesson.require("l'erreur", attempt.error, "");
    server.join();
    Outcome outcome = Outcome::complete;
    for (int round = 0; round < 10 && outcome == Outcome::complete; ++round) {
        outcome = attempt.transport->write("bonjour", Deadline::after(peers::patience), false).outcome;
    }
    lesson.expect("le résultat", tcp::describe(outcome), tcp::describe(Outcome::reset));
}

TEST_CASE("5.3 les tickets de TLS 1.3 ne rendent pas une connexion périmée, des octets imprévus si") {
    Lesson lesson = scripted::tls_lesson();
    peers::Stop spoken;
    scripted::Server server{scripted::over_tls({}, [&](TlsGuest& guest) {
        guest.read(1);
        guest.send("imprévu");
        spoken.request();
        guest.guest().stall();
    })};
    const TlsAttempt attempt = scripted::try_tls(server, "localhost");
    lesson.require("l'erreur", attempt.error, "");
    lesson.step("le serveur a envoyé ses tickets, et rien d'autre");
    lesson.expect("la connexion est périmée", attempt.transport->is_stale(), false);
    attempt.transport->write("?", Deadline::after(peers::patience), false);
    lesson.require("le serveur a parlé", peers::is_readable(spoken.get(), peers::patience), true);
    lesson.step("le serveur a envoyé « imprévu »");
    lesson.expect("une réponse vient", attempt.transport->wait_for_answer(Deadline::after(peers::patience)), true);
    lesson.expect("la connexion est périmée", attempt.transport->is_stale(), true);
    server.release();
}

TEST_CASE("5.3 attendre une réponse qui ne vient pas finit avec le délai, tickets ou non") {
    Lesson lesson = scripted::tls_lesson();
    scripted::Server server{scripted::over_tls({}, [&](TlsGuest& guest) { guest.guest().stall(); })};
    const TlsAttempt attempt = scripted::try_tls(server, "localhost");
    lesson.require("l'erreur", attempt.error, "");
    const Deadline soon = Deadline::after(std::chrono::milliseconds{50});
    lesson.expect("une réponse vient", attempt.transport->wait_for_answer(soon), false);
    server.release();
}

TEST_CASE("5.3 une connexion que le serveur a fermée est périmée") {
    Lesson lesson = scripted::tls_lesson();
    scripted::Server server{scripted::over_tls({}, [&](TlsGuest& guest) { guest.say_goodbye(); })};
    const TlsAttempt attempt = scripted::try_tls(server, "localhost");
    lesson.require("l'erreur", attempt.error, "");
    lesson.expect("une fin vient", attempt.transport->wait_for_answer(Deadline::after(peers::patience)), true);
    lesson.expect("la connexion est périmée", attempt.transport->is_stale(), true);
}

TEST_CASE("5.3 la session vérifiée est reprise par la connexion suivante, pas par un autre contexte") {
    for (const int highest : {TLS1_2_VERSION, TLS1_3_VERSION}) {
        Lesson lesson = scripted::tls_lesson();
        lesson.step(highest == TLS1_2_VERSION ? "TLS 1.2" : "TLS 1.3");
        const auto server = server_of_tickets(highest);
        const client::TlsContext context{class_options()};
        lesson.expect("la première est reprise", resumes(*server, context), false);
        lesson.expect("la deuxième est reprise", resumes(*server, context), true);
        lesson.expect("la troisième est reprise", resumes(*server, context), true);
    }
}

TEST_CASE("5.3 une session qui n'a pas été vérifiée n'est jamais reprise") {
    Lesson lesson = scripted::tls_lesson();
    const auto server = server_of_tickets(0);
    const client::TlsContext unverified{{.verify = false, .certificate = {}}};
    lesson.expect("la première est reprise", resumes(*server, unverified), false);
    lesson.expect("la deuxième est reprise", resumes(*server, unverified), false);
}
