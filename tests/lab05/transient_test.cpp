#include "05-https-client/retry.hpp"
#include "support/catch.hpp"

TEST_CASE("client : un autre essai vaut la peine après 408, 425, 429, 500, 502, 503 et 504") {
    for (int status : {408, 425, 429, 500, 502, 503, 504}) CHECK(client::is_transient(status));
    for (int status : {200, 301, 400, 404, 409, 501, 505}) CHECK_FALSE(client::is_transient(status));
}
