#include <chrono>
#include <iostream>

#include "05-https-client/client.hpp"
#include "05-https-client/cookie_file.hpp"
#include "05-https-client/examples/examples.hpp"

namespace examples {
namespace {

http::Seconds now() { return std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now()); }

void given_cookies(const Place& place) {
    const client::Pairs cookies = {{"session_id", "123456789"}, {"user", "JohnDoe"}};
    client::Response response = client::get(place.url + "/cookies", {.cookies = cookies});
    std::cout << response.text() << '\n';
}

void session_cookies(const Place& place) {
    client::Session session;
    session.get(place.url + "/cookies/set?session_id=123456789");
    std::cout << "Cookies après la première requête :";
    for (const client::Cookie& cookie : session.cookies) std::cout << ' ' << cookie.name << '=' << cookie.value;
    std::cout << '\n' << session.get(place.url + "/cookies").text() << '\n';
    session.close();
}

void received_cookies(const Place& place) {
    const client::Response response =
        client::get(place.url + "/cookies/set?session_id=123456789", {.allow_redirects = false});
    for (const client::Cookie& cookie : response.cookies()) std::cout << cookie.name << ": " << cookie.value << '\n';
}

void save_cookies(const Place& place) {
    client::Session session;
    session.get(place.url + "/cookies/set?session_id=123456789");
    client::save_cookies(session.cookies, place.files + "/cookies.txt", now());
    std::cout << session.cookies.size() << " cookie gardé\n";
}

void load_cookies(const Place& place) {
    client::Session session;
    client::load_cookies(session.cookies, place.files + "/cookies.txt", now());
    std::cout << session.get(place.url + "/cookies").text() << '\n';
}

constexpr Example cookie_list[] = {
    {"cookies-donnes", "requests.get(url, cookies=cookies)", given_cookies},
    {"cookies-session", "session = requests.Session(); session.cookies", session_cookies},
    {"cookies-recus", "for cookie in response.cookies: …", received_cookies},
    {"cookies-sauver", "pickle.dump(session.cookies, f)", save_cookies},
    {"cookies-charger", "session.cookies.update(pickle.load(f))", load_cookies},
};

}  // namespace

std::span<const Example> cookie_examples() { return cookie_list; }

}  // namespace examples
