#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "05-https-client/cookie_jar.hpp"
#include "05-https-client/errors.hpp"
#include "05-https-client/options.hpp"
#include "05-https-client/response.hpp"
#include "05-https-client/route.hpp"

namespace client {

// What requests to the same servers have in common (requests.Session): cookies, options, and open connections: the
// second request to a server needs neither name, nor TCP, nor TLS handshake.
//
//     client::Session session;
//     session.options.auth = client::Basic{"ada", "secret"};
//     session.get("https://127.0.0.1:8443/cookies/set?id=42");
//     for (const client::Cookie& cookie : session.cookies) std::cout << cookie.name << ": " << cookie.value << '\n';
//
// Where a request goes: get() → request() → Call (redirects, repetitions) → Sender → Connection::exchange().
// Used by one thread at a time. Closed when it is destroyed.
class Session {
public:
    explicit Session(Options options = {}, Connector connector = network());
    ~Session();
    Session(Session&&) noexcept;
    Session& operator=(Session&&) noexcept;

    Options options;    // of all requests of this session, which may say otherwise (Options: how they are merged)
    CookieJar cookies;

    // Throws RequestException (errors.hpp) when there is no answer. An answer 4xx or 5xx is an answer.
    Response request(std::string_view method, std::string_view url, const Options& own = {});

    Response get(std::string_view url, const Options& own = {}) { return request("GET", url, own); }
    Response head(std::string_view url, const Options& own = {}) { return request("HEAD", url, own); }
    Response post(std::string_view url, const Options& own = {}) { return request("POST", url, own); }
    Response put(std::string_view url, const Options& own = {}) { return request("PUT", url, own); }
    Response patch(std::string_view url, const Options& own = {}) { return request("PATCH", url, own); }
    Response delete_(std::string_view url, const Options& own = {}) { return request("DELETE", url, own); }

    // Closes the connections that are kept open. The session may be used again.
    void close();

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace client
