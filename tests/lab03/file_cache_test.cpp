#include <sys/stat.h>
#include <unistd.h>

#include <asio/io_context.hpp>
#include <filesystem>

#include "02-http-message/target.hpp"
#include "03-static-server/static_files.hpp"
#include "lab03/temporary_directory.hpp"
#include "support/lesson.hpp"

namespace {

using namespace std::chrono_literals;

support::Lesson lesson_on(std::string rule, std::string command = "curl -si http://127.0.0.1:8080/a.txt") {
    return support::Lesson{{.rule = std::move(rule),
                            .slide = "03-static-server.md#requêtes-conditionnelles",
                            .command = "./lab run static_server --root www, puis : " + std::move(command)}};
}

// Files are kept at once, and for long, so that only their change can make the cache forget them.
files::Limits eager_limits() {
    files::Limits limits;
    limits.settling_time = 0s;
    limits.cache_time = 1h;
    return limits;
}

std::string body_of(const files::Answer& answer) {
    if (const auto* text = std::get_if<std::string>(&answer.body)) return *text;
    const auto& body = std::get<files::FileBody>(answer.body);
    std::string content;
    for (const files::FilePiece& piece : body.pieces) {
        std::string part(piece.length, '\0');
        const ssize_t count = ::pread(body.file->fd.get(), part.data(), part.size(), static_cast<off_t>(piece.offset));
        if (body.file->in_memory()) part = body.file->content.substr(piece.offset, piece.length);
        part.resize(body.file->in_memory() ? part.size() : static_cast<std::size_t>(std::max<ssize_t>(count, 0)));
        content += piece.before + part;
    }
    return content + body.after;
}

struct Site {
    played::TemporaryDirectory directory;
    files::Limits limits;
    asio::io_context loop;
    files::StaticFiles files{directory.path(), limits, loop.get_executor()};

    explicit Site(files::Limits chosen = eager_limits()) : limits{chosen} {}

    // Each request comes in a turn of the event loop of its own.
    files::Answer get(const std::string& text, std::string_view name = "", std::string_view value = "") {
        loop.restart();
        loop.poll();
        http::Request request;
        request.method = "GET";
        request.target = text;
        if (!name.empty()) request.fields.add(name, value);
        return files.answer(request, http::parse_target(text, "GET").value());
    }
};

std::string field(const files::Answer& answer, std::string_view name) {
    return std::string{answer.fields.find(name).value_or("")};
}

// What changes the file a.txt, and what must be answered then.
struct Change {
    std::string what;
    void (*apply)(const played::TemporaryDirectory&);
    int status;
    std::string content;
};

const std::vector<Change> changes{
    {"remplacé d'un coup", [](const auto& site) { site.replace("a.txt", "nouveau contenu"); }, 200, "nouveau contenu"},
    {"réécrit sur place", [](const auto& site) { site.overwrite("a.txt", "réécrit"); }, 200, "réécrit"},
    {"réécrit, avec la même taille", [](const auto& site) { site.overwrite("a.txt", "ANCIEN CONTENU"); }, 200,
     "ANCIEN CONTENU"},
    {"raccourci", [](const auto& site) { std::filesystem::resize_file(site.path("a.txt"), 3); }, 200, "anc"},
    {"rallongé", [](const auto& site) { site.overwrite("a.txt", "ancien contenu, et la suite"); }, 200,
     "ancien contenu, et la suite"},
    {"vidé", [](const auto& site) { site.overwrite("a.txt", ""); }, 200, ""},
    {"supprimé", [](const auto& site) { std::filesystem::remove(site.path("a.txt")); }, 404, ""},
    {"renommé", [](const auto& site) { std::filesystem::rename(site.path("a.txt"), site.path("b.txt")); }, 404, ""},
    {"remplacé par un répertoire",
     [](const auto& site) {
         std::filesystem::remove(site.path("a.txt"));
         site.make_directory("a.txt");
     },
     301, ""},
    {"remplacé par un lien vers le dehors",
     [](const auto& site) {
         std::filesystem::remove(site.path("a.txt"));
         site.link("a.txt", "/etc/passwd");
     },
     403, ""}};

}  // namespace

TEST_CASE("3.6 un fichier est servi entier, avec son type et ses validateurs") {
    support::Lesson lesson = lesson_on("RFC 9110 §8.8");
    Site site;
    site.directory.write("a.txt", "bonjour");
    site.directory.write("vide.txt", "");
    const files::Answer answer = site.get("/a.txt");
    lesson.expect("le statut", answer.status, 200);
    lesson.expect("le corps", body_of(answer), "bonjour");
    lesson.expect("Content-Type", field(answer, "Content-Type"), "text/plain; charset=utf-8");
    lesson.expect("Accept-Ranges", field(answer, "Accept-Ranges"), "bytes");
    lesson.expect_that("ETag est entre guillemets", field(answer, "ETag").starts_with('"'));
    lesson.expect_that("Last-Modified est une date", field(answer, "Last-Modified").ends_with(" GMT"));
    lesson.expect("un fichier vide", body_of(site.get("/vide.txt")), "");
    lesson.expect("304 pour l'étiquette reçue", site.get("/a.txt", "If-None-Match", field(answer, "ETag")).status, 304);
    lesson.expect("304 pour la date reçue",
                  site.get("/a.txt", "If-Modified-Since", field(answer, "Last-Modified")).status, 304);
    lesson.expect("412 pour une autre version", site.get("/a.txt", "If-Match", "\"autre\"").status, 412);
}

TEST_CASE("3.6 index.html est servi pour son répertoire") {
    support::Lesson lesson = lesson_on("ce que fait http.server", "curl -si http://127.0.0.1:8080/cours/");
    Site site;
    site.directory.write("index.html", "<h1>Accueil</h1>");
    site.directory.write("cours/index.html", "<h1>Cours</h1>");
    for (const bool again : {false, true}) {
        lesson.step(again ? "une seconde fois, quand le fichier est en mémoire" : "une première fois");
        lesson.expect("le corps de /", body_of(site.get("/")), "<h1>Accueil</h1>");
        lesson.expect("le corps de /cours/", body_of(site.get("/cours/")), "<h1>Cours</h1>");
        lesson.expect("Content-Type de /cours/", field(site.get("/cours/"), "Content-Type"), "text/html; charset=utf-8");
        lesson.expect("le statut de /cours", site.get("/cours").status, 301);
    }
}

TEST_CASE("3.6 un fichier changé n'est jamais servi dans son ancien état") {
    for (const std::uint64_t cached_content : {0u, 32'768u}) {
        for (const Change& change : changes) {
            support::Lesson lesson = lesson_on("open_file.hpp, FileCache ; stat(2)");
            files::Limits limits = eager_limits();
            limits.cached_content = cached_content;
            Site site{limits};
            site.directory.write("a.txt", "ancien contenu");
            lesson.expect("le corps, avant", body_of(site.get("/a.txt")), "ancien contenu");
            lesson.expect("le corps, avant, encore", body_of(site.get("/a.txt")), "ancien contenu");
            change.apply(site.directory);
            lesson.step("a.txt est " + change.what);
            for (int i = 0; i < 2; ++i) {
                const files::Answer answer = site.get("/a.txt");
                lesson.expect("le statut, après", answer.status, change.status);
                if (change.status == 200) lesson.expect("le corps, après", body_of(answer), change.content);
            }
        }
    }
}

TEST_CASE("3.6 l'étiquette change avec le fichier") {
    support::Lesson lesson = lesson_on("RFC 9110 §8.8.3");
    Site site;
    site.directory.write("a.txt", "ancien contenu");
    const std::string before = field(site.get("/a.txt"), "ETag");
    site.directory.replace("a.txt", "ancien contenU");
    lesson.expect_that("l'étiquette n'est plus la même", field(site.get("/a.txt"), "ETag") != before);
    lesson.expect("le statut d'une demande conditionnelle", site.get("/a.txt", "If-None-Match", before).status, 200);
}

TEST_CASE("3.6 un répertoire déplacé n'est plus servi passé un délai") {
    support::Lesson lesson = lesson_on("limits.hpp, cache_time");
    files::Limits limits = eager_limits();
    limits.cache_time = 0ms;
    Site site{limits};
    site.directory.write("cours/a.txt", "ancien");
    lesson.expect("le corps, avant", body_of(site.get("/cours/a.txt")), "ancien");
    std::filesystem::rename(site.directory.path("cours"), site.directory.path("archives"));
    lesson.expect("le statut, après", site.get("/cours/a.txt").status, 404);
    lesson.expect("le corps à la nouvelle adresse", body_of(site.get("/archives/a.txt")), "ancien");
}

TEST_CASE("3.6 le cache garde peu de fichiers, et pas ceux qui viennent de changer") {
    support::Lesson lesson = lesson_on("limits.hpp, cached_files et settling_time");
    const played::TemporaryDirectory directory;
    const files::DocumentRoot root{directory.path()};
    for (const auto& [settling, expected] : {std::pair{0s, 3u}, std::pair{3600s, 0u}}) {
        files::Limits limits = eager_limits();
        limits.cached_files = 3;
        limits.settling_time = settling;
        asio::io_context loop;
        files::FileCache cache{limits, loop.get_executor()};
        for (int i = 0; i < 10; ++i) {
            const std::string path = "/" + std::to_string(i) + ".txt";
            directory.write(path.substr(1), "x");
            cache.keep(path, files::make_open_file(root.open(path), path, limits.cached_content));
        }
        lesson.expect("les fichiers gardés sur dix", cache.size(), expected);
        lesson.expect_that("le dernier est là, s'il y en a", (cache.find("/9.txt") != nullptr) == (expected > 0));
        lesson.expect_that("le premier a laissé sa place", cache.find("/0.txt") == nullptr);
    }
}

TEST_CASE("3.7 une plage d'un fichier est servie seule, plusieurs le sont ensemble") {
    support::Lesson lesson = lesson_on("RFC 9110 §14", "curl -si -r 2-4 http://127.0.0.1:8080/a.txt");
    Site site;
    site.directory.write("a.txt", "0123456789");
    const files::Answer one = site.get("/a.txt", "Range", "bytes=2-4");
    lesson.expect("le statut d'une plage", one.status, 206);
    lesson.expect("le corps", body_of(one), "234");
    lesson.expect("Content-Range", field(one, "Content-Range"), "bytes 2-4/10");
    const files::Answer two = site.get("/a.txt", "Range", "bytes=0-1,-2");
    lesson.expect("le statut de deux plages", two.status, 206);
    lesson.expect_contains("Content-Type", field(two, "Content-Type"), "multipart/byteranges; boundary=");
    lesson.expect_contains("le corps", body_of(two), "Content-Range: bytes 0-1/10\r\n\r\n01\r\n--");
    lesson.expect_contains("le corps", body_of(two), "Content-Range: bytes 8-9/10\r\n\r\n89\r\n--");
    const files::Answer none = site.get("/a.txt", "Range", "bytes=10-");
    lesson.expect("le statut d'une plage hors du fichier", none.status, 416);
    lesson.expect("Content-Range", field(none, "Content-Range"), "bytes */10");
}
