#include "05-https-client/text.hpp"

#include "common/escape.hpp"
#include "support/exact_buffer.hpp"
#include "support/lesson.hpp"

namespace {

using std::string_view_literals::operator""sv;

void expect_text(std::string_view bytes, std::string_view content_type, std::string_view text,
                 std::string_view encoding) {
    support::Lesson lesson{{"WHATWG Encoding §4, RFC 9110 §8.3.2", "05-https-client.md#lire-la-réponse",
                            "./lab run https_client http://127.0.0.1:8081/encoding/latin1"}};
    lesson.received(bytes);
    lesson.step("Content-Type: " + std::string{content_type});
    const support::ExactBuffer buffer{bytes};
    const client::DecodedText decoded = client::decode_text(buffer.view(), content_type);
    lesson.step("choisi : " + decoded.encoding + ", car " + decoded.why);
    lesson.expect("le jeu de caractères", decoded.encoding, encoding);
    lesson.expect("le texte", decoded.text, text);
    lesson.expect_that("la raison est dite, sans point final", !decoded.why.empty() && decoded.why.back() != '.');
}

}  // namespace

TEST_CASE("5.2 le paramètre charset de Content-Type dit comment lire le texte") {
    expect_text("été", "text/html; charset=utf-8", "été", "utf-8");
    expect_text("été", "text/html;charset=\"UTF-8\"", "été", "utf-8");
    expect_text("\xE9t\xE9", "text/html; charset=windows-1252", "été", "windows-1252");
    expect_text("\xE9t\xE9 \x80", "text/html; charset=ISO-8859-1", "été €", "windows-1252");
    expect_text("\xE9t\xE9", "text/html; charset=us-ascii", "été", "windows-1252");
    expect_text("\xA4 \xBD\xA8", "text/html; charset=iso-8859-15", "€ œš", "iso-8859-15");
    expect_text("\xE9\0t\0"sv, "text/plain; charset=utf-16le", "ét", "utf-16le");
    expect_text("\0\xE9\0t"sv, "text/plain; charset=UTF-16BE", "ét", "utf-16be");
    expect_text("été", "text/html; charset=windows-1252", "Ã©tÃ©", "windows-1252");
}

TEST_CASE("5.2 une marque d'ordre des octets passe avant Content-Type, et n'est pas du texte") {
    expect_text("\xEF\xBB\xBFété", "text/html; charset=iso-8859-1", "été", "utf-8");
    expect_text("\xFF\xFE\xE9\0"sv, "text/html; charset=utf-8", "é", "utf-16le");
    expect_text("\xFE\xFF\0\xE9"sv, "", "é", "utf-16be");
    expect_text("\xFE\xFF\0\xE9"sv, "text/html; charset=utf-16", "é", "utf-16be");
    expect_text("\xEF\xBB\xBF", "", "", "utf-8");
    expect_text("\xEF\xBB", "", "ï»", "windows-1252");
}

TEST_CASE("5.2 sans charset connu, ce qui est de l'UTF-8 en est, le reste est windows-1252") {
    expect_text("", "", "", "utf-8");
    expect_text("GET", "text/html", "GET", "utf-8");
    expect_text("été €", "text/html", "été €", "utf-8");
    expect_text("\xE9t\xE9 \x80", "text/html", "été €", "windows-1252");
    expect_text("été", "text/html; charset=klingon", "été", "utf-8");
    expect_text("\xC3", "text/html; charset=", "Ã", "windows-1252");
    expect_text("été", "text/html; notcharset=utf-16le", "été", "utf-8");
    expect_text("\x81\x8D", "", "\xC2\x81\xC2\x8D", "windows-1252");
}

TEST_CASE("5.2 ce qui est faux dans un texte devient U+FFFD, et le reste se lit") {
    expect_text("a\xFFz", "text/html; charset=utf-8", "a\uFFFDz", "utf-8");
    expect_text("a\xC3", "text/html; charset=utf-8", "a\uFFFD", "utf-8");
    expect_text("\xC0\xAF", "text/html; charset=utf-8", "\uFFFD\uFFFD", "utf-8");
    expect_text("\xED\xA0\x80z", "text/html; charset=utf-8", "\uFFFD\uFFFD\uFFFDz", "utf-8");
    expect_text("\x00\xD8z\0"sv, "text/html; charset=utf-16le", "\uFFFDz", "utf-16le");
    expect_text("\x00\xDCz\0"sv, "text/html; charset=utf-16le", "\uFFFDz", "utf-16le");
    expect_text("z\0\x3D\xD8\x00\xDE"sv, "text/html; charset=utf-16le", "z\U0001F600", "utf-16le");
    expect_text("z\0z"sv, "text/html; charset=utf-16le", "z\uFFFD", "utf-16le");
    expect_text("z\0\x3D\xD8\x00"sv, "text/html; charset=utf-16le", "z\uFFFD\uFFFD", "utf-16le");
}
