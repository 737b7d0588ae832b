#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "02-http-message/parsed.hpp"

namespace client {

// The pieces of an address (RFC 3986), each read or written by itself: what parse_url (url.hpp) is put together from.
// Given; everything here is about what must never be guessed.

// What is wrong anywhere in an address, whatever its parts: more than 64 KiB, a control character (CR, LF, NUL, tab…),
// a space at its beginning or its end, a backslash before the query (browsers read '/', other programs do not).
std::optional<http::Rejected> unsafe_byte(std::string_view text);

// A host, as it stands between userinfo and port: a name, an IPv4 address, an IPv6 address in brackets. The result is
// what Url::host holds: small letters, "xn--" labels (IDNA 2008, UTS #46 non-transitional), no final dot, no brackets,
// an IPv6 address in its shortest form (RFC 5952).
//
// Rejected: none, a label that is empty or longer than 63 bytes, a name longer than 253; anything but letters, digits,
// '-', '_' and '.', so '%' too (RFC 3986 allows escapes, DNS knows none); a name whose last label is a number and that
// is not four decimal numbers (inet_aton reads "127.1", "0x7f.1" and "017700000001" as 127.0.0.1).
http::Parsed<std::string> parse_host(std::string_view text);

// User or password, decoded. Rejected: an escape that is not one, a character that RFC 3986 §3.2.1 does not allow.
http::Parsed<std::string> parse_user_text(std::string_view text);
std::string encode_user_text(std::string_view text);

// Path, query and fragment as they are sent: bytes that RFC 3986 does not allow there are encoded, escapes stay as they
// are, and so does a '%' that begins none, as in browsers. For the path: '/' if it is empty, and dot segments removed
// (§5.2.4; "%2e" is a dot): "/a/../../b" is "/b".
std::string path_to_send(std::string_view path);
std::string query_to_send(std::string_view query);

// The scheme an address begins with, its colon left out (RFC 3986 §3.1: a letter, then letters, digits, '+', '-', '.');
// empty if it begins with none.
std::string_view scheme_of(std::string_view text);

}  // namespace client
