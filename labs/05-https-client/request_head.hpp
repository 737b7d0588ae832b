#pragma once

#include <string>
#include <string_view>

#include "02-http-message/fields.hpp"
#include "05-https-client/url.hpp"

namespace client {

// Step 5.1. The head of a request, as it goes on the wire: the request line, Host, then the fields in their order
// (RFC 9112 §3), and the empty line. A Host among the fields takes the place of the address's.
//
// `target`: what stands in the request line: request_target(url), or the whole address for a proxy (§3.2.2), or
// "host:port" for CONNECT (§3.2.3), which is then the value of Host too.
//
// Whoever chooses a method, a name or a value may have got it from somebody else: a method or a name that is not a
// token, a CR, LF, NUL or another control character anywhere would let that person write a second request. The same
// for two Hosts. Throws InvalidRequest.
std::string request_head(std::string_view method, std::string_view target, const Url& url, const http::Fields& fields);

}  // namespace client
