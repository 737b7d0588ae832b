#include "03-static-server/dispatcher.hpp"

#include <algorithm>
#include <array>

#include "common/not_implemented.hpp"

namespace files {
namespace {

bool fits(std::string_view declared, std::string_view path) {
    return declared.ends_with('/') ? path.starts_with(declared) : path == declared;
}

void add_once(std::string& list, std::string_view method) {
    if (http::list_contains(list, method)) return;
    if (!list.empty()) list += ", ";
    list += method;
}

// An answer that is ready, for those who wait for one.
asio::awaitable<Answer> ready(Answer answer) {
    co_return answer;
}

Answer with_allow(Answer answer, std::string_view methods) {
    answer.fields.add("Allow", methods);
    return answer;
}

Answer no_content() {
    Answer answer;
    answer.status = 204;
    return answer;
}

}  // namespace

bool is_known_method(std::string_view method) {
    static constexpr std::array<std::string_view, 8> known{"GET",    "HEAD",    "POST",  "PUT",
                                                           "DELETE", "OPTIONS", "TRACE", "PATCH"};
    return std::find(known.begin(), known.end(), method) != known.end();
}

void Dispatcher::on(std::string method, std::string path, Handler handler) {
    routes_.push_back({std::move(method), std::move(path), std::move(handler)});
}

std::string_view Dispatcher::best_path(std::string_view path) const {
    std::string_view best;
    for (const Route& route : routes_) {
        if (fits(route.path, path) && route.path.size() > best.size()) best = route.path;
    }
    return best;
}

const Dispatcher::Route* Dispatcher::find(std::string_view path, std::string_view method) const {
    for (const Route& route : routes_) {
        if (route.path == path && route.method == method) return &route;
    }
    return nullptr;
}

std::string Dispatcher::allowed_methods(std::string_view path) const {
    std::string methods;
    for (const Route& route : routes_) {
        if (route.path != path && path != "*") continue;
        add_once(methods, route.method);
        if (route.method == "GET") add_once(methods, "HEAD");
    }
    add_once(methods, "OPTIONS");
    return methods;
}

asio::awaitable<Answer> Dispatcher::handle(Exchange& exchange) const {
    // À écrire : les cinq cas que dispatcher.hpp énumère, dans cet ordre. best_path() donne le chemin déclaré qui
    // convient, find() la route d'une méthode, allowed_methods() la valeur de Allow ; ready() rend une réponse toute
    // faite, error_answer() une page d'erreur.
    // BEGIN SOLUTION 3.4
    const std::string& method = exchange.request.method;
    if (!is_known_method(method)) return ready(error_answer(501));
    if (exchange.target.path == "*") return ready(with_allow(no_content(), allowed_methods("*")));
    const std::string_view path = best_path(exchange.target.path);
    if (path.empty()) return ready(error_answer(404));
    if (method == "OPTIONS") return ready(with_allow(no_content(), allowed_methods(path)));
    const Route* route = find(path, method == "HEAD" ? "GET" : method);
    if (!route) return ready(with_allow(error_answer(405), allowed_methods(path)));
    return route->handler(exchange);
    // END SOLUTION
}

}  // namespace files
