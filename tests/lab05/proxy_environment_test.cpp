#include "05-https-client/proxy.hpp"
#include "support/catch.hpp"

TEST_CASE("client : sans mandataire nulle part, l'adresse est jointe directement") {
    const client::Url url{.scheme = "http", .host = "a", .port = 80, .path = "/"};
    const client::Environment stranger = [](const std::string& name) -> std::optional<std::string> {
        if (name == "HTTP_PROXY") return "http://evil.example";
        return std::nullopt;
    };
    CHECK_FALSE(client::proxy_for(url, {}, stranger));
    const client::Environment usual = [](const std::string&) -> std::optional<std::string> { return "http://b"; };
    CHECK_FALSE(client::proxy_for(url, {.from_environment = false}, usual));
}

TEST_CASE("client : l'environnement est celui du programme") {
    CHECK(client::process_environment()("PATH"));
    CHECK_FALSE(client::process_environment()("ATELIER_VARIABLE_QUI_NEXISTE_PAS"));
}
