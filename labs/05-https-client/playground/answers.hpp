#pragma once

#include <nlohmann/json.hpp>
#include <stdexcept>
#include <string>
#include <string_view>

#include "03-static-server/dispatcher.hpp"
#include "03-static-server/handler.hpp"

namespace playground {

// What the pages of the practice server answer with. Most are small programs that get a request and return JSON: what
// the notes write with Flask.
//
//     dispatcher.on("GET", "/ip", playground::view([](const files::Exchange& exchange) {
//         return playground::json_answer({{"origin", exchange.peer}});
//     }));
using Json = nlohmann::json;

// Thrown by whoever cannot give what is asked for: Flask's abort(404). The site makes a page of it. what() is a French
// sentence; what a stranger wrote may stand in it, for it is escaped where it is shown.
class Refused : public std::runtime_error {
public:
    Refused(int status, const std::string& reason) : std::runtime_error{reason}, status_{status} {}
    int status() const { return status_; }

private:
    int status_;
};

// JSON as people read it, indented, in UTF-8: bytes that are not become U+FFFD.
std::string to_text(const Json& content);
files::Answer json_answer(const Json& content, int status = 200);

// Adds a member to an object; a name that comes several times has a list of values.
void add_value(Json& object, const std::string& name, std::string value);

// A text of this type; "text/plain; charset=utf-8" unless said otherwise.
files::Answer text_answer(std::string text, std::string_view type = "text/plain; charset=utf-8");

// A page of our own, which nothing may be loaded into.
files::Answer html_answer(std::string html);

// A redirect: `location` is clean, that is without control characters.
files::Answer redirect_answer(std::string_view location, int status = 302);

// The handler of a page that needs nothing but the head of the request.
files::Handler view(std::function<files::Answer(const files::Exchange&)> make);

// Declares a handler for GET, POST, PUT, PATCH and DELETE (and HEAD, as GET).
void on_all_methods(files::Dispatcher& dispatcher, const std::string& path, const files::Handler& handler);

}  // namespace playground
