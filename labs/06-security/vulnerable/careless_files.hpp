#pragma once

#include "06-security/vulnerable/weakened.hpp"

namespace vulnerable {

// Static files as somebody writes them who joins the root and the path of the request, and opens the result. Each
// answers only where its flaw shows, and leaves everything else to lab 03.

// The path goes up and out of the root.
std::optional<files::Answer> follow_dots(const files::Exchange& exchange, const Premises& premises);

// The path is a symbolic link, wherever it leads.
std::optional<files::Answer> follow_link(const files::Exchange& exchange, const Premises& premises);

// The name begins with a dot.
std::optional<files::Answer> show_hidden(const files::Exchange& exchange, const Premises& premises);

// A directory without index.html.
std::optional<files::Answer> list_folder(const files::Exchange& exchange, const Premises& premises);

// Lab 02's parser refuses a path that climbs above the root, before any handler sees it. So that the handler of this
// flaw does, the dots of the request line are written once more in escapes: "/../a" passes as "/%252e%252e/a".
void hide_dots(Head& head);

}  // namespace vulnerable
