#pragma once

#include <nlohmann/json_fwd.hpp>
#include <concepts>
#include <cstdint>
#include <initializer_list>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "05-https-client/auth.hpp"
#include "05-https-client/limits.hpp"
#include "05-https-client/multipart_body.hpp"
#include "05-https-client/observer.hpp"
#include "05-https-client/progress.hpp"
#include "05-https-client/proxy.hpp"
#include "05-https-client/request_body.hpp"
#include "05-https-client/retry.hpp"
#include "05-https-client/timer.hpp"
#include "05-https-client/tls_context.hpp"
#include "05-https-client/url.hpp"

namespace client {

// What is sent as the body of a request, as Python's data=: a form (names and values), or bytes as they are, or a body
// of one's own, read while it is sent (FileBody, PipeBody of file_body.hpp).
//
//     client::post(url, {.data = {{"username", "ada"}, {"password", "secret"}}});  // application/x-www-form-urlencoded
//     client::post(url, {.data = "des octets"});                                   // as they are, without a type
//     client::put(url, {.data = std::make_shared<client::FileBody>("film.mp4")});
class Data {
public:
    Data() = default;
    Data(std::initializer_list<Pairs::value_type> form) : form_{Pairs{form}} {}  // NOLINT: reads as in Python
    Data(Pairs form) : form_{std::move(form)} {}                                 // NOLINT
    Data(std::string bytes) : bytes_{std::move(bytes)} {}                        // NOLINT
    Data(std::string_view bytes) : bytes_{std::string{bytes}} {}                 // NOLINT
    Data(const char* bytes) : bytes_{bytes} {}                                   // NOLINT
    template <std::derived_from<RequestBody> Body>
    Data(std::shared_ptr<Body> body) : body_{std::move(body)} {}                 // NOLINT

    bool empty() const { return !form_ && !bytes_ && !body_; }
    const std::optional<Pairs>& form() const { return form_; }
    const std::optional<std::string>& bytes() const { return bytes_; }
    const std::shared_ptr<RequestBody>& body() const { return body_; }

private:
    std::optional<Pairs> form_;
    std::optional<std::string> bytes_;
    std::shared_ptr<RequestBody> body_;
};

// A JSON value, already written down. Whoever makes one includes <nlohmann/json.hpp>.
//
//     client::post(url, {.json = nlohmann::json{{"nom", "Ada"}, {"âge", 36}}});
class JsonText {
public:
    JsonText(const nlohmann::json& value);  // NOLINT: reads as in Python

    const std::string& text() const { return text_; }

private:
    std::string text_;
};

// How a request is made. Each member may be left out: what a Session has as its own then counts, and after that what
// the comment says. The body (data, json, files) is a request's own: a session has none. C++ wants them in this order.
//
//     client::get(url, {.timeout = client::Timeouts{.read = std::chrono::seconds{5}}});   // timer.hpp
//     client::get(url, {.retries = client::Retries{.count = 3}});                         // retry.hpp
struct Options {
    Pairs params = {};                              // added to the query of the address
    Pairs headers = {};                             // take the place of those of the same name
    std::vector<std::string> without_headers = {};  // names of fields not to send ("User-Agent")
    Pairs cookies = {};                             // for this request alone, beside those of the session
    Data data = {};                                 // the body; with `files`: the form's other fields
    std::optional<JsonText> json = {};              // the body, as application/json
    std::vector<File> files = {};                   // the body, as multipart/form-data
    std::optional<Auth> auth = {};                  // otherwise: of the address, then of ~/.netrc
    std::optional<Timeouts> timeout = {};
    std::optional<bool> allow_redirects = {};       // true, but for HEAD: false
    std::optional<Proxies> proxies = {};            // those of the environment
    std::optional<Verify> verify = {};              // true: the system's authorities
    std::optional<ClientCertificate> cert = {};
    std::optional<bool> stream = {};                // false; true: the body is read with Response::next(), or saved
    std::optional<Retries> retries = {};            // none
    std::optional<bool> use_netrc = {};             // true
    std::optional<std::uint64_t> expect_above = {};  // bodies from so many bytes on wait for « 100 Continue »: 1 MiB
    std::optional<Limits> limits = {};
    ProgressFunction progress = {};
    std::shared_ptr<Observer> observer = {};
};

// The options of a request made in a session: what it says itself, otherwise the session's. Params, headers and
// cookies are put together.
Options merge(const Options& session, const Options& request);

}  // namespace client
