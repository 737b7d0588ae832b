#include "05-https-client/url_parts.hpp"

#include "05-https-client/url.hpp"
#include "support/catch.hpp"

TEST_CASE("client : une adresse IP n'est pas un nom") {
    for (std::string_view host : {"127.0.0.1", "::1", "2001:db8::1", "::ffff:1.2.3.4", "0.0.0.0"}) {
        INFO(host);
        CHECK(client::is_ip_address(host));
    }
    for (std::string_view host : {"", "example.com", "127.1", "1.2.3.4.fr", "[::1]", "1.2.3.4:80", "256.0.0.1"}) {
        INFO(host);
        CHECK_FALSE(client::is_ip_address(host));
    }
}

TEST_CASE("client : un hôte a la forme que Url garde") {
    CHECK(client::parse_host("Example.COM.").value() == "example.com");
    CHECK(client::parse_host("[2001:DB8::0:1]").value() == "2001:db8::1");
    CHECK(client::parse_host("été.example").value() == "xn--t-9fab.example");
    CHECK(client::parse_host("127.1").is_rejected());
    CHECK(client::parse_host("").is_rejected());
    CHECK(client::parse_host("a:b").rejection().offset == 1);
}

TEST_CASE("client : un schéma est une lettre, puis lettres, chiffres, plus, moins et point") {
    CHECK(client::scheme_of("http://a") == "http");
    CHECK(client::scheme_of("x-a+b.1:") == "x-a+b.1");
    for (std::string_view text : {"", ":", "/a:b", "a/b:c", "1a:b", "a", "a_b:c", "?a:b"}) {
        INFO(text);
        CHECK(client::scheme_of(text).empty());
    }
}

TEST_CASE("client : un chemin est encodé et n'a plus de segments à points") {
    CHECK(client::path_to_send("") == "/");
    CHECK(client::path_to_send("/a/../../b") == "/b");
    CHECK(client::path_to_send("/a b/%2e%2E/é") == "/%C3%A9");
    CHECK(client::query_to_send("a=../b&é") == "a=../b&%C3%A9");
}

TEST_CASE("client : un nom encodé dans une adresse est décodé le même") {
    const std::string bytes = "a:b@c/d?e#f%41 é\r\n";
    CHECK(client::parse_user_text(client::encode_user_text(bytes)).value() == bytes);
    CHECK(client::encode_user_text("a:b") == "a%3Ab");
}

TEST_CASE("client : sans paramètre, l'adresse reste ce qu'elle est") {
    const client::Url url{.scheme = "http", .host = "a", .port = 80, .path = "/b"};
    CHECK(client::with_params(url, {}) == url);
}
