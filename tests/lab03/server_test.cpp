#include <fcntl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <fstream>
#include <system_error>

#include "lab01/descriptor_limit.hpp"
#include "lab03/running_server.hpp"
#include "lab03/temporary_directory.hpp"

namespace {

using namespace std::chrono_literals;
using played::Received;
using played::RunningServer;

support::Lesson lesson_on(std::string rule, std::string command = "curl -si http://127.0.0.1:8080/") {
    return support::Lesson{{.rule = std::move(rule),
                            .slide = "03-static-server.md#connexions-persistantes",
                            .command = "./lab run static_server --root www, puis : " + std::move(command)}};
}

std::string get(std::string_view path) {
    return "GET " + std::string{path} + " HTTP/1.1\r\nHost: h\r\n\r\n";
}

// Asks for a path on a connection that is open; its body, or what came instead.
std::string body_of(int socket, std::string_view path) {
    peers::send(socket, get(path));
    return played::receive_answer(socket).body;
}

// A file of zeros that takes no room on the disk.
std::string sparse_file(const played::TemporaryDirectory& directory, std::uint64_t size) {
    const std::string path = directory.write("zéros.bin", "");
    if (::truncate(path.c_str(), static_cast<off_t>(size)) != 0) throw std::runtime_error{"truncate"};
    return path;
}

// Reads to the end and counts, without keeping anything.
std::uint64_t count_to_end(int socket) {
    std::vector<char> piece(256 * 1024);
    std::uint64_t total = 0;
    while (peers::is_readable(socket, peers::patience)) {
        const ssize_t count = ::recv(socket, piece.data(), piece.size(), 0);
        if (count <= 0) break;
        total += static_cast<std::uint64_t>(count);
    }
    return total;
}

std::chrono::microseconds cpu_time() {
    rusage usage{};
    ::getrusage(RUSAGE_SELF, &usage);
    const auto time = [](const timeval& value) {
        return std::chrono::seconds{value.tv_sec} + std::chrono::microseconds{value.tv_usec};
    };
    return time(usage.ru_utime) + time(usage.ru_stime);
}

// The most memory this process has had, in kibibytes.
long peak_memory() {
    rusage usage{};
    ::getrusage(RUSAGE_SELF, &usage);
    return usage.ru_maxrss;
}

}  // namespace

TEST_CASE("3.8 le serveur répond sur le port qu'il annonce, plusieurs fois sur une connexion") {
    support::Lesson lesson = lesson_on("RFC 9112 §9.3");
    RunningServer running{played::Conversation::describe_request()};
    lesson.expect_contains("l'adresse annoncée", running.server().url(), "http://127.0.0.1:");
    const common::UniqueFd client = running.connect();
    for (const std::string path : {"/un", "/deux", "/trois"}) {
        lesson.expect("la réponse", body_of(client.get(), path), "GET " + path);
    }
    running.expect_no_failure(lesson);
}

TEST_CASE("3.8 plusieurs fils d'exécution servent le même port") {
    support::Lesson lesson = lesson_on("socket(7), SO_REUSEPORT");
    RunningServer running{played::Conversation::describe_request(), played::short_limits(), 4};
    std::vector<common::UniqueFd> clients;
    for (int i = 0; i < 40; ++i) clients.push_back(running.connect());
    for (const common::UniqueFd& client : clients) lesson.expect("la réponse", body_of(client.get(), "/a"), "GET /a");
    running.expect_no_failure(lesson);
}

TEST_CASE("3.8 un port déjà pris est une erreur, même par un autre serveur du kit") {
    support::Lesson lesson = lesson_on("bind(2), EADDRINUSE", "./lab run static_server une seconde fois");
    RunningServer running{played::Conversation::describe_request()};
    int error = 0;
    try {
        files::ServerOptions options;
        options.port = running.server().address().port();
        const files::Server second{options, [](const asio::any_io_executor&) { return played::answer_with("intrus"); }};
    } catch (const std::system_error& failure) {
        error = failure.code().value();
    }
    lesson.expect("l'erreur (EADDRINUSE vaut 98)", error, EADDRINUSE);
    const common::UniqueFd client = running.connect();
    lesson.expect("la réponse du premier serveur", body_of(client.get(), "/a"), "GET /a");
    lesson.expect("encore", body_of(client.get(), "/b"), "GET /b");
    running.expect_no_failure(lesson);
}

TEST_CASE("3.8 arrêter le serveur ferme toutes les connexions") {
    support::Lesson lesson = lesson_on("RFC 9112 §9.5", "Ctrl-C");
    RunningServer running{played::Conversation::describe_request()};
    const common::UniqueFd idle = running.connect();
    const common::UniqueFd half = running.connect();
    lesson.expect("une réponse", body_of(idle.get(), "/un"), "GET /un");
    peers::send(half.get(), "GET /moit");
    running.server().stop();
    lesson.expect("ce que reçoit le client qui attendait", peers::receive_to_end(idle.get()), "");
    running.expect_no_failure(lesson);
}

TEST_CASE("3.8 des clients lents n'empêchent pas les autres d'être servis") {
    support::Lesson lesson = lesson_on("l'attaque s'appelle « slowloris »");
    RunningServer running{played::Conversation::describe_request()};
    std::vector<common::UniqueFd> slow;
    for (int i = 0; i < 60; ++i) {
        slow.push_back(running.connect());
        peers::send(slow.back().get(), "GET /lent HTTP/1.1\r\nHost: h\r\nX: ");
    }
    lesson.step("soixante clients ont commencé une requête et ne la finissent pas");
    const common::UniqueFd client = running.connect();
    lesson.expect("la réponse d'un client pressé", body_of(client.get(), "/vite"), "GET /vite");
    lesson.expect("une seconde", body_of(client.get(), "/vite"), "GET /vite");
    running.expect_no_failure(lesson);
}

TEST_CASE("3.8 des clients qui disparaissent n'arrêtent pas le serveur") {
    support::Lesson lesson = lesson_on("tcp(7), RST ; signal(7), SIGPIPE", "curl http://127.0.0.1:8080/ & kill -9 %1");
    const played::TemporaryDirectory directory;
    const std::uint64_t size = 50'000'000;
    RunningServer running{played::answer_with_file(sparse_file(directory, size), size)};
    for (int i = 0; i < 30; ++i) {
        common::UniqueFd client = running.connect();
        if (i % 3 > 0) peers::send(client.get(), get("/grand") + get("/grand"));
        if (i % 3 > 1) peers::receive(client.get(), 100);
        peers::reset(client);
    }
    lesson.step("trente clients se connectent, demandent un grand fichier et rompent la connexion (RST)");
    const common::UniqueFd client = running.connect();
    peers::send(client.get(), "GET / HTTP/1.0\r\n\r\n");
    lesson.expect_that("le suivant reçoit son fichier entier", count_to_end(client.get()) > size);
    const common::UniqueFd other = running.connect();
    peers::send(other.get(), "HEAD / HTTP/1.1\r\nHost: h\r\n\r\nHEAD / HTTP/1.0\r\n\r\n");
    lesson.expect("le statut suivant", played::receive_answer(other.get(), "HEAD").status, 200);
    running.expect_no_failure(lesson);
}

TEST_CASE("3.8 un client qui cesse de lire un grand fichier n'empêche pas les autres de le recevoir") {
    support::Lesson lesson = lesson_on("sendfile(2), EAGAIN", "curl --limit-rate 1 -o /dev/null http://127.0.0.1:8080/grand");
    const played::TemporaryDirectory directory;
    const std::uint64_t size = 50'000'000;
    RunningServer running{played::answer_with_file(sparse_file(directory, size), size)};
    const common::UniqueFd stopped = running.connect(peers::Buffers::small);
    peers::send(stopped.get(), get("/grand"));
    lesson.expect("le début de la réponse", peers::receive(stopped.get(), 15), "HTTP/1.1 200 OK");
    lesson.step("le client ne lit plus ; un autre demande le même fichier");
    const common::UniqueFd other = running.connect();
    peers::send(other.get(), "GET /grand HTTP/1.0\r\n\r\n");
    lesson.expect_that("l'autre reçoit tout", count_to_end(other.get()) > size);
    running.expect_no_failure(lesson);
}

TEST_CASE("3.8 un client qui cesse de lire un grand fichier est coupé, et sa place est rendue") {
    support::Lesson lesson = lesson_on("limits.hpp, stall_time et connections");
    const played::TemporaryDirectory directory;
    const std::uint64_t size = 50'000'000;
    files::Limits limits = played::short_limits();
    limits.stall_time = 200ms;
    limits.connections = 1;
    RunningServer running{played::answer_with_file(sparse_file(directory, size), size), limits};
    const common::UniqueFd stopped = running.connect(peers::Buffers::small);
    peers::send(stopped.get(), get("/grand"));
    lesson.expect("le début de la réponse", peers::receive(stopped.get(), 15), "HTTP/1.1 200 OK");
    lesson.step("le client ne lit plus ; le serveur n'a pas d'autre place (connections = 1)");
    const common::UniqueFd next = running.connect();
    peers::send(next.get(), "HEAD /grand HTTP/1.0\r\n\r\n");
    lesson.expect("le statut du client suivant", played::receive_answer(next.get(), "HEAD").status, 200);
    lesson.expect_that("le premier n'a pas tout reçu, et le voit", count_to_end(stopped.get()) < size);
    running.expect_no_failure(lesson);
}

TEST_CASE("3.8 quand il n'y a plus de place, la connexion inoccupée depuis le plus longtemps est fermée") {
    support::Lesson lesson = lesson_on("limits.hpp, connections");
    files::Limits limits = played::short_limits();
    limits.connections = 3;
    RunningServer running{played::Conversation::describe_request(), limits};
    const common::UniqueFd first = running.connect();
    lesson.expect("la réponse du premier", body_of(first.get(), "/un"), "GET /un");
    const common::UniqueFd busy = running.connect();
    peers::send(busy.get(), "POST /occupe HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n");
    lesson.expect("le deuxième est au milieu d'une requête", peers::receive(busy.get(), 25), "HTTP/1.1 100 Continue\r\n\r\n");
    const common::UniqueFd third = running.connect();
    lesson.expect("la réponse du troisième", body_of(third.get(), "/trois"), "GET /trois");
    lesson.step("trois connexions sont ouvertes, la limite est de trois, un quatrième client arrive");
    const common::UniqueFd fourth = running.connect();
    lesson.expect("la réponse du quatrième", body_of(fourth.get(), "/quatre"), "GET /quatre");
    lesson.expect("ce que reçoit le premier", peers::receive_to_end(first.get()), "");
    lesson.expect("la réponse suivante du troisième", body_of(third.get(), "/encore"), "GET /encore");
    peers::send(busy.get(), "corps");
    lesson.expect("la réponse de celui qui était occupé", played::receive_answer(busy.get()).body, "POST /occupe: corps");
    running.expect_no_failure(lesson);
}

TEST_CASE("3.8 quand toutes les connexions sont occupées, un nouveau client attend qu'une se libère") {
    support::Lesson lesson = lesson_on("limits.hpp, connections et accept_pause");
    files::Limits limits = played::short_limits();
    limits.connections = 1;
    RunningServer running{played::Conversation::describe_request(), limits};
    common::UniqueFd busy = running.connect();
    peers::send(busy.get(), "POST /occupe HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n");
    lesson.expect("le premier est au milieu d'une requête", peers::receive(busy.get(), 25), "HTTP/1.1 100 Continue\r\n\r\n");
    const common::UniqueFd waiting = running.connect();
    peers::send(waiting.get(), get("/attend"));
    lesson.expect_that("le second n'a pas encore de réponse", !peers::is_readable(waiting.get(), 300ms));
    peers::send(busy.get(), "corps");
    lesson.expect("la réponse du premier", played::receive_answer(busy.get()).body, "POST /occupe: corps");
    lesson.expect("la réponse du second", played::receive_answer(waiting.get()).body, "GET /attend");
    running.expect_no_failure(lesson);
}

TEST_CASE("3.8 à court de descripteurs, le serveur attend sans s'épuiser, puis accepte de nouveau") {
    support::Lesson lesson = lesson_on("accept(2), EMFILE ; limits.hpp, accept_pause", "(ulimit -n 20; ./lab run static_server)");
    RunningServer running{played::Conversation::describe_request()};
    // Busy, so that the server cannot close it to help itself.
    const common::UniqueFd busy = running.connect();
    peers::send(busy.get(), "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n");
    lesson.expect("un premier client est au milieu de sa requête", peers::receive(busy.get(), 25),
                  "HTTP/1.1 100 Continue\r\n\r\n");
    const common::UniqueFd client{::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)};
    const auto& address = running.server().address();
    bool answered = false;
    std::chrono::microseconds spent{0};
    {
        const peers::NoDescriptorLeft none;
        const auto cpu_before = cpu_time();
        if (::connect(client.get(), address.data(), address.size()) == 0) peers::send(client.get(), get("/apres"));
        answered = peers::is_readable(client.get(), 600ms);
        spent = cpu_time() - cpu_before;
    }
    lesson.step("pendant 600 ms, le serveur n'a pas pu accepter un client, faute de descripteur");
    lesson.expect_that("le client n'a rien reçu", !answered);
    lesson.step("le temps de calcul : " + std::to_string(spent.count()) + " µs");
    lesson.expect_that("le serveur n'a pas tourné à vide (moins de 100 ms de calcul)", spent < 100ms);
    lesson.step("des descripteurs se libèrent");
    lesson.expect("la réponse", played::receive_answer(client.get()).body, "GET /apres");
    running.expect_no_failure(lesson);
}

TEST_CASE("3.8 à court de descripteurs, le serveur sacrifie une connexion inoccupée") {
    support::Lesson lesson = lesson_on("accept(2), EMFILE", "(ulimit -n 20; ./lab run static_server)");
    RunningServer running{played::Conversation::describe_request()};
    const common::UniqueFd idle = running.connect();
    lesson.expect("la réponse du premier client", body_of(idle.get(), "/avant"), "GET /avant");
    // accept() wants a descriptor even when nobody waits: a second connection gives it one, not the new client's.
    const common::UniqueFd spare = running.connect();
    lesson.expect("la réponse d'un autre", body_of(spare.get(), "/avant"), "GET /avant");
    const common::UniqueFd client{::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)};
    const auto& address = running.server().address();
    bool answered = false;
    {
        const peers::NoDescriptorLeft none;
        if (::connect(client.get(), address.data(), address.size()) == 0) peers::send(client.get(), get("/apres"));
        answered = peers::is_readable(client.get(), 3s);
    }
    lesson.expect_that("le nouveau a une réponse sans qu'aucun descripteur ne se soit libéré ailleurs", answered);
    lesson.expect("la réponse", played::receive_answer(client.get()).body, "GET /apres");
    lesson.expect("ce que reçoit le premier", peers::receive_to_end(idle.get()), "");
    running.expect_no_failure(lesson);
}

TEST_CASE("3.8 à court de descripteurs, le serveur ne sacrifie personne si personne n'attend") {
    support::Lesson lesson = lesson_on("accept(2), EMFILE", "(ulimit -n 20; ./lab run static_server)");
    RunningServer running{played::Conversation::describe_request()};
    const common::UniqueFd idle = running.connect();
    lesson.expect("la réponse du premier client", body_of(idle.get(), "/avant"), "GET /avant");
    const common::UniqueFd client{::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)};
    const auto& address = running.server().address();
    lesson.step("un second client se connecte, prend la place du premier, et n'envoie encore rien");
    bool closed = true;
    {
        const peers::NoDescriptorLeft none;
        if (::connect(client.get(), address.data(), address.size()) == 0 && peers::is_readable(idle.get(), 3s)) {
            closed = peers::is_readable(client.get(), 500ms);
        }
    }
    lesson.expect_that("sa connexion reste ouverte : plus personne n'attend", !closed);
    lesson.expect("la réponse du second client", body_of(client.get(), "/apres"), "GET /apres");
    running.expect_no_failure(lesson);
}

TEST_CASE("3.8 télécharger 100 Mo ne prend pas de mémoire au serveur") {
    support::Lesson lesson = lesson_on("sendfile(2)", "curl -o /dev/null http://127.0.0.1:8080/grand");
    const played::TemporaryDirectory directory;
    const std::uint64_t size = 100'000'000;
    RunningServer running{played::answer_with_file(sparse_file(directory, size), size)};
    const long before = peak_memory();
    const common::UniqueFd client = running.connect();
    peers::send(client.get(), "GET /grand HTTP/1.0\r\n\r\n");
    lesson.expect_that("le client reçoit tout", count_to_end(client.get()) > size);
    const long growth = peak_memory() - before;
    lesson.step("la mémoire du processus a augmenté de " + std::to_string(growth) + " Kio");
    lesson.expect_that("c'est moins de 16 Mio", growth < 16 * 1024);
    running.expect_no_failure(lesson);
}

TEST_CASE("3.8 un client qui envoie trop reçoit quand même sa réponse, sans rupture") {
    support::Lesson lesson = lesson_on("RFC 9112 §9.6", "curl -s --data-binary @gros.bin http://127.0.0.1:8080/");
    RunningServer running{played::answer_with("je n'en veux pas")};
    const common::UniqueFd client = running.connect();
    peers::send(client.get(), "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 20000000\r\n\r\n");
    peers::send(client.get(), std::string(20'000'000, 'x'));
    peers::finish_sending(client.get());
    lesson.step("le client envoie ses 20 000 000 d'octets avant de lire");
    const std::string received = peers::receive_to_end(client.get());
    lesson.received(received);
    lesson.expect_that("la réponse est entière, la connexion n'est pas rompue", received.ends_with("je n'en veux pas"));
    running.expect_no_failure(lesson);
}

TEST_CASE("3.8 un gestionnaire qui échoue ne fait tort qu'à sa requête") {
    support::Lesson lesson = lesson_on("RFC 9110 §15.6.1");
    RunningServer running{[](files::Exchange& exchange) -> asio::awaitable<files::Answer> {
        if (exchange.target.path == "/non") throw std::runtime_error{"panne voulue"};
        co_return files::Answer{};
    }};
    const common::UniqueFd calm = running.connect();
    const common::UniqueFd broken = running.connect();
    peers::send(calm.get(), get("/oui"));
    const int calm_before = played::receive_answer(calm.get()).status;
    peers::send(broken.get(), get("/non"));
    lesson.expect("le statut du calme", calm_before, 200);
    lesson.expect("le statut de la panne", played::receive_answer(broken.get()).status, 500);
    peers::send(calm.get(), get("/oui"));
    lesson.expect("le statut du calme, ensuite", played::receive_answer(calm.get()).status, 200);
    lesson.expect("les échecs signalés", running.failures(), "panne voulue");
}

TEST_CASE("3.9 le serveur en marche écrit une ligne par réponse dans son journal") {
    support::Lesson lesson{{.rule = "Common Log Format",
                            .slide = "03-static-server.md#journal-daccès",
                            .command = "./lab run static_server --root www --access-log journal.txt"}};
    const played::TemporaryDirectory directory;
    const std::string log = directory.path("journal.txt");
    {
        RunningServer running{played::Conversation::describe_request(), played::short_limits(), 2, log};
        for (const std::string request : {"GET /a HTTP/1.0\r\n\r\n", "HEAD /b HTTP/1.0\r\n\r\n",
                                          "GET /\"%0a\\ HTTP/1.0\r\n\r\n", "pas du HTTP\r\n"}) {
            const common::UniqueFd client = running.connect();
            peers::send(client.get(), request);
            lesson.sent(request);
            lesson.expect_contains("la réponse", peers::receive_to_end(client.get()), "HTTP/1.");
        }
        running.server().stop();
        running.expect_no_failure(lesson);
    }
    std::ifstream file{log};
    std::vector<std::string> lines;
    for (std::string line; std::getline(file, line);) lines.push_back(line.substr(0, 14) + line.substr(line.find(']')));
    std::sort(lines.begin(), lines.end());
    lesson.require("le nombre de lignes", lines.size(), 4u);
    lesson.expect_contains("ce qui est illisible", lines[0], "127.0.0.1 - - ] \"-\" 400 ");
    lesson.expect("le guillemet et la barre oblique inverse sont échappés", lines[1],
                  "127.0.0.1 - - ] \"GET /\\\"%0a\\\\ HTTP/1.0\" 200 8");
    lesson.expect("GET", lines[2], "127.0.0.1 - - ] \"GET /a HTTP/1.0\" 200 6");
    lesson.expect("HEAD n'a pas de corps", lines[3], "127.0.0.1 - - ] \"HEAD /b HTTP/1.0\" 200 -");
}

TEST_CASE("3.9 un journal que personne ne lit n'arrête pas le serveur") {
    support::Lesson lesson{{.rule = "pipe(7) : écrire dans un tube plein attend un lecteur ; log_file.hpp",
                            .slide = "03-static-server.md#journal-daccès",
                            .command = "./lab run static_server --root www --port 8080 | sleep 1000"}};
    const played::TemporaryDirectory directory;
    const std::string log = directory.make_pipe("journal");
    const common::UniqueFd reader{::open(log.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC)};
    constexpr int count = 2'000;  // and 80 bytes or so each: more than a pipe holds
    std::string lines;
    {
        RunningServer running{played::Conversation::describe_request(), played::short_limits(), 1, log};
        const common::UniqueFd client = running.connect();
        lesson.step("le journal est un tube que personne ne lit ; le client fait 2 000 requêtes");
        int answered = 0;
        while (answered < count && body_of(client.get(), "/a") == "GET /a") ++answered;
        lesson.require("le nombre de réponses", answered, count);
        lesson.step("le tube est enfin lu");
        char piece[4096];
        while (std::count(lines.begin(), lines.end(), '\n') < count && peers::is_readable(reader.get(), peers::patience)) {
            const ssize_t size = ::read(reader.get(), piece, sizeof piece);
            if (size > 0) lines.append(piece, static_cast<std::size_t>(size));
        }
        running.expect_no_failure(lesson);
    }
    lesson.expect("le nombre de lignes", std::count(lines.begin(), lines.end(), '\n'), std::ptrdiff_t{count});
    lesson.expect_that("la dernière est entière", lines.ends_with("\"GET /a HTTP/1.1\" 200 6\n"));
}
