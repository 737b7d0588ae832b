#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "05-https-client/url.hpp"

namespace client {

// Step 5.10. What a program reads out of a page (the notes' BeautifulSoup). HTML is parsed by gumbo, as browsers do it,
// whatever is wrong with the page. Both throw LimitExceeded for a page that is made to take hours (html_tree.hpp).
struct Link {
    std::string address;  // absolute: resolved against the page's address, or its <base>; fragment kept, no credentials
    std::string text;     // what the reader sees, blanks made one
};

// The text of <title>, blanks made one; empty if there is none.
std::string page_title(std::string_view html);

// The links (<a href>) of the page at this address, in their order, repeated ones kept; those to other things than http
// and https are left out.
std::vector<Link> page_links(std::string_view html, const Url& page);

}  // namespace client
