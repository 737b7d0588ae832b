#include <iostream>

#include "05-https-client/checksum.hpp"
#include "05-https-client/client.hpp"
#include "05-https-client/download.hpp"
#include "05-https-client/examples/examples.hpp"
#include "05-https-client/file_body.hpp"
#include "05-https-client/tus.hpp"

namespace examples {
namespace {

void send_file(const Place& place) {
    client::Response response =
        client::post(place.url + "/upload", {.files = {{"file", place.files + "/image1.jpg"}}});
    if (response.status_code == 200) {
        std::cout << "Fichier envoyé avec succès !\nRéponse du serveur : " << response.text() << '\n';
    } else {
        std::cout << "Erreur lors de l'envoi du fichier : " << response.status_code << '\n';
    }
}

// The Python of the notes closes each file before it is sent; here a file is opened when the request is made.
void send_files(const Place& place) {
    std::vector<client::File> files;
    for (const std::string name : {"image1.jpg", "image2.png"}) {
        files.push_back({"file" + std::to_string(files.size() + 1), place.files + "/" + name});
    }
    const client::Response response = client::post(place.url + "/upload", {.files = files});
    if (response.ok()) std::cout << "Fichiers envoyés avec succès !\n";
}

void send_and_catch(const Place& place) {
    try {
        const client::Options options{.files = {{"file", place.files + "/image1.jpg"}}};
        client::post(place.url + "/upload-max/100", options).raise_for_status();
        std::cout << "Fichier envoyé avec succès !\n";
    } catch (const client::HTTPError& error) {
        std::cout << "Erreur HTTP : " << error.what() << '\n';
    } catch (const client::RequestException& error) {
        std::cout << "Erreur lors de la requête : " << error.what() << '\n';
    }
}

void send_in_session(const Place& place) {
    client::Session session;
    const client::Options options{.files = {{"file", place.files + "/image2.png"}}};
    std::cout << session.post(place.url + "/upload", options).status_code << '\n';
}

// The notes send each mebibyte as a request of its own, which makes as many files. One body, in chunks, is one file;
// with tus it even survives a connection that breaks.
void send_large_file(const Place& place) {
    const std::string path = place.files + "/gros.bin";
    const auto body = std::make_shared<client::FileBody>(path);
    client::Response response = client::post(place.url + "/upload", {.data = body});
    std::cout << (response.text().find(client::sha256_of_file(path)) != std::string::npos
                      ? "Fichier envoyé, même empreinte à l'arrivée\n"
                      : "Le serveur a reçu autre chose\n");
    client::Session session;
    std::cout << client::tus_upload(session, place.url + "/tus/", {.path = path}).bytes << " octets par tus\n";
}

void receive_large_file(const Place& place) {
    client::Session session;
    const client::Downloaded downloaded =
        client::download(session, place.url + "/bytes/100000?seed=1", {.path = place.files + "/recu.bin"});
    std::cout << downloaded.bytes << " octets, SHA-256 " << downloaded.sha256 << '\n';
}

constexpr Example file_list[] = {
    {"fichier", "requests.post(url, files={'file': file})", send_file},
    {"fichiers", "files[f'file{i+1}'] = file", send_files},
    {"fichier-erreurs", "response.raise_for_status() … except HTTPError", send_and_catch},
    {"fichier-session", "session.post(url, files=files)", send_in_session},
    {"gros-fichier", "while True: chunk = f.read(1024 * 1024) …", send_large_file},
    {"telechargement", "vérifier l'intégrité du fichier", receive_large_file},
};

}  // namespace

std::span<const Example> file_examples() { return file_list; }

}  // namespace examples
