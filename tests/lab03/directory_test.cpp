#include <sys/stat.h>

#include <asio/io_context.hpp>

#include "02-http-message/target.hpp"
#include "03-static-server/static_files.hpp"
#include "lab03/somebody_else.hpp"
#include "lab03/temporary_directory.hpp"
#include "support/lesson.hpp"

namespace {

support::Lesson lesson_on(std::string rule, std::string command = "curl -si http://127.0.0.1:8080/cours") {
    return support::Lesson{{.rule = std::move(rule),
                            .slide = "03-static-server.md#répertoires",
                            .command = "./lab run static_server --root www, puis : " + std::move(command)}};
}

struct Site {
    played::TemporaryDirectory directory;
    files::Limits limits;
    asio::io_context loop;
    files::StaticFiles files{directory.path(), limits, loop.get_executor()};

    Site() = default;
    explicit Site(files::Limits chosen) : limits{chosen} {}

    // The answer to GET of a target as a client writes it.
    files::Answer get(const std::string& text) {
        http::Request request;
        request.method = "GET";
        request.target = text;
        const auto target = http::parse_target(text, "GET");
        if (!target.is_complete()) throw std::logic_error{"a test asks for a target that is not one: " + text};
        return files.answer(request, target.value());
    }
};

std::string location_of(const files::Answer& answer) {
    return std::string{answer.fields.find("Location").value_or("(aucun champ Location)")};
}

std::string text_of(const files::Answer& answer) {
    const auto* text = std::get_if<std::string>(&answer.body);
    return text ? *text : "(un fichier)";
}

void expect_redirect(support::Lesson& lesson, Site& site, const std::string& target, std::string_view location) {
    const files::Answer answer = site.get(target);
    lesson.expect("le statut de GET " + target, answer.status, 301);
    lesson.expect("Location", location_of(answer), location);
}

}  // namespace

TEST_CASE("3.5 un répertoire demandé sans barre finale est redirigé vers son adresse complète") {
    support::Lesson lesson = lesson_on("RFC 9110 §15.4.2 ; un lien relatif se résout d'après l'adresse (RFC 3986 §5.2)");
    Site site;
    site.directory.make_directory("cours/tp 1");
    expect_redirect(lesson, site, "/cours", "/cours/");
    expect_redirect(lesson, site, "/cours/tp%201", "/cours/tp%201/");
    expect_redirect(lesson, site, "/./cours/../cours", "/cours/");
}

TEST_CASE("3.5 GET d'un répertoire sans barre finale garde la chaîne de requête") {
    support::Lesson lesson = lesson_on("RFC 3986 §3.4", "curl -si 'http://127.0.0.1:8080/cours?tri=taille'");
    Site site;
    site.directory.make_directory("cours");
    expect_redirect(lesson, site, "/cours?tri=taille&x=%20%0d%0a", "/cours/?tri=taille&x=%20%0d%0a");
    expect_redirect(lesson, site, "/cours?", "/cours/?");
}

TEST_CASE("3.5 la redirection ne mène jamais chez un autre serveur") {
    support::Lesson lesson = lesson_on("RFC 3986 §4.2 : « //nom/ » désigne un autre serveur",
                                       "curl -si --path-as-is http://127.0.0.1:8080//evil.example");
    Site site;
    site.directory.make_directory("evil.example/cours");
    site.directory.make_directory("cours");
    site.directory.make_directory("\\evil.example");
    expect_redirect(lesson, site, "//evil.example", "/evil.example/");
    expect_redirect(lesson, site, "///evil.example", "/evil.example/");
    expect_redirect(lesson, site, "//evil.example/%2e%2e/cours", "/cours/");
    expect_redirect(lesson, site, "//evil.example/cours", "/evil.example/cours/");
    expect_redirect(lesson, site, "/.//evil.example", "/evil.example/");
    expect_redirect(lesson, site, "/%5Cevil.example", "/%5Cevil.example/");
    expect_redirect(lesson, site, "http://evil.example/cours", "/cours/");
    lesson.expect("le statut de //evil.example/..", site.get("//evil.example/..").status, 200);
    lesson.expect("le statut de //autre.example/%2e%2e", site.get("//autre.example/%2e%2e").status, 200);
}

TEST_CASE("3.5 un nom de répertoire n'écrit rien dans l'en-tête de la redirection") {
    support::Lesson lesson = lesson_on("RFC 9110 §5.5 : ni CR ni LF dans une valeur de champ");
    Site site;
    site.directory.make_directory("a\r\nSet-Cookie: b=c");
    site.directory.make_directory("été");
    expect_redirect(lesson, site, "/a%0d%0aSet-Cookie:%20b=c", "/a%0D%0ASet-Cookie%3A%20b%3Dc/");
    expect_redirect(lesson, site, "/%c3%a9t%c3%a9", "/%C3%A9t%C3%A9/");
}

TEST_CASE("3.5 un répertoire sans index.html est listé") {
    support::Lesson lesson = lesson_on("ce que fait http.server", "curl -s http://127.0.0.1:8080/types/");
    Site site;
    site.directory.write("cours/a.txt", "bonjour");
    site.directory.write("cours/b & c.txt", "bonjour");
    site.directory.make_directory("cours/tp");
    const files::Answer answer = site.get("/cours/");
    lesson.expect("le statut", answer.status, 200);
    lesson.expect("Content-Type", answer.fields.find("Content-Type").value_or(""), "text/html; charset=utf-8");
    lesson.expect_that("la page n'a le droit d'exécuter aucun script",
                       answer.fields.find("Content-Security-Policy").value_or("").starts_with("default-src 'none'"));
    lesson.expect_contains("la page", text_of(answer), "href=\"./a.txt\"");
    lesson.expect_contains("la page", text_of(answer), "href=\"./b%20%26%20c.txt\"");
    lesson.expect_contains("la page", text_of(answer), "href=\"./tp/\"");
    lesson.expect("le statut de la racine", site.get("/").status, 200);
}

TEST_CASE("3.5 la liste ne montre rien de ce qui ne serait pas servi") {
    support::Lesson lesson = lesson_on("RFC 9110 §17.1");
    Site site;
    site.directory.write(".env", "secret");
    site.directory.write(".git/config", "secret");
    site.directory.link("sortie-etc", "/etc");
    site.directory.make_pipe("tube-nomme");
    site.directory.write("visible.txt", "x");
    const std::string page = text_of(site.get("/"));
    lesson.expect_contains("la page", page, "visible.txt");
    for (const std::string_view hidden : {".env", ".git", "sortie-etc", "tube-nomme"}) {
        lesson.expect_that("« " + std::string{hidden} + " » n'est pas dans la page", page.find(hidden) == std::string::npos);
    }
}

TEST_CASE("3.5 la liste suit l'ordre que demande l'adresse") {
    support::Lesson lesson = lesson_on("listing.hpp, parse_order()", "curl -s 'http://127.0.0.1:8080/types/?tri=taille'");
    Site site;
    site.directory.write("petit.txt", "x");
    site.directory.write("grand.txt", std::string(5'000, 'x'));
    const std::string by_name = text_of(site.get("/"));
    const std::string by_size = text_of(site.get("/?tri=taille"));
    lesson.expect_that("par nom, grand.txt vient avant petit.txt",
                       by_name.find("grand.txt") < by_name.find("petit.txt"));
    lesson.expect_that("par taille, petit.txt vient avant grand.txt",
                       by_size.find("petit.txt") < by_size.find("grand.txt"));
}

TEST_CASE("3.5 une liste trop longue est coupée, et le dit") {
    support::Lesson lesson = lesson_on("limits.hpp, listing_entries");
    files::Limits limits;
    limits.listing_entries = 10;
    Site site{limits};
    for (int i = 0; i < 30; ++i) site.directory.write("fichier-" + std::to_string(i), "x");
    const std::string page = text_of(site.get("/"));
    std::size_t names = 0;
    for (std::size_t at = page.find("href=\"./fichier-"); at != std::string::npos; ++names) {
        at = page.find("href=\"./fichier-", at + 1);
    }
    lesson.expect("le nombre de noms", names, 10u);
}

TEST_CASE("3.5 un répertoire absent, caché ou interdit n'est ni redirigé ni listé") {
    support::Lesson lesson = lesson_on("RFC 9110 §15.5.4 et §15.5.5");
    Site site;
    site.directory.make_directory(".git");
    site.directory.link("dehors", "/etc");
    site.directory.write("a.txt", "x");
    for (const std::string target : {"/absent", "/absent/", "/.git", "/.git/", "/a.txt/"}) {
        lesson.expect("le statut de " + target, site.get(target).status, 404);
    }
    for (const std::string target : {"/dehors", "/dehors/"}) {
        lesson.expect("le statut de " + target, site.get(target).status, 403);
    }
}

TEST_CASE("3.5 un répertoire que le serveur n'a pas le droit de lire reçoit 403") {
    support::Lesson lesson = lesson_on("RFC 9110 §15.5.4", "chmod 0 www/cours …");
    Site site;
    ::chmod(site.directory.path().c_str(), 0755);
    ::chmod(site.directory.make_directory("fermé").c_str(), 0711);
    const played::AsSomebodyElse somebody;
    lesson.expect("le statut", site.get("/ferm%C3%A9/").status, 403);
}

TEST_CASE("3.5 un index.html illisible reçoit 403, et la liste qu'il cachait n'est pas montrée") {
    support::Lesson lesson = lesson_on("RFC 9110 §15.5.4", "chmod 0 www/cours/index.html …");
    Site site;
    ::chmod(site.directory.path().c_str(), 0755);
    ::chmod(site.directory.make_directory("cours").c_str(), 0755);
    ::chmod(site.directory.write("cours/index.html", "x").c_str(), 0600);
    const played::AsSomebodyElse somebody;
    lesson.expect("le statut", site.get("/cours/").status, 403);
}

TEST_CASE("3.5 une barre encodée dans un nom reçoit 404") {
    support::Lesson lesson = lesson_on("RFC 3986 §2.2 : « %2F » n'est pas un séparateur");
    Site site;
    site.directory.write("cours/tp/a.txt", "x");
    for (const std::string target : {"/cours%2Ftp", "/cours%2ftp/", "/cours%2F", "/%2Fcours"}) {
        lesson.expect("le statut de " + target, site.get(target).status, 404);
    }
    lesson.expect("le statut de /cours/tp/", site.get("/cours/tp/").status, 200);
}

TEST_CASE("3.5 un répertoire nommé index.html ne remplace pas la liste") {
    support::Lesson lesson = lesson_on("static_files.hpp");
    Site site;
    site.directory.make_directory("cours/index.html");
    const files::Answer answer = site.get("/cours/");
    lesson.expect("le statut", answer.status, 200);
    lesson.expect_contains("la page", text_of(answer), "href=\"./index.html/\"");
}
