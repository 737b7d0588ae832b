#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "05-https-client/playground/answers.hpp"

namespace playground {

// A small application that speaks JSON, written as with Flask: a function for each address and method, which gets what
// it needs of the request and returns what is to be answered.
//
//     @app.route("/api/taches", methods=["POST"])          app.route("POST", "/api/taches",
//     def ajoute():                                                  [](const JsonRequest& request) -> JsonReply {
//         tache = …request.json["titre"]…                     const Json task = …request.json["titre"]…
//         return jsonify(tache), 201                          return {task, 201};
//                                                             });
struct JsonRequest {
    std::string_view rest;  // what follows the route in the path: "12" of "/api/taches/12" for the route "/api/taches/"
    Json json;              // the body; null if there is none
};

struct JsonReply {
    Json content;
    int status = 200;
    std::string location = {};  // the address of what was made; clean
};

class JsonApplication {
public:
    explicit JsonApplication(files::Dispatcher& site) : site_{site} {}

    // What a function throws as Refused, the client gets as {"erreur": "…"}. Before any of them is called, a body that
    // is not application/json is refused with 415, one that is not JSON with 400, one beyond 64 KiB with 413.
    using Function = std::function<JsonReply(const JsonRequest&)>;
    void route(const std::string& method, const std::string& path, Function function);

private:
    files::Dispatcher& site_;
};

}  // namespace playground
