#pragma once

#include <memory>
#include <string>

#include "05-https-client/options.hpp"

namespace client {

// A request before it is known where it goes and who asks: its body, and the fields that do not depend on the address.
struct Prepared {
    std::string method;
    Pairs fields;                       // in the order they are sent; no Host, no Cookie, no Authorization of ours
    std::shared_ptr<RequestBody> body;  // none
};

// What the options say, as a message. A field given by the user takes the place of ours. Throws InvalidRequest: more
// than one kind of body; a Content-Length or Transfer-Encoding chosen by hand, which could make two requests out of
// one; the method CONNECT. std::system_error: a file that cannot be read.
Prepared prepare(std::string_view method, const Options& options);

// The field of this name; nullptr if there is none.
const std::string* find_field(const Pairs& fields, std::string_view name);

// Removes all fields of this name.
void remove_field(Pairs& fields, std::string_view name);

// The request without its body, after a redirect that makes a GET of it.
void drop_body(Prepared& request);

}  // namespace client
