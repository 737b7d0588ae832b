#include "05-https-client/options.hpp"

#include <nlohmann/json.hpp>

#include "05-https-client/errors.hpp"
#include "support/catch.hpp"

TEST_CASE("client : des données s'écrivent comme en Python, formulaire, octets ou corps") {
    const client::Options form{.data = {{"username", "ada"}, {"password", "secret"}}};
    REQUIRE(form.data.form());
    CHECK(form.data.form()->size() == 2);

    const client::Options one_field{.data = {{"key", "value"}}};
    REQUIRE(one_field.data.form());
    CHECK(one_field.data.form()->size() == 1);

    const client::Options bytes{.data = "des octets"};
    CHECK(bytes.data.bytes() == "des octets");
    CHECK(client::Options{.data = std::string_view{"vus"}}.data.bytes() == "vus");
    CHECK(client::Options{.data = std::string{"gardés"}}.data.bytes() == "gardés");

    const client::Options body{.data = std::make_shared<client::BytesBody>("lus pendant l'envoi")};
    CHECK(body.data.body() != nullptr);

    CHECK(client::Options{}.data.empty());
}

TEST_CASE("client : les délais et les essais s'écrivent par leur nom, les autres gardent leur valeur") {
    const client::Options patient{.timeout = client::Timeouts{.read = std::chrono::seconds{5}}};
    CHECK(patient.timeout->read == std::chrono::seconds{5});
    CHECK(patient.timeout->connect == client::Timeouts{}.connect);
    const client::Options stubborn{.retries = client::Retries{.count = 3}};
    CHECK(stubborn.retries->count == 3);
}

TEST_CASE("client : le corps d'une session n'est celui d'aucune de ses requêtes") {
    const client::Options session{.params = {{"a", "1"}}, .data = "corps", .timeout = client::Timeouts{}};
    const client::Options merged = client::merge(session, {.params = {{"b", "2"}}});
    CHECK(merged.data.empty());
    CHECK(merged.params == client::Pairs{{"a", "1"}, {"b", "2"}});
    CHECK(merged.timeout.has_value());
}

TEST_CASE("client : une valeur JSON s'écrit sans blancs") {
    const client::Options options{.json = nlohmann::json{{"nom", "Ada"}}};
    CHECK(options.json->text() == R"({"nom":"Ada"})");
}

TEST_CASE("client : « verify » est un fichier quand c'est un texte, jamais un booléen") {
    CHECK(client::Verify{"ca.pem"}.authorities() == "ca.pem");
    CHECK(client::Verify{"ca.pem"}.on());
    CHECK_FALSE(client::Verify{false}.on());
}

TEST_CASE("client : le message d'une exception dit d'abord ce qui s'est passé, puis que faire") {
    const client::NameError error{"l'hôte « a.test » n'existe pas", "vérifiez l'orthographe"};
    CHECK(std::string{error.what()} == "l'hôte « a.test » n'existe pas ; vérifiez l'orthographe");
    CHECK_THROWS_AS(throw error, client::ConnectionError);
}
