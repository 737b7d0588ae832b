#include "05-https-client/tus_answer.hpp"

#include "05-https-client/errors.hpp"
#include "05-https-client/url.hpp"
#include "support/catch.hpp"

namespace {

http::Fields fields_of(const client::Pairs& pairs) {
    http::Fields fields;
    for (const auto& [name, value] : pairs) fields.add(name, value);
    return fields;
}

http::Fields offset(const std::string& value) {
    return fields_of({{"Upload-Offset", value}});
}

}  // namespace

TEST_CASE("client : ce qu'un serveur tus sait faire, par sa réponse à OPTIONS") {
    const client::TusServer server =
        client::read_tus_server(204, fields_of({{"Tus-Version", "1.0.0,0.2.2"},
                                                {"Tus-Extension", "creation, checksum"},
                                                {"Tus-Checksum-Algorithm", "md5,sha1"},
                                                {"Tus-Max-Size", "1000"}}));
    CHECK(server.creation == true);
    CHECK(server.checksum == client::HashKind::sha1);
    CHECK(server.max_size == 1000u);
}

TEST_CASE("client : un serveur tus qui ne dit rien de lui n'a rien de plus que le protocole") {
    for (int status : {200, 404, 405}) {
        const client::TusServer server = client::read_tus_server(status, {});
        CHECK_FALSE(server.creation);
        CHECK_FALSE(server.checksum);
        CHECK_FALSE(server.max_size);
    }
    const http::Fields algorithms = fields_of({{"Tus-Extension", "termination"}, {"Tus-Checksum-Algorithm", "sha1"}});
    CHECK(client::read_tus_server(200, algorithms).creation == false);
    CHECK_FALSE(client::read_tus_server(200, algorithms).checksum);
}

TEST_CASE("client : une autre version de tus, une taille qui n'en est pas une, sont des erreurs") {
    CHECK_THROWS_AS(client::read_tus_server(200, fields_of({{"Tus-Version", "0.2.2"}})), client::ProtocolError);
    CHECK_THROWS_AS(client::read_tus_server(200, fields_of({{"Tus-Max-Size", "1e9"}})), client::ProtocolError);
}

TEST_CASE("client : un serveur tus qui recule, ou avance trop, n'est pas suivi") {
    CHECK(client::offset_of_upload(offset("0"), 0, 10) == 0);
    CHECK(client::offset_of_upload(offset("10"), 4, 10) == 10);
    CHECK_THROWS_AS(client::offset_of_upload(offset("3"), 4, 10), client::ProtocolError);
    CHECK_THROWS_AS(client::offset_of_upload(offset("11"), 4, 10), client::ProtocolError);
    CHECK_THROWS_AS(client::offset_of_upload({}, 0, 10), client::ProtocolError);
    CHECK(client::offset_after_piece(offset("7"), 4, 3) == 7);
    CHECK(client::offset_after_piece(offset("5"), 4, 3) == 5);
    for (const char* wrong : {"4", "3", "8", "", "-5", "5, 5", " 5", "0x5"}) {
        INFO(wrong);
        CHECK_THROWS_AS(client::offset_after_piece(offset(wrong), 4, 3), client::ProtocolError);
    }
}

TEST_CASE("client : un téléversement commencé pour un fichier d'une autre taille n'est pas repris") {
    CHECK_THROWS_AS(client::offset_of_upload(fields_of({{"Upload-Offset", "0"}, {"Upload-Length", "9"}}), 0, 10),
                    client::InvalidRequest);
}
