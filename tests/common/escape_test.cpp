#include "common/escape.hpp"

#include "support/catch.hpp"

using common::escape_bytes;

TEST_CASE("0.1 les octets de commande sont montrés, jamais émis") {
    CHECK(escape_bytes("GET /\r\n\t\"\\") == "GET /\\r\\n\\t\\\"\\\\");
    CHECK(escape_bytes(std::string_view{"\0\x1b[31m\x7f", 7}) == "\\x00\\x1b[31m\\x7f");
    CHECK(escape_bytes("\xC2\x9B" "31m") == "\\xc2\\x9b31m");
}

TEST_CASE("0.1 le français passe tel quel et l'UTF-8 invalide est échappé") {
    CHECK(escape_bytes("en-tête 🎓") == "en-tête 🎓");
    CHECK(escape_bytes("\xC0\xAF") == "\\xc0\\xaf");
    CHECK(escape_bytes("\xED\xA0\x80") == "\\xed\\xa0\\x80");
    CHECK(escape_bytes("\xF4\x90\x80\x80") == "\\xf4\\x90\\x80\\x80");
    CHECK(escape_bytes("\xE2\x82") == "\\xe2\\x82");
}

TEST_CASE("0.1 un texte coupé dit combien il y avait d'octets") {
    CHECK(escape_bytes("abcdef", 3) == "abc… (6\u00A0octets)");
    CHECK(escape_bytes("abc", 3) == "abc");
}

TEST_CASE("0.1 un texte devient inoffensif dans une page HTML") {
    CHECK(common::escape_html("<a href=\"x\">R&D d'été</a>") == "&lt;a href=&quot;x&quot;&gt;R&amp;D d&#39;été&lt;/a&gt;");
}

TEST_CASE("0.1 les octets se comptent à la française") {
    CHECK(common::format_bytes(0) == "0\u00A0octet");
    CHECK(common::format_bytes(1) == "1\u00A0octet");
    CHECK(common::format_bytes(1536) == "1\u00A0536\u00A0octets");
    CHECK(common::format_bytes(1000000) == "1\u00A0000\u00A0000\u00A0octets");
}

TEST_CASE("0.1 les octets se lisent aussi en hexadécimal") {
    CHECK(common::hex_bytes("GET") == "47 45 54");
    CHECK(common::hex_bytes("") == "");
}
