#include "05-https-client/charset.hpp"
#include "05-https-client/text.hpp"
#include "support/catch.hpp"

TEST_CASE("client : le paramètre d'un champ, avec ou sans guillemets") {
    using client::field_parameter;
    CHECK(field_parameter("text/html; charset=utf-8", "charset") == "utf-8");
    CHECK(field_parameter("text/html;CHARSET = \"utf-8\" ;a=b", "charset") == "utf-8");
    CHECK(field_parameter("multipart/form-data; boundary=\"a;b=c\"; charset=x", "charset") == "x");
    CHECK(field_parameter("multipart/form-data; boundary=\"a;b=c\"", "boundary") == "a;b=c");
    CHECK(field_parameter("a; b=\"c\\\"d\\\\\"", "b") == "c\"d\\");
    CHECK(field_parameter("a; b; c=d", "c") == "d");
    CHECK(field_parameter("a; b=1; b=2", "b") == "1");
    for (const char* value :
         {"", ";", "charset=utf-8", "a; b", "a; b=", "a; =c", "a;;", "a; \"charset=x\"", "a; xcharset=y"}) {
        INFO(value);
        CHECK(field_parameter(value, "charset").empty());
    }
    CHECK(field_parameter("a; charset=\"b", "charset") == "b");
    CHECK(field_parameter("a; charset=\"b\\", "charset") == "b\\");
}

TEST_CASE("client : un jeu de caractères a plusieurs noms") {
    using client::Charset;
    CHECK(client::charset_named(" Latin1 ") == Charset::windows_1252);
    CHECK(client::charset_named("UTF8") == Charset::utf8);
    CHECK(client::charset_named("utf-16") == Charset::utf16_le);
    CHECK(client::charset_named("iso-8859-15") == Charset::iso_8859_15);
    CHECK_FALSE(client::charset_named(""));
    CHECK_FALSE(client::charset_named("klingon"));
}
