#include <sys/stat.h>

#include "lab04/running_gateway.hpp"

namespace {

using played::get;
using played::GatewaySetup;
using played::Received;
using played::RunningGateway;

support::Lesson lesson_on(std::string rule) {
    return support::Lesson{{.rule = std::move(rule),
                            .slide = "04-cgi.md#piège--le-code-source-du-script",
                            .command = "./lab run cgi_server --cgi-bin cgi-bin, puis : curl --path-as-is -sv "
                                       "'http://127.0.0.1:8080//cgi-bin//…'"}};
}

const std::string words = "secret=1; printf 'Content-Type: text/plain\\n\\nexécuté'";

// Asked for in this way, the script runs or is not found: its text is never shown.
void expect_no_text(support::Lesson& lesson, RunningGateway& gateway, const std::string& path,
                    std::string_view method = "GET") {
    const Received answer = gateway.ask(lesson, std::string{method} + " " + path + " HTTP/1.1\r\nHost: h\r\n\r\n");
    lesson.expect_that("le texte du script n'est pas montré", answer.body.find("secret") == std::string::npos);
    const bool ran = answer.status == 200 && answer.body == "exécuté";
    const bool refused = answer.status >= 400 && answer.status <= 404;
    lesson.expect_that("le script est exécuté, ou la demande refusée", ran || refused);
}

void write_in_root(const RunningGateway& gateway, const std::string& name, const std::string& text, bool executable) {
    const std::string path = gateway.directory().write("www/" + name, text);
    ::chmod(path.c_str(), executable ? 0755 : 0644);
}

}  // namespace

TEST_CASE("4.4 de quelque façon qu'on l'écrive, un chemin exécute le script ou ne trouve rien") {
    support::Lesson lesson = lesson_on("RFC 3986 §6 ; CWE-540");
    RunningGateway gateway;
    gateway.script("x", words);
    lesson.expect("le script, demandé simplement", gateway.ask(lesson, get("/cgi-bin/x")).body, "exécuté");
    for (const std::string path :
         {"/cgi-bin%2fx", "//cgi-bin//x", "/cgi-bin/x/", "/cgi-bin/x%00", "/CGI-BIN/x", "/cgi-bin/X", "/cgi-bin/x.",
          "/cgi-bin/x%20", "/cgi-bin/./x", "/cgi-bin/../cgi-bin/x", "/a/../cgi-bin/x", "/%63gi-bin/x", "/cgi-bin//x",
          "/cgi-bin/x?y", "/cgi-bin/x/y", "/cgi-bin/%2e/x", "/cgi-bin/", "/cgi-bin", "/../cgi-bin/x", "/cgi-bin\\x",
          "/cgi-bin/x;y"}) {
        expect_no_text(lesson, gateway, path);
    }
}

TEST_CASE("4.4 un répertoire cgi-bin de la racine n'est jamais montré comme des fichiers") {
    support::Lesson lesson = lesson_on("CWE-540 ; site.hpp");
    RunningGateway gateway;
    gateway.script("x", words);
    write_in_root(gateway, "cgi-bin/x", "#!/bin/sh\n" + words, true);
    write_in_root(gateway, "cgi-bin/y", "secret", false);
    for (const std::string path : {"/cgi-bin/x", "/cgi-bin/y", "//cgi-bin/y", "/cgi-bin//y", "/cgi-bin/./y",
                                   "/%63gi-bin/y", "/cgi-bin%2fy", "/a/..//cgi-bin/y"}) {
        expect_no_text(lesson, gateway, path);
    }
}

TEST_CASE("4.4 les méthodes : cinq vont au script, OPTIONS au serveur, les autres à personne") {
    support::Lesson lesson = lesson_on("RFC 9110 §9 ; RFC 3875 §4.3");
    RunningGateway gateway;
    gateway.script("x", "printf 'Content-Type: text/plain\\nX-Vu: %s\\n\\n' $REQUEST_METHOD");
    gateway.directory().write("www/page.txt", "une page");
    for (const std::string method : {"GET", "HEAD", "POST", "PUT", "DELETE", "PATCH"}) {
        const Received answer = gateway.ask(lesson, method + " /cgi-bin/x HTTP/1.1\r\nHost: h\r\n\r\n", method);
        lesson.expect("le statut pour " + method, answer.status, 200);
        lesson.expect("la méthode que le script a vue", answer.field("X-Vu"), method);
    }
    const Received options = gateway.ask(lesson, "OPTIONS /cgi-bin/x HTTP/1.1\r\nHost: h\r\n\r\n");
    lesson.expect_contains("Allow, en réponse à OPTIONS", options.field("Allow"), "POST");
    lesson.expect("le statut pour une méthode inconnue",
                  gateway.ask(lesson, "TRAVAILLE /cgi-bin/x HTTP/1.1\r\nHost: h\r\n\r\n").status, 501);
    lesson.expect("le statut de POST vers un fichier",
                  gateway.ask(lesson, "POST /page.txt HTTP/1.0\r\n\r\n").status, 405);
}

TEST_CASE("4.4 sous --cgi-prefix, un exécutable est un script, et le reste des fichiers") {
    support::Lesson lesson = lesson_on("script_path.hpp, Tree::mixed");
    GatewaySetup setup;
    setup.prefix = "/";
    RunningGateway gateway{setup};
    write_in_root(gateway, "index.py", "#!/bin/sh\n" + words, true);
    write_in_root(gateway, "page.txt", "une page", false);
    write_in_root(gateway, "oubli.sh", "#!/bin/sh\nsecret", false);
    lesson.expect("un exécutable", gateway.ask(lesson, get("/index.py")).body, "exécuté");
    lesson.expect("un exécutable, avec un chemin", gateway.ask(lesson, get("/index.py/a/b")).body, "exécuté");
    lesson.expect("un fichier ordinaire", gateway.ask(lesson, get("/page.txt")).body, "une page");
    lesson.expect("le statut de ce qui n'existe pas", gateway.ask(lesson, get("/absent")).status, 404);
    for (const std::string path : {"/oubli.sh", "//index.py", "/index.py/", "/index.py%00", "/./index.py",
                                   "/index.py%2f", "/INDEX.PY"}) {
        expect_no_text(lesson, gateway, path);
    }
}

TEST_CASE("4.4 le préfixe des scripts, écrit avec d'autres majuscules, ne montre pas leur texte") {
    support::Lesson lesson = lesson_on("site.hpp : des disques ne distinguent pas les majuscules");
    GatewaySetup setup;
    setup.prefix = "/outils/";
    RunningGateway gateway{setup};
    write_in_root(gateway, "outils/x", "#!/bin/sh\n" + words, true);
    write_in_root(gateway, "OUTILS/x", "#!/bin/sh\n" + words, true);
    write_in_root(gateway, "page.txt", "une page", false);
    lesson.expect("le script, demandé simplement", gateway.ask(lesson, get("/outils/x")).body, "exécuté");
    lesson.expect("le statut pour /OUTILS/x", gateway.ask(lesson, get("/OUTILS/x")).status, 404);
    lesson.expect("un fichier ordinaire", gateway.ask(lesson, get("/page.txt")).body, "une page");
    for (const std::string path : {"/OUTILS/x", "/Outils/x", "//OUTILS//x", "/%4Futils/x", "/OUTILS"}) {
        expect_no_text(lesson, gateway, path);
    }
}
