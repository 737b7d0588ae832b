#include <string>

#include "lab01/peers.hpp"
#include "lab05/connection_run.hpp"

TEST_CASE("un port où personne n'écoute : qui, pourquoi, et que faire") {
    const peers::Listener silent = peers::silent_port();
    const lab05::Exchanged exchanged = lab05::failure_to_open(lab05::route_to(silent.address.port()), {});
    CHECK(exchanged.failure == "ConnectionError");
    CHECK(exchanged.message == "connexion à « 127.0.0.1 », port " + std::to_string(silent.address.port()) +
                                   " impossible : connexion refusée ; aucun programme n'écoute sur ce port : lancez le "
                                   "serveur, ou vérifiez le port");
}
