#pragma once

#include <string>
#include <string_view>

#include "02-http-message/date.hpp"

namespace security {

// Step 6.8. What happened, for whoever has to find out later who did what: one line an event. Half of it was written by
// strangers, who would like to write lines of their own, and passwords must never get in.
//
//     2026-11-20T17:42:00Z 127.0.0.1 ada connexion refus -
//     2026-11-20T17:42:07Z 127.0.0.1 ada dépôt succès 6f0c… (« photo.png », 1234 octets)
struct Event {
    http::Seconds time{};
    std::string peer;     // address
    std::string who;      // the name that was given, whether or not it is one; empty: nobody has said
    std::string action;   // « connexion », « dépôt », « lecture », « suppression »… : one word, ours
    std::string outcome;  // « succès », « refus »: one word, ours, a noun so that it suits every action
    std::string detail;   // an id, the kept name of a file, a reason
};

// The line, without its end. In `peer`, `who` and `detail` every control character, every space of `who` and `peer`,
// every byte that is not UTF-8 and every mark that turns the direction of writing (cgi::is_misleading) is written \xHH,
// byte by byte, and '\' is written \\: nothing that a stranger sends ends a line or looks like another column. An empty
// one is « - ». Each is cut after 200 bytes of the original, between two characters, and then ends in « … ».
std::string trail_line(const Event& event);

}  // namespace security
