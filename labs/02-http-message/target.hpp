#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "02-http-message/parsed.hpp"

namespace http {

// The target of a request (RFC 9112 §3.2): what the client wants, as bytes that cannot be trusted.
//
// Order matters: split first, decode afterwards, and decode once. A '%2F' is a slash inside a name, not a separator;
// '%2e%2e' is ".."; and decoding twice would turn '%252e' into '.'.
struct Target {
    std::string path;   // decoded, dot segments removed, always begins with '/' ("/" for CONNECT); "*" for OPTIONS *
    std::string query;  // as received, without the '?'; empty if there is none
    bool has_query = false;
    std::string raw_path;  // the path as received
    bool has_encoded_slash = false;  // a "%2F" in the path: a slash inside a name, which no file can have
    std::string authority;  // of the absolute form (http://host:port/…) or of CONNECT, as received; else empty
};

// Replaces %HH by its byte (RFC 3986 §2.1). Nothing if a '%' is not followed by two hexadecimal digits.
std::optional<std::string> percent_decode(std::string_view text);

// Encodes all but the unreserved characters and '/' (RFC 3986 §2.3), for a path in a link or a redirect.
std::string percent_encode_path(std::string_view path);

// Removes "." and ".." (RFC 3986 §5.2.4) from a decoded path that begins with '/'. Never climbs above the root;
// nothing if the path tries to.
std::optional<std::string> remove_dot_segments(std::string_view path);

// Names and values of a query or of a form (WHATWG URL §5.1): '+' is a space, values percent-decoded, in order,
// repeated names kept. A '%' that is not an escape stays as it is. At most `limit` pairs, the rest is dropped.
std::vector<std::pair<std::string, std::string>> parse_query(std::string_view query, std::size_t limit = 1000);

// Is this a host, a name or an address, with an optional port (RFC 3986 §3.2): "example.com", "[::1]:8080"?
bool is_host_with_port(std::string_view text);

// Which of the four forms of RFC 9112 §3.2 a target has; nothing if none, or one that this method may not use.
enum class TargetForm {
    origin,     // "/a?b": what a client sends to a server
    absolute,   // "http://host/a": what it sends to a proxy
    authority,  // "host:443": CONNECT only
    asterisk,   // "*": OPTIONS only
};
std::optional<TargetForm> target_form(std::string_view target, std::string_view method);

// Takes a request target apart, in the four forms of RFC 9112 §3.2: origin ("/a?b"), absolute ("http://h/a"),
// authority ("h:443", CONNECT only), asterisk ("*", OPTIONS only). Rejected with 400: none of these, a malformed
// escape in the path, an encoded NUL, dot segments that climb above the root.
Parsed<Target> parse_target(std::string_view target, std::string_view method);

}  // namespace http
