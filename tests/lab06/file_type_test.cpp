// Step 6.1: which files are taken.
#include "06-security/file_type.hpp"

#include <algorithm>
#include <map>
#include <string>

#include "common/escape.hpp"
#include "support/exact_buffer.hpp"
#include "support/lesson.hpp"

using support::Lesson;
using namespace std::string_literals;

namespace {

Lesson type_lesson() {
    return Lesson{{.rule = "OWASP ASVS 4.0.3 12.2.1 ; CWE-434", .slide = "06-security.md#des-noms-et-des-types",
                   .command = "./lab run audit URL --profile audit.conf --only file-type --only file-signature"}};
}

// How a file of each type begins.
const std::map<std::string, std::string>& beginnings() {
    static const std::map<std::string, std::string> all{
        {"png", "\x89PNG\r\n\x1A\n\0\0\0\rIHDR"s},
        {"jpg", "\xFF\xD8\xFF\xE0\0\x10JFIF"s},
        {"jpeg", "\xFF\xD8\xFF\xDB"s},
        {"gif", "GIF89a\1\0\1\0"s},
        {"webp", "RIFF\x10\0\0\0WEBPVP8 "s},
        {"pdf", "%PDF-1.7\n"s},
        {"zip", "PK\3\4\x14\0"s},
        {"mp3", "ID3\4\0\0"s},
        {"mp4", "\0\0\0\x20" "ftypisom"s},
        {"webm", "\x1A\x45\xDF\xA3\x9F\x42\x86\x81\1\x42\xF7\x81\1\x42\xF2\x81\4\x42\xF3\x81\x08\x42\x82\x84webm"s},
        {"txt", "Bonjour à tous.\r\n"s},
        {"csv", "nom;âge\nada;36\n"s},
    };
    return all;
}

bool has_signature(const std::string& extension, std::string_view bytes) {
    const auto types = security::accepted_types();
    const auto type =
        std::find_if(types.begin(), types.end(), [&](const auto& each) { return each.extension == extension; });
    REQUIRE(type != types.end());
    const support::ExactBuffer exact{bytes};
    return security::has_signature(*type, exact.view());
}

void expect_signature(const std::string& extension, std::string_view bytes, bool expected) {
    Lesson lesson = type_lesson();
    lesson.received(bytes);
    lesson.expect("has_signature pour " + extension, has_signature(extension, bytes), expected);
}

// « 200 media/type », or « 415 » and the sentence.
std::string decided(std::string_view name, std::string_view bytes) {
    const auto type = security::decide_type(name, bytes);
    if (type) return "200 " + std::string{type.value().media_type};
    return std::to_string(type.refusal().status) + " " + type.refusal().reason;
}

void expect_refused(std::string_view name, std::string_view bytes, std::string_view part) {
    Lesson lesson = type_lesson();
    lesson.step("le fichier « " + common::escape_bytes(name) + " »");
    lesson.received(bytes);
    const std::string obtained = decided(name, bytes);
    lesson.expect("le statut", obtained.substr(0, 4), "415 ");
    lesson.expect_contains("la phrase", obtained, part);
}

}  // namespace

TEST_CASE("6.1 un fichier de chaque type accepté a sa signature, et pas celle d'un autre") {
    const auto kind = [](const std::string& name) { return name == "jpeg" ? "jpg" : name == "csv" ? "txt" : name; };
    for (const auto& [extension, bytes] : beginnings()) {
        for (const auto& type : security::accepted_types()) {
            const std::string other{type.extension};
            expect_signature(other, bytes, kind(extension) == kind(other));
        }
    }
}

TEST_CASE("6.1 un début coupé n'est pas une signature, et rien n'est lu au-delà") {
    for (const auto& [extension, bytes] : beginnings()) {
        if (extension == "txt" || extension == "csv") continue;
        for (const std::size_t size : {std::size_t{0}, std::size_t{1}, std::size_t{2}}) {
            expect_signature(extension, std::string_view{bytes}.substr(0, size), false);
        }
        for (std::size_t size = 3; size < bytes.size(); ++size) has_signature(extension, bytes.substr(0, size));
    }
}

TEST_CASE("6.1 les signatures se reconnaissent aussi dans leurs variantes") {
    expect_signature("gif", "GIF87a", true);
    expect_signature("gif", "GIF90a", false);
    expect_signature("zip", "PK\5\6"s + std::string(18, '\0'), true);
    expect_signature("zip", "PK\7\x08", false);
    expect_signature("webp", "RIFF\x10\0\0\0WAVEfmt "s, false);
    expect_signature("webm", "\x1A\x45\xDF\xA3\x93\x42\x82\x88matroska"s, false);
    expect_signature("mp4", "\0\0\0\x20moovisom"s, false);
    expect_signature("pdf", " %PDF-1.7", false);
}

TEST_CASE("6.1 un MP3 sans titres commence par une trame de MPEG, layer III") {
    expect_signature("mp3", "\xFF\xFB\x90\x64", true);
    expect_signature("mp3", "\xFF\xF3\x40\xC4", true);
    expect_signature("mp3", "\xFF\xF9\x50\x80", false);  // layer I or AAC
    expect_signature("mp3", "\xFF\xEB\x90\x64", false);  // no such version
    expect_signature("mp3", "\xFF\xFB\xF0\x64", false);  // no such rate
    expect_signature("mp3", "\xFF\xFB\x9C\x64", false);
    expect_signature("mp3", "\xFF\xD8\xFF\xE0", false);  // a JPEG
}

TEST_CASE("6.1 un texte est de l'UTF-8 sans caractère de contrôle") {
    expect_signature("txt", "", true);
    expect_signature("txt", "a\tb\r\nc", true);
    expect_signature("txt", "\xEF\xBB\xBF" "bonjour", true);
    expect_signature("txt", "日本語 العربية 𝄞", true);
    expect_signature("txt", "a\0b"s, false);
    expect_signature("txt", "a\x1B[31mb", false);
    expect_signature("txt", "a\x7F", false);
    expect_signature("txt", "a\xC2\x9B" "31m", false);  // U+009B begins a command of a terminal too
    expect_signature("txt", "caf\xE9 noir", false);       // ISO 8859-1
    expect_signature("csv", "a\xC0\x80" "b", false);      // an overlong form
    expect_signature("txt", "\xFF\xFE" "a\0"s, false);    // UTF-16
}

TEST_CASE("6.1 un caractère coupé par la fin ne gâte pas un texte, un octet faux si") {
    const std::string text = "été 日本 𝄞";
    for (std::size_t size = 0; size <= text.size(); ++size) expect_signature("txt", text.substr(0, size), true);
    expect_signature("txt", "a\xE9", true);       // might go on
    expect_signature("txt", "a\xE9\x41", false);
    expect_signature("txt", "a\x80", false);
    expect_signature("txt", "a\xFF", false);
    expect_signature("txt", "a\xF0\x9D\x84", true);
}

TEST_CASE("6.1 ce qu'un navigateur ou un shell exécuterait n'est pas un texte") {
    expect_signature("txt", "<script>alert(1)</script>", false);
    expect_signature("txt", " \r\n\t<!DOCTYPE html>", false);
    expect_signature("csv", "\xEF\xBB\xBF <svg onload=alert(1)>", false);
    expect_signature("txt", "%PDF-1.4", false);
    expect_signature("txt", "#!/bin/sh\nrm -rf /\n", false);
    expect_signature("txt", "  #!/bin/sh", false);
    expect_signature("txt", "3 < 4", true);
    expect_signature("txt", "# titre", true);
}

TEST_CASE("6.1 le type vient de l'extension, confirmée par les premiers octets") {
    for (const auto& type : security::accepted_types()) {
        Lesson lesson = type_lesson();
        const std::string name = "Fichier." + std::string{type.extension};
        lesson.step("le fichier « " + name + " »");
        lesson.expect("la décision", decided(name, beginnings().at(std::string{type.extension})),
                      "200 " + std::string{type.media_type});
    }
    Lesson lesson = type_lesson();
    lesson.expect("PHOTO.PNG", decided("PHOTO.PNG", beginnings().at("png")), "200 image/png");
}

TEST_CASE("6.1 une extension absente ou hors de la liste est refusée (415), quel que soit le contenu") {
    const std::string png = beginnings().at("png");
    for (const std::string name : {"page.html", "dessin.svg", "page.xhtml", "script.php", "x.exe", "x.png.sh", "x.js"}) {
        expect_refused(name, png, "xtension");
    }
    expect_refused("photo", png, "extension");
    expect_refused("photo.", png, "extension");
    expect_refused("photo.png ", png, "xtension");
    expect_refused("a.\x1B[31m", png, "\\x1b");
}

TEST_CASE("6.1 un contenu que l'extension ne dit pas est refusé (415), avec une autre phrase") {
    const std::string html = "<html><script>alert(1)</script>";
    for (const auto& type : security::accepted_types()) {
        const std::string name = "x." + std::string{type.extension};
        expect_refused(name, html, std::string{type.extension});
        Lesson lesson = type_lesson();
        lesson.expect("la phrase est celle d'une extension inconnue", decided(name, html) == decided("x.exe", html),
                      false);
    }
    expect_refused("photo.png", beginnings().at("jpg"), "png");
    expect_refused("photo.jpg", beginnings().at("png"), "jpg");
}
