#pragma once

#include <span>
#include <string>
#include <string_view>

namespace examples {

// The examples of the course notes, in their order: what they do in Python with requests, done here with the client of
// lab 05. Each is a function that reads beside its Python; notes_examples runs them against the playground.
struct Place {
    std::string url;      // of the playground, without a final '/': « http://127.0.0.1:8081 »
    std::string https;    // the same over TLS: « https://127.0.0.1:8443 »
    std::string certs;    // a directory made by make_certs
    std::string files;    // a directory with image1.jpg, image2.png and gros.bin; examples write there
    std::string proxy;    // of an HTTP proxy: « http://127.0.0.1:3128 »
};

struct Example {
    std::string_view name;
    std::string_view python;  // what the notes write, on one line
    void (*run)(const Place& place);
};

std::span<const Example> requests_examples();      // sending a request, its answer, a proxy
std::span<const Example> cookie_examples();
std::span<const Example> error_examples();
std::span<const Example> file_examples();          // one file, several, large ones
std::span<const Example> certificate_examples();
std::span<const Example> application_examples();   // scraping, an application that talks to another

}  // namespace examples
