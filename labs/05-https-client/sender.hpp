#pragma once

#include <memory>
#include <vector>

#include "05-https-client/asked.hpp"
#include "05-https-client/response.hpp"
#include "05-https-client/session_body.hpp"

namespace client {

// What requests share in a session.
struct Shared {
    Connector connector;
    std::shared_ptr<Pool> pool;
};

// Sends one request and gives its answer: finds a connection, or opens one, and keeps the cookies of the answer.
//
//     send_once() → Connection::exchange()
class Sender {
public:
    // All must outlive the sender.
    Sender(const Shared& shared, CookieJar& cookies, Asked& asked)
        : shared_{shared}, cookies_{cookies}, asked_{asked} {}

    Response send_once();

private:
    Response send_through(const std::optional<Url>& proxy);
    Outgoing outgoing(std::string head) const;
    http::Response exchange(Lease& lease, const Outgoing& request);
    Lease connect(Route route, bool anew);
    Route route_through(const std::optional<Url>& proxy) const;

    Response response_to(http::Response answer, Lease lease);
    std::unique_ptr<AnswerBody> body_of(const http::Fields& fields, Lease lease);
    void keep_cookies(Response& response);

    const Shared& shared_;
    CookieJar& cookies_;
    Asked& asked_;
};

}  // namespace client
