#include <zlib.h>

#include <set>

#include "06-security/audit/forged_token.hpp"
#include "06-security/audit/items_common.hpp"
#include "06-security/audit/sample_files.hpp"
#include "06-security/audit/times.hpp"
#include "support/catch.hpp"

namespace {

// The example of RFC 7515 §A.1, whose key is that of the appendix.
constexpr std::string_view rfc_header = "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9";
constexpr std::string_view rfc_claims =
    "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ";
constexpr std::string_view rfc_signature = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";

std::string rfc_token() {
    return std::string{rfc_header} + "." + std::string{rfc_claims} + "." + std::string{rfc_signature};
}

audit::TokenParts rfc_parts() {
    return audit::parts_of(rfc_token()).value();
}

std::string decoded(std::string_view part) {
    return audit::from_base64url_text(part).value();
}

std::uint32_t number_at(std::string_view bytes, std::size_t at, int size) {
    std::uint32_t value = 0;
    for (int i = size - 1; i >= 0; --i) value = value << 8 | static_cast<unsigned char>(bytes[at + std::size_t(i)]);
    return value;
}

// What zlib makes of the one entry of an archive; empty if it is not what its header says.
std::string unpacked_entry(std::string_view archive) {
    const std::size_t start = 30 + number_at(archive, 26, 2) + number_at(archive, 28, 2);
    std::string packed{archive.substr(start, number_at(archive, 18, 4))};
    std::string bytes(number_at(archive, 22, 4), '?');
    if (number_at(archive, 8, 2) == 0) return packed;
    z_stream stream{};
    if (::inflateInit2(&stream, -15) != Z_OK) return {};
    stream.next_in = reinterpret_cast<Bytef*>(packed.data());
    stream.avail_in = static_cast<uInt>(packed.size());
    stream.next_out = reinterpret_cast<Bytef*>(bytes.data());
    stream.avail_out = static_cast<uInt>(bytes.size());
    const bool done = ::inflate(&stream, Z_FINISH) == Z_STREAM_END && stream.avail_out == 0;
    ::inflateEnd(&stream);
    return done ? bytes : std::string{};
}

bool has_checksum_of_entry(std::string_view archive) {
    const std::string bytes = unpacked_entry(archive);
    const auto sum = ::crc32(0, reinterpret_cast<const Bytef*>(bytes.data()), static_cast<uInt>(bytes.size()));
    return number_at(archive, 14, 4) == sum;
}

}  // namespace

TEST_CASE("audit : Base64url va et revient, sans remplissage") {
    CHECK(audit::base64url("\xFF\xFE\xFB\x01") == "__77AQ");
    CHECK(audit::from_base64url_text("__77AQ") == "\xFF\xFE\xFB\x01");
    CHECK(audit::from_base64url_text("") == "");
    CHECK_FALSE(audit::from_base64url_text("a"));
    CHECK_FALSE(audit::from_base64url_text("a!=="));
}

TEST_CASE("audit : un jeton se coupe en trois, et se recolle") {
    CHECK(rfc_parts().text() == rfc_token());
    CHECK_FALSE(audit::parts_of("un.deux"));
    CHECK_FALSE(audit::parts_of("un.deux.trois.quatre"));
    CHECK_FALSE(audit::parts_of("opaque"));
    CHECK_FALSE(audit::parts_of("..."));
}

TEST_CASE("audit : un jeton contrefait sans signature garde ses affirmations") {
    const std::string token = audit::without_signature(rfc_parts(), "nOnE");
    REQUIRE(token.ends_with("."));
    const auto parts = audit::parts_of(token);
    REQUIRE(parts);
    CHECK(parts->claims == rfc_claims);
    CHECK(decoded(parts->header) == R"({"alg":"nOnE","typ":"JWT"})");
}

TEST_CASE("audit : une signature changée d'un bit reste lisible") {
    const auto parts = audit::parts_of(audit::with_broken_signature(rfc_parts()));
    REQUIRE(parts);
    CHECK(parts->signature != rfc_signature);
    CHECK(decoded(parts->signature).size() == 32);
    CHECK(decoded(parts->signature).substr(1) == decoded(rfc_signature).substr(1));
}

TEST_CASE("audit : une affirmation changée garde la signature d'avant") {
    const auto parts = audit::parts_of(audit::with_claim(rfc_parts(), "role", "admin"));
    REQUIRE(parts);
    CHECK(parts->signature == rfc_signature);
    CHECK(decoded(parts->claims).find(R"("role":"admin")") != std::string::npos);
    CHECK(decoded(parts->claims).find(R"("iss":"joe")") != std::string::npos);
}

TEST_CASE("audit : un jeton contrefait est signé par HMAC avec la clé donnée") {
    const std::string key = decoded("AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow");
    const auto parts = audit::parts_of(audit::signed_with_secret(rfc_parts(), key));
    REQUIRE(parts);
    // The header is written anew, without the line end that the RFC's has: its signature is what Python's hmac makes of
    // the same key.
    CHECK(decoded(parts->header) == R"({"alg":"HS256","typ":"JWT"})");
    CHECK(parts->claims == rfc_claims);
    CHECK(parts->signature == "SfgggA-oZk7ztlq1i8Uz5VhmPmustakoDa9wAf8uHyQ");
}

TEST_CASE("audit : une petite archive ZIP contient ce qu'elle dit") {
    const std::string archive = audit::zip_of("note.txt", "Bonjour.\n");
    CHECK(archive.starts_with("PK\3\4"));
    CHECK(unpacked_entry(archive) == "Bonjour.\n");
    CHECK(has_checksum_of_entry(archive));
}

TEST_CASE("audit : la bombe ZIP est petite, correcte, et gonfle plus de cent fois") {
    constexpr std::size_t size = 1024 * 1024;
    const std::string archive = audit::zip_bomb(size);
    CHECK(archive.size() < size / 500);
    CHECK(unpacked_entry(archive) == std::string(size, '\0'));
    CHECK(has_checksum_of_entry(archive));
}

TEST_CASE("audit : la petite image est un PNG d'un point") {
    const std::string image = audit::small_png();
    CHECK(image.starts_with("\x89PNG\r\n\x1A\n"));
    CHECK(image.substr(12, 4) == "IHDR");
    CHECK(image.substr(image.size() - 8, 4) == "IEND");
    CHECK(image.substr(image.size() - 4) == "\xAE\x42\x60\x82");  // the CRC of every IEND
}

TEST_CASE("audit : des temps ne diffèrent que si aucun ne se mêle aux autres") {
    using namespace std::chrono_literals;
    CHECK(audit::are_apart({{41ms, 90ms}, {1ms, 2ms}}));
    CHECK(audit::are_apart({{1ms, 2ms}, {41ms, 90ms}}));
    CHECK_FALSE(audit::are_apart({{41ms, 90ms}, {1ms, 44ms}}));
    CHECK_FALSE(audit::are_apart({{9ms, 10ms}, {1ms, 2ms}}));
    CHECK_FALSE(audit::are_apart({{50ms}, {30ms}}));
    CHECK_FALSE(audit::are_apart({}));
}

TEST_CASE("audit : un refus est réussi, une acceptation échoue, un accident se signale") {
    const auto verdict_for = [](int status) {
        client::Response answer;
        answer.status_code = status;
        return audit::must_be_refused(answer).verdict;
    };
    CHECK(verdict_for(201) == audit::Verdict::fail);
    CHECK(verdict_for(303) == audit::Verdict::warn);
    CHECK(verdict_for(415) == audit::Verdict::pass);
    CHECK(verdict_for(500) == audit::Verdict::warn);
}

TEST_CASE("audit : un membre de texte se lit dans un objet JSON, et rien d'autre") {
    CHECK(audit::json_text(R"({"name":"a.txt","size":3})", "name") == "a.txt");
    CHECK_FALSE(audit::json_text(R"({"name":"a.txt","size":3})", "size"));
    CHECK_FALSE(audit::json_text(R"(["name"])", "name"));
    CHECK_FALSE(audit::json_text("<html>", "name"));
}

TEST_CASE("audit : chaque point sur scripts, dépôts, accès et journal dit tout ce qu'il faut") {
    std::set<std::string> ids;
    for (const auto group : {audit::script_items, audit::upload_items, audit::access_items, audit::log_items}) {
        for (const audit::Item& item : group()) {
            INFO(item.id);
            CHECK(ids.insert(item.id).second);
            for (const std::string* text : {&item.title, &item.threat, &item.sent, &item.expected, &item.cure}) {
                CHECK_FALSE(text->empty());
            }
            CHECK(item.slide.starts_with("06-security.md#"));
            CHECK_FALSE(item.sources.empty());
            CHECK(item.run);
        }
    }
    CHECK(ids.size() == 28);
}
