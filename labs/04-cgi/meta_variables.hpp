#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "02-http-message/request.hpp"
#include "02-http-message/target.hpp"
#include "04-cgi/script_path.hpp"

namespace cgi {

// Step 4.1. What a script knows of its request: the meta-variables of RFC 3875 §4.1, which it finds in its environment.
//
// The environment is built from nothing. A script that inherited the server's own would get whatever stood there
// (passwords, tokens), and a client could put words into it: a field "Proxy: http://evil/" becomes HTTP_PROXY, which
// many libraries take for the proxy to use (« httpoxy », CVE-2016-5385). So Proxy is never passed on; and neither is a
// name with an underscore, which would end up in the same variable as its twin with a dash: whoever stands before the
// server and sets X-User would be belied by a client that sends X_User.
//
// No I/O here: the same request always gives the same environment.

// What the server knows of itself and of the connection.
struct ServerFacts {
    std::string software = "Atelier";
    std::string address;                // where it listens: "127.0.0.1"
    std::uint16_t port = 80;
    bool secure = false;                // over TLS: HTTPS=on
    std::string document_root;          // absolute, for PATH_TRANSLATED; empty: there is none
    std::string path;                   // PATH: where scripts find their programs
    bool pass_authorization = false;    // HTTP_AUTHORIZATION is a password: only for those who ask for it
};

struct ScriptRequest {
    const http::Request& request;
    const http::Target& target;
    const ScriptPath& script;
    std::string_view peer;                        // the client's address
    std::optional<std::uint64_t> content_length;  // bytes of the body; nothing (or 0): there is none
    std::uint16_t peer_port = 0;                  // the client's port; 0: not known
};

using Environment = std::vector<std::string>;  // "NAME=value"

// The host that a request names, in lower case and without its port: that of an absolute target
// ("GET http://host/ HTTP/1.1"), for which Host does not count (RFC 9112 §3.2.2), else that of Host. Nothing when it
// names none, or one that is neither a name of letters, digits, '-', '.' and '_' nor an IPv6 address in brackets
// (RFC 3875 §4.1.14): a client can write "$(reboot)" there, and scripts put SERVER_NAME into pages and commands.
std::optional<std::string> requested_host(const http::Request& request, const http::Target& target);

// The meta-variables of this request, in this order:
//   GATEWAY_INTERFACE=CGI/1.1, SERVER_SOFTWARE, SERVER_NAME, SERVER_PORT, SERVER_PROTOCOL, REQUEST_METHOD, REQUEST_URI,
//   SCRIPT_NAME, SCRIPT_FILENAME (ScriptPath::file), PATH_INFO and PATH_TRANSLATED (only when there is a path left;
//   PATH_TRANSLATED, the document root followed by PATH_INFO, only when there is such a root too), QUERY_STRING
//   (always, as received), REMOTE_ADDR, REMOTE_HOST (its address: no name is looked up), REMOTE_PORT (when it is known;
//   not in the RFC), CONTENT_LENGTH and CONTENT_TYPE (only with a body, which an empty one is not: RFC 3875 §4.1.2;
//   CONTENT_TYPE only if the client said it), HTTPS=on (only over TLS), DOCUMENT_ROOT (if there is one), PATH, then the
//   fields of the request as HTTP_*.
// SERVER_NAME is the host that the request names (requested_host), else the server's address; SERVER_PORT is where the
// server really listens: a client cannot choose it. REQUEST_URI is the target as received. HTTP_HOST is the authority
// of an absolute target, so that it never contradicts SERVER_NAME.
// No value holds a NUL: the parsers of lab 02 refuse them.
Environment meta_variables(const ScriptRequest& request, const ServerFacts& server);

// The variable of a field name: "Accept-Language" → "HTTP_ACCEPT_LANGUAGE". Nothing for those that are not passed on:
// Content-Length and Content-Type (they have variables of their own), Proxy, names with an underscore or any other
// character that is not a letter, a digit or '-', the fields of the connection (Connection, Keep-Alive, TE, Trailer,
// Transfer-Encoding, Upgrade, Proxy-Connection, Expect), and Authorization and Proxy-Authorization (see ServerFacts).
std::optional<std::string> variable_of_field(std::string_view name);

// Adds the fields of a request as variables, in the order of their first appearance. A field that comes several times
// is joined with ", " (RFC 3875 §4.1.18), cookies with "; " (RFC 6265 §5.4). What stood in `environment` before is left
// as it is.
void add_fields(Environment& environment, const http::Fields& fields, bool pass_authorization);

}  // namespace cgi
