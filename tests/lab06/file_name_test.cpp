// Step 6.1: the name that is kept of a received file.
#include "06-security/file_name.hpp"

#include <string>

#include "common/escape.hpp"
#include "support/lesson.hpp"

using support::Lesson;

namespace {

Lesson name_lesson() {
    return Lesson{{.rule = "OWASP ASVS 4.0.3 12.3.1 ; CWE-22", .slide = "06-security.md#des-noms-et-des-types",
                   .command = "./lab run audit URL --profile audit.conf --only file-name"}};
}

void expect_kept(const std::string& given, std::string_view expected) {
    Lesson lesson = name_lesson();
    lesson.step("nom envoyé : « " + common::escape_bytes(given, 200) + " »");
    const std::string kept = security::kept_name(given);
    lesson.expect("le nom gardé", kept, expected);
    lesson.expect("sa taille", kept.size() <= 120, true);
    lesson.expect("kept_name de ce nom gardé", security::kept_name(kept), kept);
}

std::string repeated(std::string_view text, std::size_t count) {
    std::string out;
    while (count-- > 0) out += text;
    return out;
}

}  // namespace

TEST_CASE("6.1 d'un nom ordinaire, rien ne change") {
    expect_kept("photo.png", "photo.png");
    expect_kept("Compte rendu d'été.pdf", "Compte rendu d'été.pdf");
    expect_kept("LISEZMOI", "LISEZMOI");
}

TEST_CASE("6.1 un chemin, d'Unix ou de Windows, perd ses répertoires") {
    expect_kept("../../etc/passwd", "passwd");
    expect_kept("C:\\Users\\Zoé\\photo.jpg", "photo.jpg");
    expect_kept("..\\..\\Été.tar.gz", "Été_tar.gz");
    expect_kept("..", "fichier");
    expect_kept("", "fichier");
    expect_kept(".bashrc", "bashrc");
}

TEST_CASE("6.1 seule la dernière extension en reste une") {
    expect_kept("photo.php.png", "photo_php.png");
    expect_kept("a.b.c.d", "a_b_c.d");
    expect_kept("photo.png.", "photo_png.");
    expect_kept("...a..b", "a_.b");
}

TEST_CASE("6.1 les caractères qui trompent disparaissent") {
    expect_kept("facture\xE2\x80\xAEgnp.exe", "facturegnp.exe");  // U+202E: what follows is shown from right to left
    expect_kept("a\r\nb.txt", "ab.txt");
    expect_kept(std::string{"a.png\0.exe", 10}, "a_png.exe");
    expect_kept("\xFF\xFEx.txt", "x.txt");
}

TEST_CASE("6.1 un nom trop long est coupé à 120 octets, entre deux caractères, et garde son extension") {
    expect_kept(std::string(200, 'a') + ".png", std::string(116, 'a') + ".png");
    expect_kept(std::string(116, 'a') + ".png", std::string(116, 'a') + ".png");
    expect_kept(std::string(117, 'a') + ".png", std::string(116, 'a') + ".png");
    expect_kept(repeated("é", 100) + ".png", repeated("é", 58) + ".png");
    expect_kept("x" + repeated("é", 100) + ".png", "x" + repeated("é", 57) + ".png");
    expect_kept(repeated("𝄞", 60), repeated("𝄞", 30));
    expect_kept(std::string(300, 'b'), std::string(120, 'b'));
}

TEST_CASE("6.1 une extension démesurée n'est pas gardée entière") {
    expect_kept("x." + std::string(115, 'y'), "x." + std::string(115, 'y'));
    expect_kept("x." + std::string(200, 'y'), "x." + std::string(118, 'y'));
    expect_kept(std::string(150, 'x') + "." + std::string(15, 'y'), std::string(104, 'x') + "." + std::string(15, 'y'));
}

TEST_CASE("6.1 l'extension est ce qui suit le dernier point, en minuscules") {
    Lesson lesson = name_lesson();
    lesson.expect("de Chat.PNG", security::extension_of("Chat.PNG"), "png");
    lesson.expect("de archive.tar.gz", security::extension_of("archive.tar.gz"), "gz");
    lesson.expect("de LISEZMOI", security::extension_of("LISEZMOI"), "");
    lesson.expect("de photo.", security::extension_of("photo."), "");
    lesson.expect("de .png", security::extension_of(".png"), "png");
    lesson.expect("d'un nom vide", security::extension_of(""), "");
    lesson.expect("de x.ÉTÉ", security::extension_of("x.ÉTÉ"), "ÉtÉ");
    lesson.expect("de a.p g", security::extension_of("a.p g"), "p g");
}
