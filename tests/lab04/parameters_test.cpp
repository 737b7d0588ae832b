#include "04-cgi/parameters.hpp"

#include "04-cgi/part_head.hpp"
#include "common/escape.hpp"
#include "support/exact_buffer.hpp"
#include "support/lesson.hpp"

namespace {

support::Lesson lesson_on(std::string_view text, const std::string& rule = "RFC 9110 §5.6.6") {
    support::Lesson lesson{{rule, "04-cgi.md#les-formulaires", {}}};
    lesson.step("la valeur du champ est : " + common::escape_bytes(text));
    return lesson;
}

// « form-data {name=a} {filename=b} », or why it is refused.
std::string describe(std::string_view text) {
    const support::ExactBuffer buffer{text};
    const auto parsed = cgi::parse_parameters(buffer.view());
    if (parsed.is_incomplete()) return "incomplet";
    if (parsed.is_rejected()) {
        return "refusé : statut " + std::to_string(parsed.rejection().status) + ", octet " +
               std::to_string(parsed.rejection().offset);
    }
    std::string found = parsed.value().value;
    for (const auto& [name, value] : parsed.value().parameters) found.append(" {" + name + "=" + value + "}");
    return found;
}

struct Row {
    std::string_view text;
    std::string_view found;
    std::string_view rule;
};

void expect_all(std::initializer_list<Row> rows, const std::string& rule = "RFC 9110 §5.6.6") {
    for (const Row& row : rows) {
        support::Lesson lesson = lesson_on(row.text, rule);
        lesson.step("la règle : " + std::string{row.rule});
        lesson.expect("ce qui est trouvé", describe(row.text), row.found);
    }
}

// The name and the file name of a part with this Content-Disposition: « a », « a (f.txt) ».
std::string part_names(std::string_view disposition) {
    const support::ExactBuffer head{"Content-Disposition: " + std::string{disposition} + "\r\n\r\n"};
    const auto parsed = cgi::parse_part_head(head.view(), {});
    if (!parsed.is_complete()) return parsed.is_incomplete() ? "incomplet" : "refusé";
    const auto& file_name = parsed.value().file_name;
    return parsed.value().name + (file_name ? " (" + *file_name + ")" : "");
}

}  // namespace

TEST_CASE("4.6 Content-Disposition donne sa valeur et ses paramètres") {
    expect_all({
        {"form-data", "form-data", "sans paramètre"},
        {"form-data; name=\"a\"", "form-data {name=a}", "entre guillemets"},
        {"form-data; name=a", "form-data {name=a}", "sans guillemets"},
        {"form-data; name=\"a\"; filename=\"b;c=d.txt\"", "form-data {name=a} {filename=b;c=d.txt}",
         "un point-virgule entre guillemets ne sépare rien"},
        {"form-data; name=\"\"; filename=\"\"", "form-data {name=} {filename=}", "vides"},
        {"form-data; name=\"Zo\xC3\xA9 \xE9\"", "form-data {name=Zo\xC3\xA9 \xE9}", "octets tels quels"},
        {"", "", "rien"},
    });
}

TEST_CASE("4.6 les espaces autour des points-virgules et du signe égal ne comptent pas") {
    expect_all({
        {"form-data;name=\"a\";filename=\"b\"", "form-data {name=a} {filename=b}", "sans espace"},
        {"form-data \t;\t name = \"a\" ; filename\t=\tb ", "form-data {name=a} {filename=b}", "des espaces partout"},
        {"form-data; name=\"a\";", "form-data {name=a}", "un point-virgule à la fin"},
        {"form-data;; ; name=\"a\"", "form-data {name=a}", "des points-virgules de trop"},
        {"form-data; name=b c.txt ; x=y", "form-data {name=b c.txt} {x=y}", "une espace dans la valeur"},
    });
}

TEST_CASE("4.6 les noms de paramètres sont comparés sans égard à la casse") {
    expect_all({{"Form-Data; NAME=\"A\"; FileName=\"B\"", "Form-Data {name=A} {filename=B}", "rendus en minuscules"}});
}

TEST_CASE("4.6 entre guillemets, une barre oblique inverse ne protège que le guillemet et elle-même") {
    expect_all({
        {R"(form-data; name="a\"b")", R"(form-data {name=a"b})", "curl ancien, ou --form-escape"},
        {R"(form-data; name="a\\b")", R"(form-data {name=a\b})", "curl, urllib3"},
        {R"(form-data; name="a\\\"b")", R"(form-data {name=a\"b})", "les deux"},
        {R"(form-data; name="C:\fakepath\x.txt")", R"(form-data {name=C:\fakepath\x.txt})", "IE en écrivait"},
        {R"(form-data; name="a\")", R"(form-data {name=a\})", "à la toute fin, le guillemet ferme"},
        {R"(form-data; name="a\\")", R"(form-data {name=a\})", "protégée, puis le guillemet"},
        {R"(form-data; name="a\"; x=y")", R"(form-data {name=a"; x=y})", "ailleurs, elle protège le guillemet"},
    }, "RFC 9110 §5.6.4");
}

TEST_CASE("4.6 un paramètre mal écrit est refusé (400)") {
    expect_all({
        {"form-data; name", "refusé : statut 400, octet 15", "sans signe égal"},
        {"form-data; =a", "refusé : statut 400, octet 11", "sans nom"},
        {"form-data; na me=a", "refusé : statut 400, octet 14", "une espace dans le nom"},
        {"form-data; name=\"a", "refusé : statut 400, octet 18", "guillemets ouverts"},
        {"form-data; name=\"", "refusé : statut 400, octet 17", "guillemets ouverts, sans rien derrière"},
        {"form-data; name=\"a\"b", "refusé : statut 400, octet 19", "une lettre derrière les guillemets"},
        {"form-data; name=\"a\" filename=\"b\"", "refusé : statut 400, octet 20", "il manque un point-virgule"},
        {"form-data; filename=\"a \"b\" c\"", "refusé : statut 400, octet 24", "des guillemets non protégés"},
        {"form-data; name=a\"b\"", "refusé : statut 400, octet 17", "des guillemets au milieu"},
    });
}

TEST_CASE("4.6 un paramètre donné deux fois est refusé (400)") {
    expect_all({
        {"form-data; name=a; name=a", "refusé : statut 400, octet 19", "même s'il dit la même chose"},
        {"form-data; name=\"a\"; NAME=\"b\"", "refusé : statut 400, octet 21", "quelle que soit la casse"},
    }, "RFC 7578 §4.2");
}

TEST_CASE("4.6 unescape_name ne défait que %22, %0D et %0A") {
    const std::string rule = "HTML, « multipart/form-data encoding algorithm »";
    const auto expect_name = [&rule](std::string_view sent, std::string_view name) {
        const support::ExactBuffer buffer{sent};
        lesson_on(sent, rule).expect("le nom", cgi::unescape_name(buffer.view()), name);
    };
    expect_name("", "");
    expect_name("%22a%0D%0Ab%0d%0a%22", "\"a\r\nb\r\n\"");
    expect_name("100%", "100%");
    expect_name("100%2", "100%2");
    expect_name("%41%20%2F%00%E9%25", "%41%20%2F%00%E9%25");
    expect_name("%2522", "%2522");
    expect_name("a+b", "a+b");
}

TEST_CASE("4.6 l'en-tête d'une partie donne le nom du champ et celui du fichier") {
    const auto expect_names = [](std::string_view disposition, std::string_view names, std::string_view why) {
        support::Lesson lesson = lesson_on(disposition, "RFC 7578 §4.2");
        lesson.step("la règle : " + std::string{why});
        lesson.expect("le nom (et celui du fichier)", part_names(disposition), names);
    };
    expect_names("form-data; name=\"a\"", "a", "sans filename, ce n'est pas un fichier");
    expect_names("form-data; name=\"a\"; filename=\"\"", "a ()", "aucun fichier n'a été choisi");
    expect_names("FORM-DATA; name=\"%22a%22\"; filename=\"50%25 %22b%22\"", "\"a\" (50%25 \"b\")", "les navigateurs");
    expect_names("form-data; name=a; filename*=UTF-8''caf%C3%A9.txt", "a (café.txt)", "à défaut de filename");
    expect_names("form-data; name=a; filename*=utf-8'fr'caf%C3%A9.txt", "a (café.txt)", "avec une langue");
    expect_names("form-data; name=a; filename*=ISO-8859-1''caf%E9.txt", "a (café.txt)", "en Latin-1");
    expect_names("form-data; name=a; filename*=UTF-8''x; filename=y", "a (y)", "filename l'emporte");
    expect_names("form-data; name=a; filename*=UTF-8''caf%E9.txt", "refusé", "ce n'est pas de l'UTF-8");
    expect_names("form-data; name=a; filename*=caf%C3%A9.txt", "refusé", "sans jeu de caractères");
    expect_names("form-data; name=a; filename*=UTF-8''caf%C3%", "refusé", "un % qui n'est pas suivi de deux chiffres");
    expect_names("form-data; filename=\"a\"", "refusé", "sans nom de champ");
    expect_names("attachment; name=\"a\"", "refusé", "ce n'est pas form-data");
    expect_names("form-data; name=" + std::string(1'025, 'n'), "refusé", "un nom de plus de 1 024 octets");
}

TEST_CASE("4.6 Content-Type annonce la frontière, ou le corps ne peut pas être lu") {
    const auto describe_boundary = [](std::string_view content_type) {
        const support::ExactBuffer buffer{content_type};
        const auto boundary = cgi::multipart_boundary(buffer.view());
        return boundary.is_complete() ? boundary.value() : "refusé";
    };
    const auto expect_boundary = [&](std::string_view content_type, std::string_view boundary) {
        lesson_on(content_type, "RFC 2046 §5.1.1").expect("la frontière", describe_boundary(content_type), boundary);
    };
    const std::string longest(70, 'x');
    expect_boundary("multipart/form-data; boundary=b", "b");
    expect_boundary("multipart/form-data; boundary=\"b\"", "b");
    expect_boundary("multipart/form-data;charset=utf-8;BOUNDARY=\"a b\"", "a b");
    expect_boundary("multipart/form-data; boundary=----WebKitFormBoundary7MA4YWxkTrZu0gW",
                    "----WebKitFormBoundary7MA4YWxkTrZu0gW");
    expect_boundary("multipart/form-data; boundary=a/b:c=d?(e)", "a/b:c=d?(e)");
    expect_boundary("multipart/form-data; boundary=a$b@c", "a$b@c");
    expect_boundary("multipart/form-data; boundary=" + longest, longest);
    expect_boundary("multipart/form-data; boundary=" + longest + "x", "refusé");
    for (std::string_view wrong : {"", "; boundary", "; boundary=", "; boundary=\"\"", "; boundary=\"a ",
                                   "; boundary=\"a \"", "; boundary=\"a\\\"\"b\"", "; boundary=\xC3\xA9",
                                   "; boundary=a\\b", "; boundary=a; boundary=b"}) {
        expect_boundary("multipart/form-data" + std::string{wrong}, "refusé");
    }
}
