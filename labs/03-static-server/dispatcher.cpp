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

// What the dispatcher answers itself, for those who wait for an answer.
asio::awaitable<Answer> own_answer(Dispatcher::Choice choice) {
    Answer answer;
    if (status_allows_body(choice.status)) answer = error_answer(choice.status);
    answer.status = choice.status;
    if (!choice.allow.empty()) answer.fields.add("Allow", choice.allow);
    co_return answer;
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

Dispatcher::Choice Dispatcher::choose(std::string_view method, std::string_view path) const {
    // À écrire : les six cas que dispatcher.hpp énumère, dans cet ordre. is_known_method() connaît les méthodes de HTTP,
    // best_path() donne le chemin déclaré qui convient, find() la route d'une méthode, allowed_methods() la valeur de
    // Allow. HEAD va au gestionnaire de GET.
    // BEGIN SOLUTION 3.4
    if (!is_known_method(method)) return {nullptr, 501, {}};
    if (path == "*") return {nullptr, 204, allowed_methods("*")};
    const std::string_view declared = best_path(path);
    if (declared.empty()) return {nullptr, 404, {}};
    if (method == "OPTIONS") return {nullptr, 204, allowed_methods(declared)};
    const Route* route = find(declared, method == "HEAD" ? "GET" : method);
    if (!route) return {nullptr, 405, allowed_methods(declared)};
    return {&route->handler, 200, {}};
    // END SOLUTION
}

asio::awaitable<Answer> Dispatcher::handle(Exchange& exchange) const {
    Choice choice = choose(exchange.request.method, exchange.target.path);
    if (choice.handler) return (*choice.handler)(exchange);
    return own_answer(std::move(choice));
}

}  // namespace files
