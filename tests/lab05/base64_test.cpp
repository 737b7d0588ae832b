#include "05-https-client/auth.hpp"
#include "support/catch.hpp"

TEST_CASE("client : base64, les exemples de RFC 4648 §10") {
    CHECK(client::base64("") == "");
    CHECK(client::base64("f") == "Zg==");
    CHECK(client::base64("fo") == "Zm8=");
    CHECK(client::base64("foo") == "Zm9v");
    CHECK(client::base64("foob") == "Zm9vYg==");
    CHECK(client::base64("fooba") == "Zm9vYmE=");
    CHECK(client::base64("foobar") == "Zm9vYmFy");
    CHECK(client::base64("\xFF\xFE\xFB") == "//77");
    CHECK(client::base64(std::string(2, '\0')) == "AAA=");
}
