#pragma once

#include <span>
#include <string_view>

namespace playground {

// An address of the practice server, as its index page shows it. All is plain text.
struct Place {
    std::string_view shown;    // "GET /status/N"
    std::string_view what;     // what it does
    std::string_view command;  // what to type to try it; "URL" stands for the address of the server
};

struct Subject {
    std::string_view title;
    std::span<const Place> places;
};

// All of them, in the order of the page.
std::span<const Subject> subjects();

}  // namespace playground
