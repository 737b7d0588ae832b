#pragma once

#include <functional>
#include <optional>
#include <string>

#include "05-https-client/url.hpp"

namespace client {

// Step 5.8. A proxy stands between client and server. To http it is asked for the whole address (absolute-form); for
// https it is asked to open a tunnel (CONNECT), through which TLS goes untouched.
struct Proxies {
    std::string http = {};      // « http://user:password@proxy:3128 » for addresses in http; empty: none
    std::string https = {};     // for those in https
    std::string no_proxy = {};  // hosts that are reached directly, separated by commas; « * »: all
    bool from_environment = true;  // what is empty above comes from http_proxy, https_proxy, all_proxy, no_proxy
};

// Environment variables by curl's rules: small letters first, then capitals; HTTP_PROXY in capitals is not looked at,
// since in a CGI script it is the field « Proxy » of a stranger's request.
using Environment = std::function<std::optional<std::string>(const std::string& name)>;
Environment process_environment();

// Does `no_proxy` name this host (curl's rules)? "example.com" and ".example.com" stand for it and what lies below;
// with ":port" for that port alone; an IP address for itself, "192.0.2.0/24" for a network; "*" alone for every host.
bool is_excluded(const Url& url, const std::string& no_proxy);

// The proxy for this address; nothing: go there directly. A proxy without a scheme is http, without a port 1080 (curl).
// Throws InvalidURL for a proxy that is no address, or neither http nor without scheme.
std::optional<Url> proxy_for(const Url& url, const Proxies& proxies, const Environment& environment);

}  // namespace client
