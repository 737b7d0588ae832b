#include <iostream>

#include "05-https-client/client.hpp"
#include "05-https-client/examples/examples.hpp"

namespace examples {
namespace {

void own_authority(const Place& place) {
    const std::string authority = place.certs + "/ca.pem";
    client::Response response = client::get(place.https + "/get", {.verify = authority});
    std::cout << response.text() << '\n';
}

void client_certificate(const Place& place) {
    const client::ClientCertificate cert = {place.certs + "/client.pem", place.certs + "/client.key"};
    client::Response response = client::get(place.https + "/tls", {.verify = place.certs + "/ca.pem", .cert = cert});
    std::cout << response.text() << '\n';
}

// Never outside of an exercise: anybody on the way can then answer in the server's place.
void unverified(const Place& place) {
    client::Response response = client::get(place.https + "/get", {.verify = false});
    std::cout << response.status_code << '\n';
}

void refused(const Place& place) {
    try {
        client::Response response = client::get(place.https + "/get");  // the system does not know our authority
        response.raise_for_status();
        std::cout << response.text() << '\n';
    } catch (const client::SSLError& error) {
        std::cout << "Erreur SSL : " << error.what() << '\n';
    } catch (const client::RequestException& error) {
        std::cout << "Erreur de requête : " << error.what() << '\n';
    }
}

constexpr Example certificate_list[] = {
    {"autorite", "requests.get(url, verify=ca_cert)", own_authority},
    {"certificat-client", "requests.get(url, cert=cert)", client_certificate},
    {"sans-verification", "requests.get(url, verify=False)", unverified},
    {"erreur-ssl", "except requests.exceptions.SSLError as ssl_err", refused},
};

}  // namespace

std::span<const Example> certificate_examples() { return certificate_list; }

}  // namespace examples
