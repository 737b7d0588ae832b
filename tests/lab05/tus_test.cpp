#include "05-https-client/tus.hpp"

#include <algorithm>
#include <deque>

#include "05-https-client/auth.hpp"
#include "05-https-client/checksum.hpp"
#include "fake_web.hpp"
#include "lab03/temporary_directory.hpp"
#include "support/lesson.hpp"

namespace {

using client_test::FakeWeb;
using client_test::Received;
using namespace std::chrono_literals;

support::Lesson lesson_of_tus() {
    return support::Lesson{{"tus 1.0.0, https://tus.io/protocols/resumable-upload",
                            "05-https-client.md#les-gros-fichiers",
                            "./lab run https_client --tus -T film.mp4 http://127.0.0.1:8081/tus/"}};
}

// A tus server in memory, whose PATCHes may go wrong in the ways that `accidents` tell, one after the other.
struct World {
    enum class Accident {
        none,
        cut,           // half of the piece is kept, and the connection is closed without an answer
        busy,          // 503
        locked,        // 423
        bad_checksum,  // 460
        forbidden,     // 403
        lost,          // answers as if it had got nothing
        conflict,      // 409
    };

    World() {
        web.on("a.test", [this](const Received& request) { return answer(request); });
        web.on("b.test", [this](const Received& request) { return answer(request); });
    }

    std::string answer(const Received& request) {
        log += request.head.method + " ";
        if (request.head.method == "OPTIONS") return FakeWeb::answer(204, "", capabilities);
        if (request.head.method == "POST") return FakeWeb::answer(201, "", "Location: " + location + "\r\n");
        const std::string offset = "Upload-Offset: ";
        if (request.head.method == "PATCH") {
            const Accident accident = accidents.empty() ? Accident::none : accidents.front();
            if (!accidents.empty()) accidents.pop_front();
            return patch(request, accident);
        }
        return FakeWeb::answer(200, "", offset + std::to_string(stored.size()) + "\r\n");
    }

    std::string patch(const Received& request, Accident accident) {
        const auto refusal = [](int status) { return FakeWeb::answer(status, "", "Retry-After: 0\r\n"); };
        if (std::stoul(request.field("Upload-Offset")) != stored.size()) return refusal(409);
        if (request.body.size() > breaks_above) return std::string{FakeWeb::then_close};
        switch (accident) {
        case Accident::none: stored += request.body; break;
        case Accident::cut:
            stored += request.body.substr(0, request.body.size() / 2);
            return std::string{FakeWeb::then_close};
        case Accident::busy: return refusal(503);
        case Accident::locked: return refusal(423);
        case Accident::bad_checksum: return refusal(460);
        case Accident::forbidden: return refusal(403);
        case Accident::conflict: return refusal(409);
        case Accident::lost: break;
        }
        return FakeWeb::answer(204, "", "Upload-Offset: " + std::to_string(stored.size()) + "\r\n");
    }

    // The number of bytes, or which exception was thrown.
    std::string upload(client::TusUpload wanted = {}, const std::string& url = "http://a.test/tus/") {
        wanted.path = directory.write("film.mp4", content);
        wanted.piece_bytes = piece_bytes;
        wanted.retries = {.count = 2, .first_delay = 1ms, .longest_delay = 2ms};
        try {
            return std::to_string(client::tus_upload(session, url, wanted, options).bytes) + " octets";
        } catch (const client::ProtocolError& error) {
            return std::string{"ProtocolError : "} + error.what();
        } catch (const client::HTTPError& error) {
            return "HTTPError " + std::to_string(error.status_code());
        } catch (const client::ConnectionError&) {
            return "ConnectionError";
        } catch (const client::InvalidRequest&) {
            return "InvalidRequest";
        }
    }

    std::string content = std::string(1'000, 'a') + std::string(1'000, 'b') + "fin";
    std::string capabilities;
    std::string location = "fichier1";
    std::deque<Accident> accidents;
    std::uint64_t piece_bytes = 1'000;
    std::size_t breaks_above = std::string::npos;  // pieces of more bytes break the connection, and are lost
    std::string stored;
    std::string log;
    FakeWeb web;
    client::Options options;
    client::Session session{client_test::alone(), web.connector()};
    played::TemporaryDirectory directory;
};

using Accident = World::Accident;

}  // namespace

TEST_CASE("5.9 un téléversement tus : créer, puis envoyer morceau par morceau") {
    support::Lesson lesson = lesson_of_tus();
    World world;
    lesson.expect("le résultat", world.upload(), "2003 octets");
    lesson.expect("les requêtes", world.log, "OPTIONS POST PATCH PATCH PATCH ");
    lesson.expect("ce que le serveur a reçu", world.stored == world.content, true);
    const Received& post = world.web.received().at(1);
    lesson.expect("Upload-Length", post.field("Upload-Length"), "2003");
    lesson.expect("Tus-Resumable", post.field("Tus-Resumable"), "1.0.0");
    lesson.expect("Upload-Metadata", post.field("Upload-Metadata"), "filename ZmlsbS5tcDQ=,filetype dmlkZW8vbXA0");
    const Received& last = world.web.received().back();
    lesson.expect("l'adresse, résolue", last.head.target, "/tus/fichier1");
    lesson.expect("Upload-Offset", last.field("Upload-Offset"), "2000");
    lesson.expect("Content-Type", last.field("Content-Type"), "application/offset+octet-stream");
    lesson.expect("Upload-Checksum", last.field("Upload-Checksum"), "");
}

TEST_CASE("5.9 un téléversement coupé dix fois arrive entier : HEAD demande chaque fois où reprendre") {
    support::Lesson lesson = lesson_of_tus();
    World world;
    world.content = std::string(700, 'x') + std::string(5'000, 'y') + std::string(4'000, 'z');
    world.accidents.assign(10, Accident::cut);
    lesson.expect("le résultat", world.upload(), "9700 octets");
    lesson.expect("ce que le serveur a reçu", world.stored == world.content, true);
    lesson.expect("le début des requêtes", world.log.substr(0, 33), "OPTIONS POST PATCH HEAD PATCH HEA");
}

TEST_CASE("5.9 quand rien n'est gardé d'un morceau coupé, les suivants sont plus petits") {
    support::Lesson lesson = lesson_of_tus();
    World world;
    world.content = std::string(300'000, 'x') + "fin";
    world.piece_bytes = 256 * 1024;
    world.breaks_above = 100'000;
    lesson.expect("le résultat", world.upload(), "300003 octets");
    lesson.expect("ce que le serveur a reçu", world.stored == world.content, true);
}

TEST_CASE("5.9 des coupures au début ne font pas de petits morceaux jusqu'à la fin") {
    support::Lesson lesson = lesson_of_tus();
    World world;
    world.content = std::string(5'000'000, 'x');
    world.piece_bytes = 1'000'000;
    world.accidents.assign(4, Accident::cut);  // pieces of 1 000 000, 500 000, 250 000 and 125 000 bytes
    lesson.expect("le résultat", world.upload(), "5000000 octets");
    lesson.expect("ce que le serveur a reçu", world.stored == world.content, true);
    std::size_t largest_after = 0;
    const auto& requests = world.web.received();
    for (std::size_t i = 10; i < requests.size(); ++i) {  // behind OPTIONS, POST, and four times PATCH and HEAD
        largest_after = std::max(largest_after, requests[i].body.size());
    }
    lesson.expect("après les coupures, un morceau est redevenu grand", largest_after > 500'000, true);
    lesson.expect("mais pas plus que demandé", largest_after <= world.piece_bytes, true);
}

TEST_CASE("5.9 un téléversement commencé avant est repris là où en est le serveur") {
    support::Lesson lesson = lesson_of_tus();
    World world;
    world.stored = world.content.substr(0, 1'500);
    lesson.expect("le résultat", world.upload({.resume_url = "http://a.test/tus/fichier1"}), "2003 octets");
    lesson.expect("les requêtes", world.log, "OPTIONS HEAD PATCH ");
    lesson.expect("ce que le serveur a reçu", world.stored == world.content, true);
}

TEST_CASE("5.9 un téléversement déjà complet n'envoie rien, un fichier vide non plus") {
    support::Lesson lesson = lesson_of_tus();
    World complete;
    complete.stored = complete.content;
    lesson.expect("complet", complete.upload({.resume_url = "http://a.test/tus/fichier1"}), "2003 octets");
    lesson.expect("les requêtes", complete.log, "OPTIONS HEAD ");
    World empty;
    empty.content = "";
    lesson.expect("vide", empty.upload(), "0 octets");
    lesson.expect("les requêtes", empty.log, "OPTIONS POST ");
}

TEST_CASE("5.9 chaque morceau porte son empreinte si le serveur a cette extension") {
    support::Lesson lesson = lesson_of_tus();
    World world;
    world.content = "abc";
    world.capabilities = "Tus-Extension: creation,checksum\r\nTus-Checksum-Algorithm: sha1,sha256\r\n";
    lesson.expect("le résultat", world.upload(), "3 octets");
    client::Sha256 hash;
    hash.add("abc");
    lesson.expect("Upload-Checksum", world.web.received().back().field("Upload-Checksum"),
                  "sha256 " + client::base64(hash.finish()));
    world.stored.clear();
    lesson.expect("sans", world.upload({.checksum = false}), "3 octets");
    lesson.expect("Upload-Checksum", world.web.received().back().field("Upload-Checksum"), "");
}

TEST_CASE("5.9 un refus passager est suivi d'une nouvelle demande, et le morceau renvoyé") {
    support::Lesson lesson = lesson_of_tus();
    for (Accident accident : {Accident::busy, Accident::locked, Accident::bad_checksum, Accident::conflict}) {
        World world;
        world.accidents = {Accident::none, accident, accident};
        lesson.expect("le résultat", world.upload(), "2003 octets");
        lesson.expect("les requêtes", world.log, "OPTIONS POST PATCH PATCH HEAD PATCH HEAD PATCH PATCH ");
        lesson.expect("ce que le serveur a reçu", world.stored == world.content, true);
    }
}

TEST_CASE("5.9 un serveur qui n'avance plus est abandonné après les essais permis") {
    support::Lesson lesson = lesson_of_tus();
    World world;
    world.accidents.assign(10, Accident::busy);
    lesson.expect("le résultat", world.upload(), "HTTPError 503");
    lesson.expect("les requêtes", world.log, "OPTIONS POST PATCH HEAD PATCH HEAD PATCH ");
}

TEST_CASE("5.9 un refus définitif n'est pas répété") {
    support::Lesson lesson = lesson_of_tus();
    World world;
    world.accidents = {Accident::forbidden};
    lesson.expect("le résultat", world.upload(), "HTTPError 403");
    lesson.expect("les requêtes", world.log, "OPTIONS POST PATCH ");
}

TEST_CASE("5.9 un serveur tus qui n'avance pas alors qu'il accepte ne tient pas le protocole") {
    support::Lesson lesson = lesson_of_tus();
    World world;
    world.accidents = {Accident::lost};
    lesson.expect_contains("le résultat", world.upload(), "ProtocolError : le serveur tus dit en être à l'octet 0");
}

TEST_CASE("5.9 une création sans adresse, ou trop grande pour le serveur, s'arrête là") {
    support::Lesson lesson = lesson_of_tus();
    World lost;
    lost.location = "";
    lesson.expect_contains("sans Location", lost.upload(), "ProtocolError");
    World small;
    small.capabilities = "Tus-Max-Size: 2002\r\n";
    lesson.expect("trop grande", small.upload(), "InvalidRequest");
    lesson.expect("les requêtes", small.log, "OPTIONS ");
    World simple;
    simple.capabilities = "Tus-Extension: termination\r\n";
    lesson.expect_contains("sans création", simple.upload(), "ProtocolError");
}

TEST_CASE("5.9 un téléversement placé sur une autre origine n'y emporte pas le mot de passe") {
    support::Lesson lesson = lesson_of_tus();
    World world;
    world.options.auth = client::Basic{"ada", "secret"};
    world.options.cookies = {{"session", "42"}};
    world.options.headers = {{"X-Lab", "5"}};
    world.location = "http://b.test/tus/fichier1";
    lesson.expect("le résultat", world.upload(), "2003 octets");
    for (const Received& request : world.web.received()) {
        lesson.step(request.head.method + " " + request.host);
        const bool trusted = request.host == "a.test";
        lesson.expect("Authorization est là", !request.field("Authorization").empty(), trusted);
        lesson.expect("Cookie est là", !request.field("Cookie").empty(), trusted);
        lesson.expect("X-Lab", request.field("X-Lab"), "5");
    }
}

TEST_CASE("5.9 ce que la session a pour mot de passe, cookie et Host ne va pas à une autre origine non plus") {
    support::Lesson lesson = lesson_of_tus();
    World world;
    world.session.options.auth = client::Basic{"ada", "secret"};
    world.session.options.cookies = {{"session", "42"}};
    world.session.options.headers = {{"Host", "interne.test"}};
    world.location = "http://b.test/tus/fichier1";
    lesson.expect("le résultat", world.upload(), "2003 octets");
    const Received& elsewhere = world.web.received().back();
    lesson.expect("l'hôte atteint", elsewhere.host, "b.test");
    lesson.expect("Authorization", elsewhere.field("Authorization"), "");
    lesson.expect("Cookie", elsewhere.field("Cookie"), "");
    lesson.expect("Host", elsewhere.field("Host"), "b.test");
}

TEST_CASE("5.9 le mot de passe de l'adresse sert aussi au téléversement, s'il est de la même origine") {
    support::Lesson lesson = lesson_of_tus();
    World world;
    lesson.expect("le résultat", world.upload({}, "http://ada:secret@a.test/tus/"), "2003 octets");
    lesson.expect("Authorization", world.web.received().back().field("Authorization"), "Basic YWRhOnNlY3JldA==");
}

TEST_CASE("5.9 la progression d'un téléversement est celle du fichier entier") {
    support::Lesson lesson = lesson_of_tus();
    World world;
    std::uint64_t last = 0;
    bool grows = true;
    world.options.progress = [&](const client::Progress& progress) {
        grows = grows && progress.done >= last && progress.total == 2'003u && progress.sending;
        last = progress.done;
    };
    lesson.expect("le résultat", world.upload(), "2003 octets");
    lesson.expect("elle ne recule pas", grows, true);
    lesson.expect("à la fin", last, 2'003u);
}

TEST_CASE("5.9 Upload-Metadata : noms en clair, valeurs en Base64") {
    support::Lesson lesson = lesson_of_tus();
    lesson.expect("deux paires", client::tus_metadata({{"name", "name"}, {"type", "text"}}),
                  "name bmFtZQ==,type dGV4dA==");
    lesson.expect("une valeur vide", client::tus_metadata({{"a", ""}}), "a ");
    for (const char* name : {"", "a b", "a,b", "é", "a\r\nb"}) {
        bool refused = false;
        try {
            static_cast<void>(client::tus_metadata({{name, "x"}}));
        } catch (const client::InvalidRequest&) {
            refused = true;
        }
        lesson.expect("un nom impossible est refusé", refused, true);
    }
}
