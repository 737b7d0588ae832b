#pragma once

#include "05-https-client/file_body.hpp"
#include "05-https-client/session.hpp"

namespace client {

// An HTTP client that reads like Python's requests.
//
//     #include <nlohmann/json.hpp>   // where JSON is sent or read
//     #include "05-https-client/client.hpp"
//
//     client::Response response = client::get("https://127.0.0.1:8443/get", {.params = {{"page", "2"}}});
//     std::cout << response.status_code << '\n' << response.text();
//
//     client::post(url, {.data = {{"username", "ada"}}});            // a form
//     client::post(url, {.json = nlohmann::json{{"nom", "Ada"}}});   // JSON
//     client::post(url, {.files = {{"photo", "chat.jpg"}}});         // a file, from the disk, whatever its size
//
// Each of these functions is a session for one request. Options: options.hpp; what may go wrong: errors.hpp; what the
// answer holds: response.hpp; several requests: session.hpp. `delete` is a word of C++, hence delete_(); other methods
// go through request("OPTIONS", url). Methods are sent as they are written, in capitals.
inline Response request(std::string_view method, std::string_view url, const Options& options = {}) {
    return Session{}.request(method, url, options);
}
inline Response get(std::string_view url, const Options& options = {}) { return request("GET", url, options); }
inline Response head(std::string_view url, const Options& options = {}) { return request("HEAD", url, options); }
inline Response post(std::string_view url, const Options& options = {}) { return request("POST", url, options); }
inline Response put(std::string_view url, const Options& options = {}) { return request("PUT", url, options); }
inline Response patch(std::string_view url, const Options& options = {}) { return request("PATCH", url, options); }
inline Response delete_(std::string_view url, const Options& options = {}) { return request("DELETE", url, options); }

}  // namespace client
