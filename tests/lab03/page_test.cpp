#include "03-static-server/page.hpp"

#include <string>

#include "03-static-server/listing.hpp"
#include "support/lesson.hpp"

// What students are given: these tests belong to no step, and pass before any is written.
namespace {

support::Lesson lesson_on_pages() {
    return support::Lesson{{.rule = "RFC 9110 §15.5 : une erreur explique ce qui s'est passé",
                            .slide = "03-static-server.md#méthodes-et-erreurs",
                            .command = "./lab run static_server, puis : curl -i http://127.0.0.1:8080/absent"}};
}

support::Lesson lesson_on_names(std::string_view rule) {
    return support::Lesson{{.rule = std::string{rule},
                            .slide = "03-static-server.md#répertoires",
                            .command = "./lab run static_server, puis ouvrez http://127.0.0.1:8080/fichiers/"}};
}

}  // namespace

TEST_CASE("0.3 une page fabriquée est un document HTML complet, en français") {
    support::Lesson lesson = lesson_on_pages();
    const std::string page = files::page("Titre", "Marge", "<p>Corps</p>\n");
    lesson.expect_that("elle commence par <!DOCTYPE html>", page.starts_with("<!DOCTYPE html>\n<html lang=\"fr\">"));
    lesson.expect_contains("la page", page, "<meta charset=\"utf-8\">");
    lesson.expect_contains("la page", page, "name=\"viewport\"");
    lesson.expect_contains("la page", page, "<title>Titre</title>");
    lesson.expect_contains("la page", page, "<p>Corps</p>");
    lesson.expect_that("elle se termine", page.ends_with("</html>\n"));
}

TEST_CASE("0.3 une page fabriquée ne demande rien d'autre au serveur") {
    support::Lesson lesson = lesson_on_pages();
    const std::string page = files::error_page(404, "");
    for (const std::string_view loader : {"<link", "<script", "<img", "url(", "@import", "http:", "https:"}) {
        lesson.expect_that("la page ne contient pas « " + std::string{loader} + " »",
                           page.find(loader) == std::string::npos);
    }
}

TEST_CASE("0.3 le titre et la marge d'une page sont échappés") {
    support::Lesson lesson = lesson_on_pages();
    const std::string page = files::page("<b>\"1\" & 2", "</p><script>", "");
    lesson.expect_contains("la page", page, "<title>&lt;b&gt;&quot;1&quot; &amp; 2</title>");
    lesson.expect_contains("la page", page, "&lt;/p&gt;&lt;script&gt;");
}

TEST_CASE("0.3 la page d'erreur donne le statut, son sens et un lien vers l'accueil") {
    support::Lesson lesson = lesson_on_pages();
    const std::string page = files::error_page(404, "Aucun fichier « /cuors.html » ici.");
    lesson.expect_contains("la page", page, "<title>404 – Page introuvable</title>");
    lesson.expect_contains("la page", page, "<h1>Page introuvable</h1>");
    lesson.expect_contains("la page", page, "Aucun fichier « /cuors.html » ici.");
    lesson.expect_contains("la page", page, "<a href=\"/\">");
}

TEST_CASE("0.3 le détail d'une page d'erreur est échappé") {
    support::Lesson lesson = lesson_on_pages();
    const std::string page = files::error_page(400, "<script>alert('1')</script>");
    lesson.expect_contains("la page", page, "&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;");
    lesson.expect_that("aucun script n'y est", page.find("<script") == std::string::npos);
}

TEST_CASE("0.3 sans détail, la page d'erreur n'a pas d'encart vide") {
    support::Lesson lesson = lesson_on_pages();
    lesson.expect_that("il n'y a pas d'encart", files::error_page(500, "").find("class=\"detail\"") == std::string::npos);
}

TEST_CASE("0.3 chaque statut d'erreur a sa page, même inconnu") {
    support::Lesson lesson = lesson_on_pages();
    for (int status = 300; status < 600; ++status) {
        const std::string number = std::to_string(status);
        lesson.expect_contains("la page", files::error_page(status, ""), "<p class=\"status\">" + number + "</p>\n<h1>");
    }
}

TEST_CASE("0.3 un statut inconnu est décrit par sa centaine") {
    support::Lesson lesson = lesson_on_pages();
    lesson.expect_contains("la page", files::error_page(302, ""), "<h1>Adresse déplacée</h1>");
    lesson.expect_contains("la page", files::error_page(499, ""), "<h1>Requête refusée</h1>");
    lesson.expect_contains("la page", files::error_page(599, ""), "<h1>Erreur du serveur</h1>");
}

TEST_CASE("0.3 une taille s'écrit pour un lecteur français") {
    support::Lesson lesson = lesson_on_names("unités de 1 024 octets (CEI 80000-13), virgule décimale");
    lesson.expect("0 octet", files::format_size(0), "0\u00A0octet");
    lesson.expect("1 octet", files::format_size(1), "1\u00A0octet");
    lesson.expect("512 octets", files::format_size(512), "512\u00A0octets");
    lesson.expect("1 023 octets", files::format_size(1'023), "1\u00A0023\u00A0octets");
    lesson.expect("1 024 octets", files::format_size(1'024), "1,0\u00A0Kio");
    lesson.expect("1 536 octets", files::format_size(1'536), "1,5\u00A0Kio");
    lesson.expect("3 Gio", files::format_size(3'221'225'472u), "3,0\u00A0Gio");
}

TEST_CASE("0.3 un arrondi ne donne jamais 1 024,0") {
    support::Lesson lesson = lesson_on_names("1 048 575 octets sont presque 1 Mio");
    lesson.expect("1 Mio moins un octet", files::format_size(1'048'575), "1,0\u00A0Mio");
    lesson.expect("la plus grande taille", files::format_size(18'446'744'073'709'551'615u), "16,0\u00A0Eio");
}

TEST_CASE("0.3 un nom se montre tel quel s'il est de l'UTF-8 sans caractère de contrôle") {
    support::Lesson lesson = lesson_on_names("RFC 3629");
    lesson.expect("le nom", files::display_name("été \"2\" \\ 日本.txt"), "été \"2\" \\ 日本.txt");
    lesson.expect("le nom", files::display_name("a\x1b[31m"), "a\\x1b[31m");
    lesson.expect("le nom", files::display_name("a\xc2\x9b"), "a\\xc2\\x9b");
    lesson.expect("le nom", files::display_name("a\xc2"), "a\\xc2");
    lesson.expect("le nom", files::display_name(""), "");
}
