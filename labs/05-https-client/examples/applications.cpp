#include <iostream>
#include <nlohmann/json.hpp>

#include "05-https-client/client.hpp"
#include "05-https-client/examples/examples.hpp"
#include "05-https-client/html.hpp"

namespace examples {
namespace {

void scrape(const Place& place) {
    client::Response response = client::get(place.url + "/links/3");
    const std::string page = response.text();
    std::cout << "Titre : " << client::page_title(page) << '\n';
    for (const client::Link& link : client::page_links(page, response.url)) {
        std::cout << link.text << " → " << link.address << '\n';
    }
}

// Application A asks application B to keep a task, then reads what it keeps.
void application(const Place& place) {
    client::Session b;
    const client::Options options{.json = nlohmann::json{{"titre", "Relire le cours"}}};
    client::Response created = b.post(place.url + "/api/taches", options);
    created.raise_for_status();
    std::cout << created.status_code << ' ' << created.json()["titre"].get<std::string>() << '\n'
              << b.get(place.url + "/api/taches").json().size() << " tâche(s) chez l'application B\n";
}

constexpr Example application_list[] = {
    {"lire-une-page", "BeautifulSoup(response.text)", scrape},
    {"application", "l'application A envoie une requête à l'application B", application},
};

}  // namespace

std::span<const Example> application_examples() { return application_list; }

}  // namespace examples
