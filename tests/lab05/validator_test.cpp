#include "05-https-client/download_plan.hpp"
#include "support/catch.hpp"

namespace {

const std::string date = "Sun, 06 Nov 1994 08:49:37 GMT";
const std::string second_before = "Sun, 06 Nov 1994 08:49:36 GMT";

std::string validator(const client::Pairs& pairs) {
    http::Fields fields;
    for (const auto& [name, value] : pairs) fields.add(name, value);
    return client::strong_validator(fields, http::Seconds{std::chrono::seconds{1'800'000'000}});
}

}  // namespace

TEST_CASE("client : un ETag fort désigne la version d'un fichier, un faible n'en désigne aucune") {
    CHECK(validator({{"ETag", "\"v1\""}}) == "\"v1\"");
    CHECK(validator({{"ETag", "\"\""}}) == "\"\"");
    CHECK(validator({{"ETag", "W/\"v1\""}}).empty());
    CHECK(validator({{"ETag", "v1"}}).empty());
    CHECK(validator({{"ETag", "\""}}).empty());
    CHECK(validator({{"ETag", "\"a\"b\""}}).empty());
    CHECK(validator({{"ETag", "\"v1\""}, {"ETag", "\"v2\""}}).empty());
    CHECK(validator({{"ETag", "W/\"v1\""}, {"Last-Modified", second_before}, {"Date", date}}).empty());
}

TEST_CASE("client : sans ETag, la date d'un fichier le désigne si elle précède la réponse d'une seconde") {
    CHECK(validator({{"Last-Modified", second_before}, {"Date", date}}) == second_before);
    CHECK(validator({{"Last-Modified", date}, {"Date", date}}).empty());
    CHECK(validator({{"Last-Modified", second_before}}).empty());
    CHECK(validator({{"Last-Modified", "hier"}, {"Date", date}}).empty());
    CHECK(validator({}).empty());
}

TEST_CASE("client : rien ne désigne ce qui est compressé pour le trajet, ou ne s'envoie pas par parties") {
    CHECK(validator({{"ETag", "\"v1\""}, {"Content-Encoding", "gzip"}}).empty());
    CHECK(validator({{"ETag", "\"v1\""}, {"Accept-Ranges", "none"}}).empty());
    CHECK(validator({{"ETag", "\"v1\""}, {"Content-Encoding", "identity"}, {"Accept-Ranges", "bytes"}}) == "\"v1\"");
}

TEST_CASE("client : Content-Range a trois formes") {
    const auto whole = client::parse_content_range("bytes 0-0/1");
    REQUIRE(whole);
    CHECK(whole->first == 0u);
    CHECK(whole->last == 0u);
    CHECK(whole->total == 1u);
    CHECK_FALSE(client::parse_content_range("bytes 5-9/*")->total);
    CHECK_FALSE(client::parse_content_range("bytes */10")->first);
    for (std::string_view wrong : {"", "bytes", "bytes ", "bytes */*", "bytes 9-5/10", "bytes 5-10/10", "bytes 5/10",
                                   "bytes 5-9/10x", "bytes 5-9", "bytes +5-9/10", "bytes  5-9/10", "bytes=5-9/10"}) {
        INFO(wrong);
        CHECK_FALSE(client::parse_content_range(wrong));
    }
}
