#include <string>

#include "06-security/token.hpp"
#include "support/exact_buffer.hpp"
#include "support/lesson.hpp"

namespace {

using security::from_base64url;

support::Lesson base64_lesson() {
    return support::Lesson{{"RFC 4648 §5, §3.5 ; RFC 7515 §2", "06-security.md#le-jeton",
                            "printf %s Zm9v | basenc --base64url -d"}};
}

std::string read(std::string_view text) {
    const support::ExactBuffer bytes{text};
    return from_base64url(bytes.view()).value_or("refusé");
}

}  // namespace

TEST_CASE("6.3 Base64url : quatre caractères sont trois octets") {
    auto lesson = base64_lesson();
    lesson.expect("rien", read(""), "");
    lesson.expect("Zg", read("Zg"), "f");
    lesson.expect("Zm8", read("Zm8"), "fo");
    lesson.expect("Zm9v", read("Zm9v"), "foo");
    lesson.expect("Zm9vYg", read("Zm9vYg"), "foob");
    lesson.expect("Zm9vYmE", read("Zm9vYmE"), "fooba");
    lesson.expect("Zm9vYmFy", read("Zm9vYmFy"), "foobar");
    lesson.expect("- et _", read("-_-_"), "\xFB\xFF\xBF");
    lesson.expect("des octets nuls", read("AAA"), std::string(2, '\0'));
    lesson.expect("RFC 7515, annexe C", read("A-z_4ME"), "\x03\xEC\xFF\xE0\xC1");
}

TEST_CASE("6.3 Base64url : ni remplissage, ni blanc, ni autre caractère n'est admis") {
    auto lesson = base64_lesson();
    for (const char* text : {"Zg==", "Zm8=", "=", "Zm9v=", "Zm9v====", "Zm 9v", "Zm9v\n", "\nZm9v", " ", "Zm+v", "Zm/v",
                             "Zm.v", "Zm%3D", "Zm\xC3\xA9", "Zm9v*"}) {
        lesson.step("le texte « " + std::string{text} + " »");
        lesson.expect("lu", read(text), "refusé");
    }
    lesson.expect("un octet nul", read(std::string_view{"Zm9\0", 4}), "refusé");
}

TEST_CASE("6.3 Base64url : une suite d'octets n'a qu'une écriture") {
    auto lesson = base64_lesson();
    lesson.step("un caractère seul ne fait pas un octet");
    for (const char* text : {"Z", "A", "Zm9vY"}) lesson.expect("lu", read(text), "refusé");
    lesson.step("« Zg » est f ; les quatre bits de trop de « Zh » ne sont pas nuls");
    for (const char* text : {"Zh", "Zv", "Zx", "Z_", "Zm9", "Zm-", "Zm9vYh"}) {
        lesson.step("le texte « " + std::string{text} + " »");
        lesson.expect("lu", read(text), "refusé");
    }
}

TEST_CASE("6.3 Base64url : ce qui est écrit se relit, quels que soient les octets") {
    auto lesson = base64_lesson();
    std::string bytes;
    for (int i = 0; i < 600; ++i) {
        const std::string text = security::to_base64url(bytes);
        lesson.require("relu", read(text) == bytes, true);
        bytes += static_cast<char>(i * 167 >> (i / 256));
    }
}
