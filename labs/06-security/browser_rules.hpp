#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "02-http-message/fields.hpp"
#include "02-http-message/request.hpp"

namespace security {

// Step 6.7. What a browser is told, so that it helps to defend the site, and what it tells us.

// What an answer is, for the fields that go with it.
enum class Served {
    page,      // HTML, script, style of ours
    data,      // JSON, text, errors: nothing that a browser should render
    download,  // a received file: a stranger's bytes
};

// The Content-Security-Policy of each. Given.
std::string_view content_policy(Served served);

// The fields that every answer carries (X-Content-Type-Options: nosniff is there already: lab 03 adds it):
//   Content-Security-Policy — page: everything from this site alone, no inline script, no frame around it, no base, no
//   plugin; data: nothing at all; download: nothing at all, in a sandbox
//   X-Frame-Options: DENY · Referrer-Policy: no-referrer · Cross-Origin-Resource-Policy: same-origin
//   Cache-Control — page: no-cache (kept, and asked about each time); data and download: no-store
//   over TLS, Strict-Transport-Security: max-age=31536000.
// A field that is already there (the Content-Security-Policy of a listing) is left alone.
void add_browser_fields(http::Fields& fields, Served served, bool is_secure);

// The value of Set-Cookie for a session: « __Host- » pins it to this host and its whole site, and is only believed with
// Secure, Path=/ and without Domain (RFC 6265bis §4.1.3.2); HttpOnly keeps scripts off; SameSite=Strict keeps it at
// home.
inline constexpr std::string_view session_cookie_name = "__Host-session";
std::string session_cookie(std::string_view session_id, std::chrono::seconds lifetime);
std::string ended_session_cookie();  // makes the browser forget it

// The session id in the field Cookie of a request, nothing if there is none, or if it comes twice.
std::optional<std::string> session_in(const http::Request& request);

// Was this request, which carries a cookie and changes something, made by a page of this site? Sec-Fetch-Site must not
// say otherwise ("same-origin" or "none" are ours); Origin, if it is there, must be `own_origin` ("https://host:port");
// and the field X-CSRF-Token must hold the token of the session, compared in constant time.
bool is_from_this_site(const http::Request& request, std::string_view own_origin, std::string_view csrf_token);

}  // namespace security
