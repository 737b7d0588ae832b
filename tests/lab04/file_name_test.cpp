#include "04-cgi/file_name.hpp"

#include "common/escape.hpp"
#include "support/exact_buffer.hpp"
#include "support/lesson.hpp"

namespace {

void expect_name(std::string_view sent, std::string_view safe, std::string_view rule) {
    support::Lesson lesson{{"RFC 7578 §4.2", "04-cgi.md#les-formulaires", {}}};
    lesson.step("la règle : " + std::string{rule});
    lesson.step("le client donne le nom : " + common::escape_bytes(sent, 300));
    const support::ExactBuffer buffer{sent};
    lesson.expect("le nom assaini", cgi::safe_file_name(buffer.view()), safe);
}

}  // namespace

TEST_CASE("4.6 un nom de fichier ordinaire reste ce qu'il est") {
    for (std::string_view name :
         {"photo.jpg", "Été à Nîmes (2).tar.gz", "a", "日本.txt", "50%25.txt", "👩‍💻.png", "etc..."}) {
        expect_name(name, name, "rien à assainir");
    }
}

TEST_CASE("4.6 d'un chemin, il reste le dernier nom") {
    expect_name("/etc/passwd", "passwd", "ce qui suit le dernier « / »");
    expect_name("C:\\Users\\Zoé\\photo.jpg", "photo.jpg", "ce qui suit le dernier « \\ »");
    expect_name("..\\a/b\\c.txt", "c.txt", "les deux mêlés");
    expect_name("../../.ssh/authorized_keys", "authorized_keys", "rien ne remonte");
}

TEST_CASE("4.6 un nom assaini ne commence ni par un point ni par une espace") {
    expect_name("../.bashrc", "bashrc", "les fichiers cachés n'en sont plus");
    expect_name("...a", "a", "tous les points du début");
    expect_name(" . .a ", "a", "les espaces aussi, et celles de la fin");
    expect_name("\x01.a", "a", "même derrière un caractère de contrôle");
}

TEST_CASE("4.6 s'il ne reste rien d'un nom, c'est fichier") {
    for (std::string_view name : {"", ".", "..", "...", "/", "a/", "a/..", "\\", " ", "\x7F", "\xFF", "\xE2\x80\xAE"}) {
        expect_name(name, "fichier", "rien ne reste");
    }
}

TEST_CASE("4.6 un nom assaini ne contient ni caractère de contrôle, ni marque de sens, ni octet hors UTF-8") {
    expect_name("a\r\nSet-Cookie: b\x1B[2J\x7F.txt", "aSet-Cookie: b[2J.txt", "caractères de contrôle");
    expect_name(std::string_view{"a.php\0.jpg", 10}, "a.php.jpg", "un octet nul");
    expect_name("a\xC2\x85\xC2\x9Fz", "az", "U+0085, U+009F");
    expect_name("photo\xE2\x80\xAEgpj.exe", "photogpj.exe", "U+202E montre la fin à l'envers");
    expect_name("a\xE2\x81\xA6z\xE2\x81\xA9\xE2\x80\x8E\xE2\x80\x8F\xD8\x9C", "az", "les autres marques");
    expect_name("a\xE2\x80\xA8z", "az", "U+2028, une fin de ligne");
    expect_name("caf\xE9.txt", "caf.txt", "Latin-1 : pas de l'UTF-8");
    expect_name("a\xC0\xAF..z\xED\xA0\x80", "a..z", "des formes interdites de « / » et de demi-caractères");
}

TEST_CASE("4.6 un nom de plus de 255 octets est coupé entre deux caractères, avant son extension") {
    const std::string long_stem(300, 'a');
    expect_name(std::string(255, 'a'), std::string(255, 'a'), "255 octets suffisent");
    expect_name(long_stem, std::string(255, 'a'), "sans extension");
    expect_name(long_stem + ".jpeg", std::string(250, 'a') + ".jpeg", "l'extension reste");
    expect_name("a." + long_stem, "a." + std::string(253, 'a'), "trop longue pour être une extension");
    expect_name("notes.v2." + long_stem + ".tar.gz", "notes.v2." + std::string(243, 'a') + ".gz",
                "l'extension suit le dernier point");
    expect_name(long_stem + "." + std::string(15, 'e'), std::string(239, 'a') + "." + std::string(15, 'e'),
                "16 octets d'extension, point compris");
    expect_name(long_stem + "." + std::string(16, 'e'), std::string(255, 'a'), "17 octets n'en sont plus une");
    std::string accents;
    for (int i = 0; i < 150; ++i) accents += "é";
    expect_name(accents, accents.substr(0, 254), "127 caractères de deux octets");
    expect_name(accents + ".txt", accents.substr(0, 250) + ".txt", "125 caractères et l'extension");
}
