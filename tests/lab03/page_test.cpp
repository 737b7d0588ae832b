#include "03-static-server/page.hpp"

#include <string>

#include "support/lesson.hpp"

// The frame of the pages is given, so these tests pass before step 3.4 is written.
namespace {

support::Lesson lesson_on_pages() {
    return support::Lesson{{.rule = "RFC 9110 §15.5 : une erreur explique ce qui s'est passé",
                            .slide = "03-static-server.md#méthodes-et-erreurs",
                            .command = "./lab run static_server, puis : curl -i http://127.0.0.1:8080/absent"}};
}

}  // namespace

TEST_CASE("3.0 une page fabriquée est un document HTML complet, en français") {
    support::Lesson lesson = lesson_on_pages();
    const std::string page = files::page("Titre", "Marge", "<p>Corps</p>\n");
    lesson.expect_that("elle commence par <!DOCTYPE html>", page.starts_with("<!DOCTYPE html>\n<html lang=\"fr\">"));
    lesson.expect_contains("la page", page, "<meta charset=\"utf-8\">");
    lesson.expect_contains("la page", page, "name=\"viewport\"");
    lesson.expect_contains("la page", page, "<title>Titre</title>");
    lesson.expect_contains("la page", page, "<p>Corps</p>");
    lesson.expect_that("elle se termine", page.ends_with("</html>\n"));
}

TEST_CASE("3.0 une page fabriquée ne demande rien d'autre au serveur") {
    support::Lesson lesson = lesson_on_pages();
    const std::string page = files::error_page(404, "");
    for (const std::string_view loader : {"<link", "<script", "<img", "url(", "@import", "http:", "https:"}) {
        lesson.expect_that("la page ne contient pas « " + std::string{loader} + " »",
                           page.find(loader) == std::string::npos);
    }
}

TEST_CASE("3.0 le titre et la marge d'une page sont échappés") {
    support::Lesson lesson = lesson_on_pages();
    const std::string page = files::page("<b>\"1\" & 2", "</p><script>", "");
    lesson.expect_contains("la page", page, "<title>&lt;b&gt;&quot;1&quot; &amp; 2</title>");
    lesson.expect_contains("la page", page, "&lt;/p&gt;&lt;script&gt;");
}

TEST_CASE("3.0 la page d'erreur donne le statut, son sens et un lien vers l'accueil") {
    support::Lesson lesson = lesson_on_pages();
    const std::string page = files::error_page(404, "Aucun fichier « /cuors.html » ici.");
    lesson.expect_contains("la page", page, "<title>404 – Page introuvable</title>");
    lesson.expect_contains("la page", page, "<h1>Page introuvable</h1>");
    lesson.expect_contains("la page", page, "Aucun fichier « /cuors.html » ici.");
    lesson.expect_contains("la page", page, "<a href=\"/\">");
}

TEST_CASE("3.0 le détail d'une page d'erreur est échappé") {
    support::Lesson lesson = lesson_on_pages();
    const std::string page = files::error_page(400, "<script>alert('1')</script>");
    lesson.expect_contains("la page", page, "&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;");
    lesson.expect_that("aucun script n'y est", page.find("<script") == std::string::npos);
}

TEST_CASE("3.0 sans détail, la page d'erreur n'a pas d'encart vide") {
    support::Lesson lesson = lesson_on_pages();
    lesson.expect_that("il n'y a pas d'encart", files::error_page(500, "").find("class=\"detail\"") == std::string::npos);
}

TEST_CASE("3.0 chaque statut d'erreur a sa page, même inconnu") {
    support::Lesson lesson = lesson_on_pages();
    for (int status = 300; status < 600; ++status) {
        const std::string number = std::to_string(status);
        lesson.expect_contains("la page", files::error_page(status, ""), "<p class=\"status\">" + number + "</p>\n<h1>");
    }
}

TEST_CASE("3.0 un statut inconnu est décrit par sa centaine") {
    support::Lesson lesson = lesson_on_pages();
    lesson.expect_contains("la page", files::error_page(499, ""), "<h1>Requête refusée</h1>");
    lesson.expect_contains("la page", files::error_page(599, ""), "<h1>Erreur du serveur</h1>");
}
