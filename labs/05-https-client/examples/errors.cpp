#include <iostream>
#include <nlohmann/json.hpp>

#include "05-https-client/client.hpp"
#include "05-https-client/examples/examples.hpp"

namespace examples {
namespace {

void check_status(const Place& place) {
    for (const std::string path : {"/json", "/status/404", "/status/500"}) {
        client::Response response = client::get(place.url + path);
        if (response.status_code == 200) {
            std::cout << "Requête réussie !\n" << response.json() << '\n';
        } else if (response.status_code == 404) {
            std::cout << "Erreur : ressource non trouvée (404)\n";
        } else {
            std::cout << "Erreur : la requête a échoué avec le statut " << response.status_code << '\n';
        }
    }
}

void try_to_get(const std::string& url) {
    try {
        client::Response response =
            client::get(url, {.timeout = client::Timeouts{.read = std::chrono::milliseconds{500}}});
        response.raise_for_status();  // throws for 4xx and 5xx
        std::cout << "Requête réussie !\n" << response.json() << '\n';
    } catch (const client::HTTPError& error) {
        std::cout << "Erreur HTTP : " << error.what() << '\n';
    } catch (const client::ConnectionError&) {
        std::cout << "Erreur : problème de connexion.\n";
    } catch (const client::Timeout&) {
        std::cout << "Erreur : délai d'attente dépassé.\n";
    } catch (const client::RequestException& error) {
        std::cout << "Une erreur s'est produite : " << error.what() << '\n';
    }
}

void catch_exceptions(const Place& place) {
    try_to_get(place.url + "/json");
    try_to_get(place.url + "/status/404");
    try_to_get("http://127.0.0.1:1/");  // nobody listens there
    try_to_get(place.url + "/delay/2");
    try_to_get(place.url + "/truncated/1000");
}

void session_and_errors(const Place& place) {
    client::Session session;
    try {
        client::Response response = session.get(place.url + "/json");
        response.raise_for_status();
        std::cout << "Requête réussie !\n" << response.json() << '\n';
    } catch (const client::RequestException& error) {
        std::cout << "Une erreur s'est produite : " << error.what() << '\n';
    }
}  // the session is closed here, whatever happens: the « finally » of the notes

constexpr Example error_list[] = {
    {"statut", "if response.status_code == 200: … elif == 404: …", check_status},
    {"exceptions", "try: … except requests.exceptions.HTTPError …", catch_exceptions},
    {"session-erreurs", "try: … finally: session.close()", session_and_errors},
};

}  // namespace

std::span<const Example> error_examples() { return error_list; }

}  // namespace examples
