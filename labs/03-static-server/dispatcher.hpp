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

    // Who answers a request.
    struct Choice {
        const Handler* handler = nullptr;  // this handler, if there is one; otherwise the dispatcher itself, with…
        int status = 404;                  // …this status…
        std::string allow;                 // …and this value of Allow, unless it is empty
    };

    // In this order:
    //   501 to a method that HTTP does not know (RFC 9110 §15.6.2);
    //   204 with the methods of the whole server to OPTIONS * (RFC 9110 §9.3.7);
    //   404 to a path that nothing is declared for;
    //   204 with the methods of the path to OPTIONS;
    //   405 with the methods of the path to one that nothing is declared for (RFC 9110 §15.5.6);
    //   otherwise the handler.
    // The handler lives as long as the dispatcher, and until the next call of on().
    Choice choose(std::string_view method, std::string_view path) const;

    // The answer of whom choose() has named.
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

    // The value of Allow for a declared path, or for "*" that of all of them: "GET, HEAD, OPTIONS".
    std::string allowed_methods(std::string_view path) const;

    std::vector<Route> routes_;
};

// Is this one of the methods of RFC 9110 §9.3 or RFC 5789? CONNECT, which makes a tunnel, is a proxy's business.
bool is_known_method(std::string_view method);

}  // namespace files
