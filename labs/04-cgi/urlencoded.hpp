#pragma once

#include <string>
#include <string_view>
#include <utility>

#include "02-http-message/parsed.hpp"
#include "04-cgi/form_limits.hpp"

namespace cgi {

// Step 4.6. A body in application/x-www-form-urlencoded (WHATWG URL §5.1): what a form sends with POST unless it says
// otherwise, written as a query is: "nom=Zo%C3%A9&ville=Le+Mans".
//
// It is read pair by pair, so that a body need not be there as a whole; http::parse_query of lab 02 takes a pair apart.
//
//     cgi::UrlencodedParser parser{limits};
//     auto pair = parser.next("a=1&b=", false);     // {"a", "1"}, 4 bytes used
//     pair = parser.next("b=", false);              // incomplete: more may follow
//     pair = parser.next("b=2", true);              // {"b", "2"}
struct UrlencodedPair {
    bool is_empty = false;  // nothing stood there: "&&", or the end
    std::string name;       // bytes in the charset of the form, escapes undone
    std::string value;
};

class UrlencodedParser {
public:
    explicit UrlencodedParser(const FormLimits& limits) : limits_{limits} {}

    // The pair at the start of `bytes`, and the '&' behind it. Incomplete if no '&' is there yet, unless these are the
    // last bytes (`is_last`). When called again after that, `bytes` must begin with the same bytes.
    // Rejected with 413: more pairs than limits.parts, or a pair of more than limits.memory_bytes; with 400: a name
    // longer than limits.name_bytes.
    http::Parsed<UrlencodedPair> next(std::string_view bytes, bool is_last);

private:
    FormLimits limits_;
    std::size_t searched_ = 0;  // bytes, at the start of those given last, in which there is no '&'
    std::size_t pairs_ = 0;
};

}  // namespace cgi
