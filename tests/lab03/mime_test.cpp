#include "03-static-server/mime.hpp"

#include <string>

#include "support/exact_buffer.hpp"
#include "support/lesson.hpp"

namespace {

support::Lesson lesson_on_types() {
    return support::Lesson{{.rule = "RFC 9110 §8.3 (Content-Type), RFC 6838 (types MIME)",
                            .slide = "03-static-server.md#types-mime",
                            .command = "./lab run static_server, puis : curl -sI http://127.0.0.1:8080/style.css"}};
}

struct Case {
    std::string_view file_name;
    std::string_view expected;
};

void expect_types(std::initializer_list<Case> cases) {
    support::Lesson lesson = lesson_on_types();
    for (const Case& expected : cases) {
        const support::ExactBuffer name{expected.file_name};
        lesson.expect("le type de « " + std::string{expected.file_name} + " »", files::content_type(name.view()),
                      expected.expected);
    }
}

void expect_extensions(std::initializer_list<Case> cases) {
    support::Lesson lesson = lesson_on_types();
    for (const Case& expected : cases) {
        const support::ExactBuffer name{expected.file_name};
        lesson.expect("l'extension de « " + std::string{expected.file_name} + " »", files::file_extension(name.view()),
                      expected.expected);
    }
}

}  // namespace

TEST_CASE("3.3 l'extension est ce qui suit le dernier point") {
    expect_extensions({{"index.html", "html"}, {"archive.tar.gz", "gz"}, {"a.b.c.d", "d"}, {"Photo.JPG", "JPG"}});
}

TEST_CASE("3.3 sans point, ou avec un seul point au début ou à la fin, il n'y a pas d'extension") {
    expect_extensions({{"README", ""}, {".bashrc", ""}, {"a.", ""}, {"", ""}, {".", ""}, {"..", ""}});
}

TEST_CASE("3.3 un fichier caché peut avoir une extension") {
    expect_extensions({{".config.json", "json"}, {"..txt", "txt"}});
}

TEST_CASE("3.3 les types audio du cours") {
    expect_types({{"a.mp3", "audio/mpeg"},
                  {"a.wav", "audio/wav"},
                  {"a.ogg", "audio/ogg"},
                  {"a.weba", "audio/webm"},
                  {"a.wma", "audio/x-ms-wma"}});
}

TEST_CASE("3.3 les types vidéo du cours") {
    expect_types({{"a.mp4", "video/mp4"},
                  {"a.webm", "video/webm"},
                  {"a.ogv", "video/ogg"},
                  {"a.wmv", "video/x-ms-wmv"},
                  {"a.flv", "video/x-flv"}});
}

TEST_CASE("3.3 les types d'images du cours") {
    expect_types({{"a.jpeg", "image/jpeg"},
                  {"a.jpg", "image/jpeg"},
                  {"a.png", "image/png"},
                  {"a.gif", "image/gif"},
                  {"a.svg", "image/svg+xml"}});
}

TEST_CASE("3.3 un texte annonce son jeu de caractères, UTF-8") {
    expect_types({{"index.html", "text/html; charset=utf-8"},
                  {"style.css", "text/css; charset=utf-8"},
                  {"script.js", "text/javascript; charset=utf-8"},
                  {"module.mjs", "text/javascript; charset=utf-8"},
                  {"notes.txt", "text/plain; charset=utf-8"},
                  {"notes.md", "text/markdown; charset=utf-8"},
                  {"table.csv", "text/csv; charset=utf-8"},
                  {"flux.xml", "text/xml; charset=utf-8"},
                  {"sous-titres.vtt", "text/vtt; charset=utf-8"}});
}

TEST_CASE("3.3 ce qui n'est pas du texte n'annonce pas de jeu de caractères") {
    expect_types({{"a.json", "application/json"},
                  {"a.pdf", "application/pdf"},
                  {"a.webp", "image/webp"},
                  {"a.avif", "image/avif"},
                  {"favicon.ico", "image/vnd.microsoft.icon"},
                  {"police.woff2", "font/woff2"},
                  {"a.wasm", "application/wasm"},
                  {"a.zip", "application/zip"},
                  {"site.webmanifest", "application/manifest+json"}});
}

TEST_CASE("3.3 la casse de l'extension ne compte pas") {
    expect_types({{"Photo.JPG", "image/jpeg"}, {"INDEX.HTML", "text/html; charset=utf-8"}, {"a.WebM", "video/webm"}});
}

TEST_CASE("3.3 seule la dernière extension compte") {
    expect_types({{"archive.tar.gz", "application/gzip"}, {"page.html.zip", "application/zip"}});
}

TEST_CASE("3.3 ce que la table ne connaît pas est application/octet-stream") {
    expect_types({{".bashrc", "application/octet-stream"},
                  {"README", "application/octet-stream"},
                  {"a.", "application/octet-stream"},
                  {"a.inconnu", "application/octet-stream"},
                  {"a.htmlx", "application/octet-stream"},
                  {"a.htm ", "application/octet-stream"},
                  {"html", "application/octet-stream"},
                  {".html", "application/octet-stream"},
                  {"a.zzz", "application/octet-stream"},
                  {"a.\xff", "application/octet-stream"},
                  {"", "application/octet-stream"}});
}

TEST_CASE("3.3 chaque ligne de la table se retrouve par son extension") {
    support::Lesson lesson = lesson_on_types();
    for (const files::MimeType& type : files::mime_types()) {
        const std::string name = "fichier." + std::string{type.extension};
        lesson.expect("le type de « " + name + " »", files::content_type(name), type.content_type);
    }
}
