#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "02-http-message/parsed.hpp"

namespace client {

using Pairs = std::vector<std::pair<std::string, std::string>>;

// Step 5.1. An address of the Web, taken apart (RFC 3986):
//
//     https://ada:secret@example.com:8443/cours/lab%205?page=2#haut
//     scheme  user password  host    port  path          query  fragment
//
// The scheme says how to talk (TLS or not), host and port to whom, path and query what to ask for; user and password
// become a field of the request, and the fragment never leaves the client.
//
// What two programs could read differently is refused and not guessed: a backslash before the query, a second '@', a
// control character or a line end, a space at the beginning or the end, an escape in the host, a port that is not a
// number, an IPv4 address that is not four decimal numbers ("0x7f.1", "127.1").
// Spaces and bytes that are not ASCII are encoded in path and query, as browsers do; a host that is not ASCII becomes
// its "xn--" form (IDNA 2008, libidn2).
struct Url {
    std::string scheme = {};   // "http" or "https"
    std::string user = {};     // decoded; empty if there is none
    std::string password = {}; // decoded
    std::string host = {};     // small letters, without a final dot; an IPv6 address without its brackets
    std::uint16_t port = 0;    // the scheme's own (80, 443) if none was given
    std::string path = {};     // as it is sent: encoded, begins with '/', dot segments removed
    std::string query = {};    // as it is sent, without the '?'
    bool has_query = false;
    std::string fragment = {}; // without the '#'

    bool is_secure() const { return scheme == "https"; }
    bool operator==(const Url&) const = default;
};

// Reads an absolute address. Never incomplete; rejected: not http or https, no host, or one of the above; at most
// 64 KiB. The text may come from a server (Location): nothing is thrown.
http::Parsed<Url> parse_url(std::string_view text);

// The same for what a user has written: throws InvalidURL. An address without a scheme is refused with the advice to
// add « https:// ».
Url url_from(std::string_view text);

// Step 5.4. The address that `reference` stands for in a document at `base` (RFC 3986 §5.2): an absolute one, or
// "//host/x", "/x", "x", "../x", "?q", "#f". User and password of `base` stay only if host, port and scheme do.
http::Parsed<Url> resolve_reference(const Url& base, std::string_view reference);

// The whole address, the port left out if it is the scheme's own. `with_credentials`: with user and password, otherwise
// without: what is shown or logged.
std::string to_string(const Url& url, bool with_credentials = false);

// "example.com", "example.com:8443", "[::1]:8443": the value of Host (RFC 9110 §7.2).
std::string host_field(const Url& url);

// "/cours?page=2": what stands in the request line (RFC 9112 §3.2.1).
std::string request_target(const Url& url);

// Do scheme, host and port agree (RFC 6454 §5)? What belongs to one origin (credentials) never goes to another.
bool same_origin(const Url& a, const Url& b);

// Is the host of this address an IP address?
bool is_ip_address(std::string_view host);

// "page=2&mot=%C3%A9t%C3%A9": names and values as in a form (WHATWG URL §5.2: a space is '+').
std::string encode_pairs(const Pairs& pairs);

// Adds these pairs to the query, behind what it holds.
Url with_params(Url url, const Pairs& params);

}  // namespace client
