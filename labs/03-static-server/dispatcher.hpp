#pragma once

#include <string>
#include <vector>

#include "03-static-server/handler.hpp"

namespace files {

// Step 3.4. Finds the handler of a request, the notes' « répartiteur »: by its path first, then by its method.
//
//     files::Dispatcher dispatcher;
//     dispatcher.on("GET", "/", static_files);            // every path
//     dispatcher.on("POST", "/televersement", upload);    // this path alone
//     dispatcher.on("GET", "/cgi-bin/", gateway);         // what is below
class Dispatcher {
public:
    // A path that ends with '/' stands for all that it begins; the longest one that fits a request is chosen.
    // HEAD requests go to the handler of GET.
    void on(std::string method, std::string path, Handler handler);

    // The answer to a request:
    //   501 to a method that HTTP does not know (RFC 9110 §15.6.2);
    //   404 to a path that nothing is declared for;
    //   204 with Allow to OPTIONS, of the path or of "*" (RFC 9110 §9.3.7);
    //   405 with Allow to a method that nothing is declared for on this path (RFC 9110 §15.5.6);
    //   otherwise what the handler answers.
    asio::awaitable<Answer> handle(Exchange& exchange) const;

private:
    struct Route {
        std::string method;
        std::string path;
        Handler handler;
    };

    // The declared path that fits best, empty if none does.
    std::string_view best_path(std::string_view path) const;
    const Route* find(std::string_view path, std::string_view method) const;

    // The value of Allow for a declared path: "GET, HEAD, OPTIONS".
    std::string allowed_methods(std::string_view path) const;

    std::vector<Route> routes_;
};

// Is this one of the methods of RFC 9110 §9.3 or RFC 5789? CONNECT, which makes a tunnel, is a proxy's business.
bool is_known_method(std::string_view method);

}  // namespace files
