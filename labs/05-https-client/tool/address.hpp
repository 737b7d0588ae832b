#pragma once

#include <string>
#include <string_view>

namespace tool {

// The address as a user writes it, made whole.
//
//     :8081/get             http://localhost:8081/get      (as HTTPie)
//     localhost:8081/get    http://localhost:8081/get      this machine: localhost, 127.…, [::1]
//     example.org           https://example.org            any other: nothing in clear unless it is asked for
//     ftp://example.org     as it is: client::parse_url() will refuse it
std::string whole_address(std::string_view text);

// Has the address a scheme that is neither http nor https?
bool has_other_scheme(std::string_view text);

// What stands behind the last '/' of the path, for -O: "chat.jpg" for "https://example.org/images/chat.jpg?v=2".
// As it is written there, not decoded; empty when there is none, or when it is "." or "..".
std::string remote_name(std::string_view address);

// Behind the query that the address has, before its fragment: for -G.
std::string with_query(std::string_view address, std::string_view query);

// "http://example.org/docs/" and "images/chat.jpg" make "http://example.org/docs/chat.jpg": what -T does with an
// address that ends with '/'. Any other address is as it was.
std::string with_file_name(std::string_view address, std::string_view path);

}  // namespace tool
