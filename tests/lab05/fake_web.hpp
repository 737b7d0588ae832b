#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "02-http-message/request.hpp"
#include "05-https-client/options.hpp"
#include "05-https-client/route.hpp"

namespace client_test {

// These options, for a session that takes nothing from who runs the test: neither proxies of the environment nor ~/.netrc.
client::Options alone(client::Options options = {});

// A request as a server of the fake web has received it.
struct Received {
    std::string host;       // where the connection leads
    bool secure = false;
    unsigned connection;    // the first one is 1
    http::Request head;
    std::string body;

    // The value of a field, empty if it is not there.
    std::string field(std::string_view name) const { return std::string{head.fields.find(name).value_or("")}; }
};

// Servers in memory, each of which answers a whole request at once: what a session does is tested without a network.
//
//     FakeWeb web;
//     web.on("a.test", [](const Received&) { return FakeWeb::answer(200, "bonjour"); });
//     client::Session session{{}, web.connector()};
//     session.get("http://a.test/").text();    // "bonjour"
//     web.received()[0].head.target;           // "/"
class FakeWeb {
public:
    using Server = std::function<std::string(const Received&)>;

    // A host that is not declared cannot be connected to (ConnectionError).
    void on(const std::string& host, Server server);

    // The web must outlive the sessions that use it.
    client::Connector connector();

    const std::vector<Received>& received() const;
    unsigned connections() const;

    // The bytes of an answer with its Content-Length; `fields`: whole lines, each with its end.
    static std::string answer(int status, std::string_view body, std::string_view fields = {});
    static std::string redirect(int status, std::string_view location);

    // Ends the connection once the bytes were sent, when they begin with this.
    static constexpr std::string_view then_close = "\x01";

private:
    struct Web;
    std::shared_ptr<Web> web_ = make();
    static std::shared_ptr<Web> make();
    friend class FakeTransport;
};

}  // namespace client_test
