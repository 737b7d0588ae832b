#include "05-https-client/retry.hpp"
#include "support/catch.hpp"

TEST_CASE("client : un autre essai vaut la peine après 408, 425, 429, 500, 502, 503 et 504") {
    for (int status : {408, 425, 429, 500, 502, 503, 504}) CHECK(client::is_transient(status));
    for (int status : {200, 301, 400, 404, 409, 501, 505}) CHECK_FALSE(client::is_transient(status));
}

TEST_CASE("client : ce qui peut passer en attendant, et ce qui sera pareil") {
    CHECK(client::may_pass(client::ConnectionError{"coupée"}));
    CHECK(client::may_pass(client::NameError{"le réseau revient parfois"}));
    CHECK(client::may_pass(client::ReadTimeout{"muet"}));
    CHECK(client::may_pass(client::IncompleteBody{"tronqué"}));
    CHECK(client::may_pass(client::HTTPError{"occupé", 503}));
    CHECK_FALSE(client::may_pass(client::HTTPError{"rien là", 404}));
    CHECK_FALSE(client::may_pass(client::SSLError{"expiré", ""}));
    CHECK_FALSE(client::may_pass(client::TotalTimeout{"trop tard"}));
    CHECK_FALSE(client::may_pass(client::DecodingError{"abîmé"}));
}
