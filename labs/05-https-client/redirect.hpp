#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "02-http-message/response.hpp"
#include "05-https-client/url.hpp"

namespace client {

// Step 5.4. Where an answer sends us, and with what (RFC 9110 §15.4), as browsers do it.
struct Redirect {
    Url to;              // the fragment of the first address stays, unless the new one has its own
    std::string method;  // POST becomes GET after 301 and 302, all but HEAD after 303; 307 and 308 change nothing
    bool keeps_body = false;
    bool same_origin = false;  // otherwise: without its credentials, nor Authorization, Cookie, Host given by hand
};

// Nothing: the answer is not a redirect, or has no Location. A Location that is no address, or not http or https, is
// rejected: throws InvalidURL that says where it came from. From https to http: followed, as browsers and requests do,
// without what belongs to the origin.
std::optional<Redirect> redirect_of(const http::Response& answer, std::string_view method, const Url& url);

}  // namespace client
