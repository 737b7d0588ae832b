#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "05-https-client/client.hpp"
#include "05-https-client/route.hpp"
#include "06-security/audit/profile.hpp"

namespace audit {

// What a server said to bytes of ours.
struct RawAnswer {
    std::string received;  // all of it, at most 1 MiB
    bool closed = false;     // the server has ended the connection
    bool timed_out = false;  // it still kept it open when our patience was over
    std::chrono::milliseconds elapsed{};

    // The status of the first answer in it; 0 if there is none. How many answers begin in it, each behind the end of
    // the one before, by its own length (answers.hpp; 1xx do not count).
    int status() const;
    std::size_t answers() const;
};

// The server that is looked at, as the items see it. Each item gets a fresh one of nothing but the tokens, which are
// kept: logging in is expensive.
class Context {
public:
    Context(client::Url url, Profile profile, client::Options options);

    const Profile& profile() const { return profile_; }
    const client::Url& url() const { return url_; }
    bool is_secure() const;

    // "127.0.0.1:8080", for the field Host.
    std::string host() const;

    // How requests are made: deadlines, and whose certificates are trusted.
    const client::Options& options() const { return options_; }

    // An open connection to the server (TLS over https). Throws when it cannot be had: client::RequestException,
    // std::system_error.
    std::unique_ptr<client::Transport> connect();

    // Opens a connection (TLS over https), sends these bytes, and reads until the server closes, is silent for a second
    // once an answer is whole, or `patience` is over. What the server does is a value; throws only when it cannot be
    // reached.
    RawAnswer send_raw(std::string_view bytes, std::chrono::milliseconds patience = std::chrono::seconds{5});

    // The address of a path of the same server.
    std::string at(std::string_view path) const;

    // A request with lab 05's client, without redirects, proxies, netrc or retries unless `options` says so.
    client::Response request(std::string_view method, std::string_view path, client::Options options = {});

    // A bearer token of this account by POST /token (kept for later items); nothing if the profile has no such account
    // or the server gives none.
    std::optional<std::string> token(const std::optional<Account>& account);

    // Uploads raw bytes as a file of this name to profile().upload, with this token (empty: none).
    client::Response upload(std::string_view name, std::string_view bytes, std::string_view token,
                            client::Options options = {});

    // Is the server still there and sound? GET /, any answer. A second try before it is given up for dead.
    bool is_alive();

private:
    client::Url url_;
    Profile profile_;
    client::Options options_;
    client::Connector connector_ = client::network();
    std::vector<std::pair<std::string, std::string>> tokens_;  // account, token
};

}  // namespace audit
