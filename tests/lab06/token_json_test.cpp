// Given: what a token is read with.
#include "06-security/token_json.hpp"

#include <nlohmann/json.hpp>

#include "06-security/token.hpp"
#include "support/catch.hpp"
#include "support/exact_buffer.hpp"

using security::numeric_date;
using security::read_json_object;
using security::split_token;
using security::to_base64url;

namespace {

bool is_read(std::string_view text) {
    const support::ExactBuffer bytes{text};
    return read_json_object(bytes.view()).has_value();
}

// Seconds since 1970, -1: none.
long long date(const char* json) {
    const auto read = numeric_date(nlohmann::ordered_json::parse(json));
    return read ? read->time_since_epoch().count() : -1;
}

}  // namespace

TEST_CASE("jeton : Base64url s'écrit sans remplissage") {
    CHECK(to_base64url("") == "");
    CHECK(to_base64url("f") == "Zg");
    CHECK(to_base64url("fo") == "Zm8");
    CHECK(to_base64url("foo") == "Zm9v");
    CHECK(to_base64url("\xFB\xFF\xBF") == "-_-_");
    CHECK(to_base64url(std::string(1, '\0')) == "AA");
    CHECK(to_base64url("\x03\xEC\xFF\xE0\xC1") == "A-z_4ME");  // RFC 7515 appendix C
}

TEST_CASE("jeton : trois parties, et ce qui est signé") {
    const auto parts = split_token("a.bc.d");
    REQUIRE(parts.has_value());
    CHECK(parts->header == "a");
    CHECK(parts->claims == "bc");
    CHECK(parts->signature == "d");
    CHECK(parts->signed_bytes == "a.bc");
    CHECK(split_token("..").has_value());
    for (const char* text : {"", "a", "a.b", ".", "a.b.c.d", "..."}) CHECK_FALSE(split_token(text).has_value());
}

TEST_CASE("jeton : un objet JSON se lit d'une seule façon") {
    CHECK(is_read("{}"));
    CHECK(is_read(" {\"a\":1,\r\n\"b\":{\"a\":[]}}\n"));
    CHECK(is_read(R"([{"a":1},{"a":2}])") == false);  // a list
    CHECK(is_read(R"({"x":[{"a":1},{"a":2}]})"));
    CHECK(is_read(R"({"a":1,"A":2})"));
    for (const char* text : {"", " ", "{", "}", "{}{}", "{} x", "{},", "null", "1", "\"a\"", "[]", "{a:1}", "{'a':1}",
                             R"({"a":1,})", R"({"a":1,"a":1})", R"({"a":1,"\u0061":1})", R"({"x":{"a":1,"a":1}})",
                             R"({"a":NaN})", R"({"a":Infinity})", R"({"a":-Infinity})", R"({"a":1e999})", R"({"a":01})",
                             R"({"a":+1})", R"({"a":.5})", R"({"a":1.})", R"({"a":0x10})", "{\"a\":\"\n\"}",
                             R"({"a":"\ud800"})", "{\"a\":\"\xFF\"}", "{\"a\":\"\xED\xA0\x80\"}", "\xEF\xBB\xBF{}",
                             "{}/* */", "// \n{}"}) {
        INFO(text);
        CHECK_FALSE(is_read(text));
    }
    CHECK_FALSE(is_read(std::string_view{"{}\0", 3}));
    CHECK_FALSE(is_read(std::string_view{"{}\0{\"a\":1}", 10}));
}

TEST_CASE("jeton : huit niveaux d'objets et de listes, pas neuf") {
    const auto nested = [](std::size_t lists) {
        return "{\"a\":" + std::string(lists, '[') + std::string(lists, ']') + "}";
    };
    CHECK(is_read(nested(7)));
    CHECK_FALSE(is_read(nested(8)));
    CHECK_FALSE(is_read(nested(100'000)));
    CHECK_FALSE(is_read(std::string(100'000, '[')));
    std::string objects = "1";
    for (int i = 0; i < 20'000; ++i) objects = "{\"a\":" + objects;
    CHECK_FALSE(is_read(objects + std::string(20'000, '}')));
}

TEST_CASE("jeton : une date est un nombre de secondes, arrondi vers le bas") {
    CHECK(date("0") == 0);
    CHECK(date("-0") == 0);
    CHECK(date("1300819380") == 1'300'819'380);
    CHECK(date("1300819380.999") == 1'300'819'380);
    CHECK(date("13e8") == 1'300'000'000);
    CHECK(date("253402300799") == 253'402'300'799);
    CHECK(date("253402300799.5") == 253'402'300'799);
    for (const char* json : {"253402300800", "-1", "-0.5", "1e300", "9223372036854775807", "18446744073709551615",
                             "-9223372036854775808", "\"0\"", "null", "true", "[]", "{}"}) {
        INFO(json);
        CHECK(date(json) == -1);
    }
}
