#include <iostream>
#include <nlohmann/json.hpp>

#include "05-https-client/client.hpp"
#include "05-https-client/examples/examples.hpp"

namespace examples {
namespace {

void get(const Place& place) {
    client::Response response = client::get(place.url + "/html");
    std::cout << response.text();
}

void post(const Place& place) {
    const client::Pairs data = {{"username", "user"}, {"password", "pass"}};
    client::Response response = client::post(place.url + "/post", {.data = data});
    std::cout << response.text() << '\n';
}

void post_status(const Place& place) {
    const client::Response response = client::post(place.url + "/post", {.data = {{"key", "value"}}});
    std::cout << response.status_code << '\n';
}

void other_methods(const Place& place) {
    std::cout << "PUT " << client::put(place.url + "/put", {.data = "contenu"}).status_code << '\n'
              << "DELETE " << client::delete_(place.url + "/delete").status_code << '\n'
              << "HEAD " << client::head(place.url + "/get").header("Content-Type") << '\n';
}

void response_parts(const Place& place) {
    client::Response response = client::get(place.url + "/json");
    if (response.status_code == 200) {
        std::cout << "Succès : " << response.json() << '\n';
    } else {
        std::cout << "Erreur : " << response.status_code << '\n';
    }
    std::cout << response.content().size() << " octets, " << response.text().size() << " de texte, type "
              << response.header("Content-Type") << '\n';
}

void through_proxy(const Place& place) {
    const client::Proxies proxies = {.http = place.proxy, .https = place.proxy, .from_environment = false};
    client::Response response = client::get(place.url + "/ip", {.proxies = proxies});
    std::cout << response.text() << '\n';
}

constexpr Example request_list[] = {
    {"get", "response = requests.get(url); print(response.text)", get},
    {"post", "requests.post(url, data=data)", post},
    {"post-statut", "print(requests.post(url, data={\"key\": \"value\"}).status_code)", post_status},
    {"autres-methodes", "requests.put, requests.delete, requests.head", other_methods},
    {"reponse", "response.status_code, .json(), .content, .text, .headers", response_parts},
    {"mandataire", "requests.get(url, proxies=proxy)", through_proxy},
};

}  // namespace

std::span<const Example> requests_examples() { return request_list; }

}  // namespace examples
