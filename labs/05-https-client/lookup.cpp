#include "05-https-client/lookup.hpp"

#include <future>
#include <thread>

#include "05-https-client/errors.hpp"
#include "05-https-client/quoted.hpp"
#include "05-https-client/url.hpp"
#include "common/not_implemented.hpp"

namespace client {
namespace {

using Addresses = std::vector<tcp::Address>;

// Lab 01 says why and, behind a semicolon, sometimes what to do.
NameError name_error(const tcp::ResolveError& error) {
    const std::string text = error.what();
    const std::size_t end = text.rfind(" ; ");
    if (end != std::string::npos) return NameError{text.substr(0, end), text.substr(end + 3)};
    return NameError{text, "vérifiez l'orthographe du nom, et que cette machine est reliée au réseau"};
}

// BEGIN SOLUTION 5.7 helper
[[noreturn]] void throw_no_answer(const std::string& host) {
    throw ConnectTimeout{"la recherche de l'adresse de " + client::quoted(host) +
                             " n'a pas abouti dans le délai de connexion",
                         "le serveur de noms ne répond pas : vérifiez le réseau, puis réessayez"};
}
// END SOLUTION

// Runs the resolver until it has finished or the deadline has passed.
Addresses in_time(const std::string& host, std::uint16_t port, const tcp::Deadline& deadline, Resolver resolver) {
    // À écrire : une std::packaged_task appelle resolver(host, port) ; std::thread l'exécute, détaché (detach), et son
    // std::future dit quand elle a fini : attendez-le pendant deadline.remaining() au plus, sinon ConnectTimeout. Le
    // fil peut durer plus longtemps que cette fonction : il ne doit rien utiliser d'elle par référence.
    // BEGIN SOLUTION 5.7
    const auto call = [host, port, resolver = std::move(resolver)] { return resolver(host, port); };
    std::packaged_task<Addresses()> search{call};
    std::future<Addresses> found = search.get_future();
    std::thread{std::move(search)}.detach();
    if (found.wait_for(deadline.remaining()) != std::future_status::ready) throw_no_answer(host);
    return found.get();
    // END SOLUTION
}

}  // namespace

Addresses ask_the_system(const std::string& host, std::uint16_t port) {
    return tcp::resolve(host, port, tcp::Purpose::connect);
}

Addresses look_up(const std::string& host, std::uint16_t port, const tcp::Deadline& deadline, Resolver resolver) {
    try {
        if (is_ip_address(host)) return ask_the_system(host, port);
        return in_time(host, port, deadline, std::move(resolver));
    } catch (const tcp::ResolveError& error) {
        throw name_error(error);
    }
}

}  // namespace client
