#include "05-https-client/download.hpp"

#include <fstream>
#include <iterator>

#include "05-https-client/checksum.hpp"
#include "fake_web.hpp"
#include "lab03/temporary_directory.hpp"
#include "support/lesson.hpp"

namespace {

using client_test::FakeWeb;
using client_test::Received;
using namespace std::chrono_literals;

support::Lesson lesson_of_downloads() {
    return support::Lesson{{"RFC 9110 §13.1.5, §14", "05-https-client.md#les-gros-fichiers",
                            "./lab run https_client -C - -o film http://127.0.0.1:8081/range/1000000"}};
}

std::string content_of(const std::string& path) {
    std::ifstream file{path, std::ios::binary};
    if (!file) return "(pas de fichier)";
    return {std::istreambuf_iterator<char>{file}, {}};
}

std::string numbered_lines(int count) {
    std::string text;
    for (int i = 0; i < count; ++i) text += std::to_string(i) + "\n";
    return text;
}

// A server of one file, which may cut each answer short, and a client that downloads it.
struct World {
    World() {
        web.on("a.test", [this](const Received& request) { return answer(request); });
    }

    std::string answer(const Received& request) const {
        const std::string range = request.field("Range");
        const std::string condition = request.field("If-Range");
        const bool part = ranges && !range.empty() && (condition.empty() || condition == etag);
        const std::size_t from = part ? std::stoul(range.substr(6)) : 0;
        const std::string total = "/" + std::to_string(content.size()) + "\r\n";
        if (part && from >= content.size()) return FakeWeb::answer(416, "", "Content-Range: bytes *" + total);
        const std::string end = std::to_string(content.size() - 1);
        std::string fields = etag.empty() ? "" : "ETag: " + etag + "\r\n";
        if (part) fields += "Content-Range: bytes " + std::to_string(from) + "-" + end + total;
        const std::string whole = FakeWeb::answer(part ? 206 : 200, content.substr(from), fields);
        const std::size_t rest = content.size() - from;
        const std::size_t missing = rest - std::min(rest, most);
        if (missing == 0) return whole;
        return std::string{FakeWeb::then_close} + whole.substr(0, whole.size() - missing);
    }

    client::Downloaded download(client::Download wanted = {}) {
        wanted.path = path;
        return client::download(session, "http://a.test/film", wanted);
    }

    // What was downloaded, or which exception was thrown.
    std::string outcome(const client::Download& wanted = {}) {
        try {
            const client::Downloaded found = download(wanted);
            return std::to_string(found.status_code) + ", " + std::to_string(found.bytes) + " octets dont " +
                   std::to_string(found.resumed) + " repris";
        } catch (const client::IncompleteBody&) {
            return "IncompleteBody";
        } catch (const client::ProtocolError&) {
            return "ProtocolError";
        } catch (const client::ChecksumError&) {
            return "ChecksumError";
        } catch (const client::HTTPError& error) {
            return "HTTPError " + std::to_string(error.status_code());
        }
    }

    std::string last_field(std::string_view name) const { return web.received().back().field(name); }

    std::string content = numbered_lines(1'000);
    std::string etag = "\"v1\"";
    std::size_t most = std::string::npos;  // bytes of the file in each answer
    bool ranges = true;
    FakeWeb web;
    client::Session session{client_test::alone({.retries = client::Retries{
                                .count = 0, .first_delay = 1ms, .longest_delay = 2ms}}),
                            web.connector()};
    played::TemporaryDirectory directory;
    std::string path = directory.path("film");
};

}  // namespace

TEST_CASE("5.9 un fichier est téléchargé en entier, avec son empreinte") {
    support::Lesson lesson = lesson_of_downloads();
    World world;
    const client::Downloaded found = world.download();
    lesson.expect("le fichier est celui du serveur", content_of(world.path) == world.content, true);
    lesson.expect("sa taille", found.bytes, world.content.size());
    lesson.expect("son SHA-256", found.sha256, client::sha256_hex(world.content));
    lesson.expect("le fichier « .part »", content_of(world.path + ".part"), "(pas de fichier)");
    lesson.expect("le champ Accept-Encoding", world.last_field("Accept-Encoding"), "identity");
    lesson.expect("le champ Range", world.last_field("Range"), "");
}

TEST_CASE("5.9 un téléchargement coupé dix fois finit par donner le bon fichier") {
    support::Lesson lesson = lesson_of_downloads();
    World world;
    world.most = world.content.size() / 11 + 1;
    lesson.step("le serveur coupe chaque réponse après " + std::to_string(world.most) + " octets");
    lesson.expect("le résultat", world.outcome({.sha256 = client::sha256_hex(world.content), .attempts = 2}),
                  "206, " + std::to_string(world.content.size()) + " octets dont 0 repris");
    lesson.expect("le nombre de requêtes", world.web.received().size(), 11u);
    lesson.expect("le fichier est celui du serveur", content_of(world.path) == world.content, true);
    lesson.expect("la dernière condition", world.last_field("If-Range"), "\"v1\"");
}

TEST_CASE("5.9 les essais d'un téléchargement sont ceux de attempts, quels que soient ceux d'une requête") {
    support::Lesson lesson = lesson_of_downloads();
    World world;
    world.session.options.retries->count = 3;
    world.web.on("a.test", [](const Received&) { return FakeWeb::answer(503, "", "Retry-After: 0\r\n"); });
    lesson.expect("le résultat", world.outcome({.attempts = 2}), "HTTPError 503");
    lesson.expect("le nombre de requêtes", world.web.received().size(), 2u);
}

TEST_CASE("5.9 ce qui est venu d'un téléchargement coupé sert au suivant") {
    support::Lesson lesson = lesson_of_downloads();
    World world;
    world.most = 1'000;
    lesson.expect("le premier, en un seul essai", world.outcome(), "IncompleteBody");
    lesson.expect("ce qui est gardé", content_of(world.path + ".part") == world.content.substr(0, 1'000), true);
    lesson.expect("à son nom définitif", content_of(world.path), "(pas de fichier)");
    world.most = std::string::npos;
    lesson.expect("le second", world.outcome(),
                  "206, " + std::to_string(world.content.size()) + " octets dont 1000 repris");
    lesson.expect("ce qu'il demande", world.last_field("Range"), "bytes=1000-");
    lesson.expect("à condition", world.last_field("If-Range"), "\"v1\"");
    lesson.expect("le fichier est celui du serveur", content_of(world.path) == world.content, true);
}

TEST_CASE("5.9 un fichier qui a changé entre-temps est pris depuis le début") {
    support::Lesson lesson = lesson_of_downloads();
    World world;
    world.most = 1'000;
    lesson.expect("le premier", world.outcome(), "IncompleteBody");
    world.content = std::string(3'000, 'n');
    world.etag = "\"v2\"";
    world.most = std::string::npos;
    lesson.expect("le second", world.outcome(), "200, 3000 octets dont 0 repris");
    lesson.expect("le fichier est le nouveau", content_of(world.path) == world.content, true);
}

TEST_CASE("5.9 une suite d'une autre version n'est jamais ajoutée, même si le serveur oublie la condition") {
    support::Lesson lesson = lesson_of_downloads();
    World world;
    world.most = 1'000;
    lesson.expect("le premier", world.outcome(), "IncompleteBody");
    world.content = std::string(3'000, 'n');
    world.etag = "\"v2\"";
    world.most = std::string::npos;
    world.web.on("a.test", [&world](Received request) {
        Received without = request;
        without.head.fields = {};
        without.head.fields.add("Range", request.field("Range"));
        return world.answer(without);
    });
    lesson.expect("le second", world.outcome(), "200, 3000 octets dont 0 repris");
    lesson.expect("le fichier est le nouveau", content_of(world.path) == world.content, true);
}

TEST_CASE("5.9 sans rien qui désigne la version, on recommence, sauf si une empreinte permet de vérifier") {
    support::Lesson lesson = lesson_of_downloads();
    World world;
    world.etag = "";
    world.most = 1'000;
    lesson.expect("coupé", world.outcome(), "IncompleteBody");
    lesson.expect("encore coupé", world.outcome(), "IncompleteBody");
    lesson.expect("le second ne demande pas la suite", world.last_field("Range"), "");
    world.most = std::string::npos;
    lesson.expect("le troisième, qui connaît l'empreinte", world.outcome({.sha256 = client::sha256_hex(world.content)}),
                  "206, " + std::to_string(world.content.size()) + " octets dont 1000 repris");
    lesson.expect("il ne pose pas de condition", world.last_field("If-Range"), "");
}

TEST_CASE("5.9 une mauvaise empreinte ne laisse rien, et l'ancien fichier reste") {
    support::Lesson lesson = lesson_of_downloads();
    World world;
    world.directory.write("film", "ancien");
    lesson.expect("le résultat", world.outcome({.sha256 = client::sha256_hex("autre chose")}), "ChecksumError");
    lesson.expect("le fichier", content_of(world.path), "ancien");
    lesson.expect("le fichier « .part »", content_of(world.path + ".part"), "(pas de fichier)");
    lesson.expect("ce qui en est noté", content_of(world.path + ".part.etag"), "(pas de fichier)");
    lesson.expect("l'empreinte en majuscules est la même",
                  world.outcome({.sha256 = "E3B0C44298FC1C149AFBF4C8996FB92427AE41E4649B934CA495991B7852B855"}),
                  "ChecksumError");
}

TEST_CASE("5.9 un refus du serveur ne touche ni au fichier, ni à ce qui est venu") {
    support::Lesson lesson = lesson_of_downloads();
    World world;
    world.directory.write("film", "ancien");
    world.most = 1'000;
    lesson.expect("coupé", world.outcome(), "IncompleteBody");
    for (int status : {404, 503, 304}) {
        world.web.on("a.test", [status](const Received&) { return FakeWeb::answer(status, ""); });
        lesson.expect("le résultat", world.outcome(), "HTTPError " + std::to_string(status));
    }
    lesson.expect("le fichier", content_of(world.path), "ancien");
    lesson.expect("ce qui est venu", content_of(world.path + ".part").size(), 1'000u);
}

TEST_CASE("5.9 s'il ne manquait que le nom définitif, la réponse 416 le dit") {
    support::Lesson lesson = lesson_of_downloads();
    World world;
    world.most = 1'000;
    lesson.expect("coupé", world.outcome(), "IncompleteBody");
    world.content.resize(1'000);
    lesson.expect("le second", world.outcome(), "416, 1000 octets dont 1000 repris");
    lesson.expect("le fichier", content_of(world.path) == world.content, true);
}

TEST_CASE("5.9 ce qui est venu d'une autre adresse n'est pas continué") {
    support::Lesson lesson = lesson_of_downloads();
    World world;
    world.most = 1'000;
    lesson.expect("coupé", world.outcome(), "IncompleteBody");
    world.most = std::string::npos;
    client::download(world.session, "http://a.test/autre", {.path = world.path});
    lesson.expect("le champ Range", world.last_field("Range"), "");
}

TEST_CASE("5.9 une autre partie que celle demandée est une erreur, et n'est pas écrite") {
    support::Lesson lesson = lesson_of_downloads();
    World world;
    world.most = 1'000;
    lesson.expect("coupé", world.outcome(), "IncompleteBody");
    for (const char* range : {"bytes 0-9/3890", "bytes 1000-1004/3890"}) {
        world.web.on("a.test", [range](const Received&) {
            return FakeWeb::answer(206, "0123456789", "Content-Range: " + std::string{range} + "\r\n");
        });
        lesson.expect(range, world.outcome({.attempts = 5}), "ProtocolError");
        lesson.expect("ce qui est là est intact",
                      content_of(world.path + ".part") == world.content.substr(0, 1'000), true);
    }
}

TEST_CASE("5.9 un serveur qui coupe et ne sait pas reprendre est abandonné après les essais permis") {
    support::Lesson lesson = lesson_of_downloads();
    World world;
    world.ranges = false;
    world.most = 1'000;
    lesson.expect("le résultat", world.outcome({.attempts = 3}), "IncompleteBody");
    lesson.expect("le nombre de requêtes", world.web.received().size(), 4u);
}

TEST_CASE("5.9 la progression compte ce qui était déjà là") {
    support::Lesson lesson = lesson_of_downloads();
    World world;
    world.most = 1'000;
    lesson.expect("coupé", world.outcome(), "IncompleteBody");
    world.most = std::string::npos;
    client::Progress last;
    client::download(world.session, "http://a.test/film", {.path = world.path},
                     {.progress = [&last](const client::Progress& progress) { last = progress; }});
    lesson.expect("octets", last.done, world.content.size());
    lesson.expect("sur", last.total.value_or(0), world.content.size());
}
