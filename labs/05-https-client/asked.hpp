#pragma once

#include <memory>
#include <optional>
#include <string>

#include "05-https-client/cookie_jar.hpp"
#include "05-https-client/prepared.hpp"

namespace client {

// What a call of Session::request() asks for; redirects change it on the way.
struct Asked {
    Options options;  // those of the session and of the request, put together
    Limits limits;
    Timer timer;
    std::shared_ptr<Observer> observer;  // always there
    Prepared request;
    Url url;
    bool expects_continue = true;  // unless a server has refused that
};

// Throws InvalidRequest, std::system_error (prepare).
Asked asked(Options options, std::string_view method, Url url);

// May the request be sent once more without harm? Its body is then at its beginning again.
bool may_repeat(Asked& asked);

// Does the head announce that the body waits for « 100 Continue »?
bool awaits_continue(const Asked& asked);

// Nothing that belongs to one origin goes to another (step 5.4).
void forget_credentials(Asked& asked);

// The head of the request as it is sent now, to the server or through this proxy.
std::string head_of(const Asked& asked, const std::optional<Url>& proxy, CookieJar& jar, http::Seconds now);

}  // namespace client
