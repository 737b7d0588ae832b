#include "05-https-client/multipart_body.hpp"

#include <system_error>

#include "04-cgi/form_reader.hpp"
#include "05-https-client/errors.hpp"
#include "05-https-client/file_body.hpp"
#include "common/escape.hpp"
#include "lab03/temporary_directory.hpp"
#include "lab05/body_reading.hpp"
#include "support/lesson.hpp"

namespace {

support::Lesson lesson_of_forms() {
    return support::Lesson{{"RFC 7578 §4", "05-https-client.md#un-formulaire-sur-le-fil",
                            "./lab run https_client -f POST 127.0.0.1:8081/upload titre=Vacances photo@chat.jpg"}};
}

// The body, as long as was announced.
std::string body_of(support::Lesson& lesson, const client::Pairs& fields, const std::vector<client::File>& files) {
    client::MultipartBody form{fields, files, "limite"};
    const std::uint64_t length = form.length().value_or(0);
    std::string bytes = played::read_all(form);
    lesson.sent(bytes);
    lesson.expect("Content-Length, connue d'avance", length, bytes.size());
    return bytes;
}

// What lab 04's reader makes of it: « name=value », « name:file name:type=content ».
std::string read_by_server(support::Lesson& lesson, const std::string& content_type, const std::string& body) {
    cgi::FormReader reader{content_type, {}};
    if (reader.add(body)) reader.finish();
    if (reader.rejection()) lesson.expect("le refus du serveur", reader.rejection()->reason, "");
    std::string found;
    for (const cgi::FormPart& part : reader.parts()) {
        found += "[" + part.head.name;
        if (part.head.file_name) found += ":" + *part.head.file_name + ":" + part.head.type.value_or("-");
        found += "=" + part.content.read() + "]";
    }
    return found;
}

void expect_found(const client::Pairs& fields, const std::vector<client::File>& files, std::string_view found) {
    support::Lesson lesson = lesson_of_forms();
    const std::string body = body_of(lesson, fields, files);
    lesson.expect("ce que lit le serveur du lab 04",
                  read_by_server(lesson, "multipart/form-data; boundary=limite", body), found);
}

}  // namespace

TEST_CASE("5.6 un formulaire de plusieurs parties, octet par octet") {
    support::Lesson lesson = lesson_of_forms();
    const client::File file{.field = "note", .content = "bonjour", .file_name = "n.txt"};
    lesson.expect("le corps", body_of(lesson, {{"titre", "Été"}}, {file}),
                  "--limite\r\nContent-Disposition: form-data; name=\"titre\"\r\n\r\nÉté\r\n"
                  "--limite\r\nContent-Disposition: form-data; name=\"note\"; filename=\"n.txt\"\r\n"
                  "Content-Type: text/plain\r\n\r\nbonjour\r\n"
                  "--limite--\r\n");
}

TEST_CASE("5.6 le type du formulaire annonce sa frontière, tirée au hasard à chaque fois") {
    support::Lesson lesson = lesson_of_forms();
    const std::string named = client::MultipartBody{{}, {}, "limite"}.content_type();
    lesson.expect("Content-Type", named, "multipart/form-data; boundary=limite");
    const std::string one = client::MultipartBody{{}, {}}.content_type();
    const std::string other = client::MultipartBody{{}, {}}.content_type();
    lesson.step("deux formulaires : « " + one + " », « " + other + " »");
    const std::string_view before = "multipart/form-data; boundary=";
    lesson.expect("la longueur d'une frontière", one.size(), before.size() + 24);
    lesson.expect_that("les deux frontières diffèrent", one != other);
}

TEST_CASE("5.6 champs et fichiers, du disque et de la mémoire, arrivent dans l'ordre") {
    const played::TemporaryDirectory directory;
    const std::string photo = directory.write("images/chat.jpg", "\xFF\xD8\r\n--limit\r\n");
    const std::string empty = directory.write("vide.bin", "");
    expect_found({{"titre", "Vacances"}, {"tag", "mer"}, {"tag", ""}},
                 {{"photo", photo}, {"photo", empty}, {.field = "note", .content = "a\r\n", .file_name = "n.csv"}},
                 "[titre=Vacances][tag=mer][tag=][photo:chat.jpg:image/jpeg=\xFF\xD8\r\n--limit\r\n]"
                 "[photo:vide.bin:application/octet-stream=][note:n.csv:text/csv=a\r\n]");
}

TEST_CASE("5.6 un formulaire sans rien reste un formulaire") {
    expect_found({}, {}, "");
}

TEST_CASE("5.6 le nom et le type d'un fichier sont ceux que l'on donne, sinon ceux du chemin") {
    const played::TemporaryDirectory directory;
    const std::string path = directory.write("a.b/notes.txt", "x");
    expect_found({}, {{.field = "f", .path = path, .file_name = "autre.png"}}, "[f:autre.png:image/png=x]");
    expect_found({}, {{.field = "f", .path = path, .type = "text/x-notes; charset=utf-8"}},
                 "[f:notes.txt:text/x-notes; charset=utf-8=x]");
    expect_found({}, {{.field = "f", .path = path}}, "[f:notes.txt:text/plain=x]");
    expect_found({}, {{.field = "f", .content = "x"}}, "[f:f:application/octet-stream=x]");
}

TEST_CASE("5.6 les noms sont échappés comme le font les navigateurs") {
    support::Lesson lesson{{"WHATWG HTML, « multipart/form-data encoding algorithm »",
                            "05-https-client.md#un-formulaire-sur-le-fil", {}}};
    lesson.expect("des guillemets", client::escape_form_name("3\" et 4\""), "3%22 et 4%22");
    lesson.expect("des fins de ligne", client::escape_form_name("a\r\nb"), "a%0D%0Ab");
    lesson.expect("le reste", client::escape_form_name("a\\b%25 é 😀;=/'"), "a\\b%25 é 😀;=/'");
}

TEST_CASE("5.6 un nom étrange arrive tel quel, et n'ajoute jamais de champ à la partie") {
    for (std::string_view name : {"3\"", "a\r\nContent-Type: text/html\r\n\r\n", "C:\\temp\\a.txt", "\\\"",
                                  "été à Nîmes.txt", "😀👩‍💻.png", "a;b=c", "'", "50%25", " a ", "%", "\ttabulation"}) {
        const std::string text{name};
        expect_found({{text, text}}, {{.field = text, .content = text, .file_name = text, .type = "a/b"}},
                     "[" + text + "=" + text + "][" + text + ":" + text + ":a/b=" + text + "]");
    }
}

TEST_CASE("5.6 un caractère de contrôle dans un nom ou un type est refusé avant tout envoi") {
    support::Lesson lesson = lesson_of_forms();
    const auto refusal = [](const client::Pairs& fields, const std::vector<client::File>& files) -> std::string {
        try {
            client::MultipartBody{fields, files};
        } catch (const client::InvalidRequest& error) {
            return error.what();
        }
        return "accepté";
    };
    using namespace std::string_literals;
    lesson.expect("un nom de champ qui contient NUL", refusal({{"a\0b"s, "1"}}, {}),
                  "le nom de champ « a\\x00b » contient un caractère de contrôle");
    lesson.expect("un nom de fichier qui contient ESC",
                  refusal({}, {{.field = "f", .content = "", .file_name = "\x1B[m"}}),
                  "le nom de fichier « \\x1b[m » contient un caractère de contrôle");
    lesson.expect("un type de deux lignes", refusal({}, {{.field = "f", .content = "", .type = "a/b\r\nX: y"}}),
                  "le type « a/b\\r\\nX: y » contient un caractère de contrôle");
}

TEST_CASE("5.6 un formulaire peut être envoyé une seconde fois, même à mi-chemin") {
    support::Lesson lesson = lesson_of_forms();
    const played::TemporaryDirectory directory;
    const std::string content(client::read_bytes * 2, 'x');
    client::MultipartBody form{{{"a", "1"}}, {{"f", directory.write("f", content)}, {"g", directory.write("g", "y")}}};
    const std::string once = played::read_all(form);
    lesson.expect("rewind()", form.rewind(), true);
    for (int pieces = 0; pieces < 3; ++pieces) static_cast<void>(form.next());
    lesson.step("encore une fois depuis le début, après trois morceaux");
    lesson.expect("rewind()", form.rewind(), true);
    lesson.expect_that("le corps est le même", played::read_all(form) == once);
    lesson.expect("sa longueur", form.length().value_or(0), once.size());
}

TEST_CASE("5.6 de grands fichiers sont lus pendant l'envoi, pas avant") {
    support::Lesson lesson = lesson_of_forms();
    const played::TemporaryDirectory directory;
    client::MultipartBody form{{}, {{"f", directory.write("f", std::string(client::read_bytes * 4, 'x'))}}};
    std::size_t largest = 0;
    for (;;) {
        const std::size_t size = form.next().size();
        if (size == 0) break;
        largest = std::max(largest, size);
    }
    lesson.expect_that("aucun morceau n'a plus de 64 Kio", largest <= client::read_bytes);
}

TEST_CASE("5.6 un fichier de formulaire qui ne peut pas être ouvert est une erreur qui le nomme") {
    support::Lesson lesson = lesson_of_forms();
    std::string message = "aucune erreur";
    try {
        client::MultipartBody{{}, {{"f", "/nulle/part.txt"}}};
    } catch (const std::system_error& error) {
        message = error.what();
    }
    lesson.expect("l'erreur", message, "open /nulle/part.txt : fichier ou répertoire introuvable");
}
