#pragma once

#include <nlohmann/json_fwd.hpp>
#include <chrono>
#include <cstdint>
#include <exception>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "02-http-message/fields.hpp"
#include "05-https-client/answer_body.hpp"
#include "05-https-client/cookie.hpp"
#include "05-https-client/limits.hpp"
#include "05-https-client/text.hpp"
#include "05-https-client/url.hpp"

namespace client {

// The answer to a request, as requests' Response.
//
//     #include <nlohmann/json.hpp>   // for json(), and only for that
//
//     client::Response response = client::get("http://127.0.0.1:8081/json");
//     if (response.status_code == 200) std::cout << response.json()["recette"]["nom"] << '\n';
//
// Not const: content(), text() and json() read what has not been read yet. It may outlive its session.
class Response {
public:
    Response() = default;
    Response(Response&&) = default;
    Response& operator=(Response&&) = default;

    int status_code = 0;
    std::string reason;
    http::Fields headers;                 // headers.find("content-type"), whatever the case
    Url url;                              // of this answer, after the redirects
    std::string method;                   // of the request it answers
    std::chrono::microseconds elapsed{};  // from the request to the head of its answer

    // Is the status below 400?
    bool ok() const { return status_code < 400; }

    // The value of the first field of this name, `fallback` if there is none.
    std::string header(std::string_view name, std::string_view fallback = {}) const;

    // The whole body (behind what next() has given), decoded, kept in memory from the first call on. Throws
    // LimitExceeded beyond Limits::memory_bytes, and what next() throws. A body that has failed once fails again in the
    // same way: a part never passes for the whole.
    const std::string& content();

    // The body as a text in UTF-8, and how that was found out.
    std::string text() { return decoded_text().text; }
    DecodedText decoded_text() { return decode_text(content(), header("Content-Type")); }

    // The body as JSON. Throws JSONDecodeError.
    nlohmann::json json();

    // With Options::stream: the next bytes of the body, decoded, valid until the next call; empty at the end, and after
    // content(). Throws IncompleteBody, DecodingError, LimitExceeded, ConnectionError, Timeout.
    std::string_view next();

    // Writes the rest of the body into an open descriptor; returns how many bytes. Throws std::system_error, and what
    // next() throws.
    std::uint64_t save_to(int fd);

    // The cookies of this answer that were kept.
    const std::vector<Cookie>& cookies() const { return cookies_; }

    // The redirects that led here, the first one first; their bodies are not kept.
    const std::vector<Response>& history() const { return history_; }

    // Throws HTTPError for 4xx and 5xx: « le serveur refuse la requête (404 Not Found) : http://… ».
    void raise_for_status() const;

private:
    friend class Call;    // redirects
    friend class Sender;  // makes responses

    [[noreturn]] void fail(std::exception_ptr failure);

    // Reads and drops at most `limit` bytes of the body, undecoded: what is left after that closes the connection.
    void drop_body(std::uint64_t limit);

    std::unique_ptr<AnswerBody> body_;
    std::exception_ptr failure_;  // of the body; none so far
    std::uint64_t memory_limit_ = Limits{}.memory_bytes;
    std::string content_;
    std::vector<Cookie> cookies_;
    std::vector<Response> history_;
};

}  // namespace client
