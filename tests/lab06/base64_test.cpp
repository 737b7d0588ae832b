// Given: Base64 with padding, read strictly.
#include "06-security/base64.hpp"

#include "05-https-client/auth.hpp"
#include "support/catch.hpp"
#include "support/exact_buffer.hpp"

namespace {

std::optional<std::string> read(std::string_view text) {
    const support::ExactBuffer bytes{text};
    return security::from_base64(bytes.view());
}

}  // namespace

TEST_CASE("Base64 : ce que client::base64 écrit se relit") {
    std::string bytes;
    for (int i = 0; i < 256; ++i) {
        CHECK(read(client::base64(bytes)) == bytes);
        bytes += static_cast<char>(i * 7);
    }
}

TEST_CASE("Base64 : un texte écrit autrement n'en est pas") {
    for (const char* wrong : {"Zg", "Zg=", "Zg===", "Zh==", "Zm9=", "=", "====", "Z===", " Zg=", "Zg==\n", "Zm9v\n   ",
                              "Zm 9v===", "Zm-_", "é===", "Zg==Zg=="}) {
        INFO(wrong);
        CHECK_FALSE(read(wrong).has_value());
    }
}

TEST_CASE("Base64 : au-delà de 8 Kio, rien n'est lu") {
    CHECK(read(std::string(8 * 1024, 'A')).has_value());
    CHECK_FALSE(read(std::string(8 * 1024 + 4, 'A')).has_value());
}
