#include "04-cgi/meta_variables.hpp"

#include <algorithm>
#include <cassert>

#include "02-http-message/scanner.hpp"
#include "common/not_implemented.hpp"

namespace cgi {
namespace {

// Fields that have variables of their own, that are dangerous, that are secrets, and those that are about the
// connection between the client and this server, of which the script is no part (RFC 9110 §7.6.1).
bool is_kept_back(std::string_view name) {
    constexpr std::string_view names[] = {
        "Content-Length",    "Content-Type", "Proxy", "Authorization",     "Proxy-Authorization", "Connection",
        "Proxy-Connection",  "Keep-Alive",   "TE",    "Transfer-Encoding", "Trailer",             "Upgrade",
        "Expect"};
    return std::any_of(std::begin(names), std::end(names),
                       [name](std::string_view other) { return http::equal_ignoring_case(name, other); });
}

// Where the entry of this variable stands in `environment`, from `first` on; its size if there is none.
std::size_t index_of(const Environment& environment, std::size_t first, std::string_view variable) {
    std::size_t index = first;
    const auto is_it = [variable](std::string_view entry) {
        return entry.starts_with(variable) && entry.substr(variable.size()).starts_with('=');
    };
    while (index < environment.size() && !is_it(environment[index])) ++index;
    return index;
}

}  // namespace

// BEGIN SOLUTION 4.1 helper
namespace {

bool is_letter_digit_or(std::string_view others, char c) {
    return http::is_letter(c) || http::is_digit(c) || others.find(c) != std::string_view::npos;
}

}  // namespace
// END SOLUTION

std::optional<std::string> variable_of_field(std::string_view name) {
    if (is_kept_back(name)) return std::nullopt;
    // À écrire : rien (std::nullopt) si le nom est vide, ou si l'un de ses octets n'est ni une lettre, ni un chiffre,
    // ni « - ». Sinon « HTTP_ » suivi du nom en majuscules, avec « _ » à la place de « - ».
    // BEGIN SOLUTION 4.1
    const bool is_plain =
        std::all_of(name.begin(), name.end(), [](char c) { return is_letter_digit_or("-", c); });
    if (name.empty() || !is_plain) return std::nullopt;
    std::string variable{"HTTP_"};
    for (char c : name) {
        if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
        variable += c == '-' ? '_' : c;
    }
    return variable;
    // END SOLUTION
}

void add_fields(Environment& environment, const http::Fields& fields, bool pass_authorization) {
    // À écrire : pour chaque champ, sa variable (variable_of_field ; « HTTP_AUTHORIZATION » pour Authorization si
    // pass_authorization). Pas de variable : passez au suivant. Si un champ précédent l'a déjà donnée (index_of, à
    // partir de la taille qu'avait `environment` en entrant : ce qui s'y trouvait ne change pas), la valeur s'ajoute à
    // la sienne après « ; » et une espace pour HTTP_COOKIE, après « , » et une espace pour les autres ; sinon une
    // entrée « NOM=valeur » de plus.
    // BEGIN SOLUTION 4.1
    const std::size_t first = environment.size();
    for (std::size_t i = 0; i < fields.size(); ++i) {
        const http::Field field = fields[i];
        std::optional<std::string> variable = variable_of_field(field.name);
        if (pass_authorization && http::equal_ignoring_case(field.name, "Authorization")) {
            variable = "HTTP_AUTHORIZATION";
        }
        if (!variable) continue;
        const std::size_t place = index_of(environment, first, *variable);
        if (place == environment.size()) {
            environment.push_back(*variable + "=" + std::string{field.value});
        } else {
            environment[place].append(*variable == "HTTP_COOKIE" ? "; " : ", ").append(field.value);
        }
    }
    // END SOLUTION
}

std::optional<std::string> requested_host(const http::Request& request, const http::Target& target) {
    std::string host{target.authority.empty() ? request.fields.find("Host").value_or("") : target.authority};
    // À écrire : si ce n'est pas un hôte suivi ou non d'un port (http::is_host_with_port), rien. Ôtez le port : ce qui
    // suit le crochet fermant d'une adresse IPv6, ou à partir du « : » d'un nom, s'il y en a un. Un nom dont l'un des
    // octets n'est ni une lettre, ni un chiffre, ni « - », « . » ou « _ » : rien. Rendez l'hôte en minuscules, octet
    // par octet (http::to_lower).
    // BEGIN SOLUTION 4.1
    if (!http::is_host_with_port(host)) return std::nullopt;
    const bool is_ipv6 = host.front() == '[';
    host.resize(is_ipv6 ? host.find(']') + 1 : std::min(host.find(':'), host.size()));
    const bool is_name = std::all_of(host.begin(), host.end(), [](char c) { return is_letter_digit_or("-._", c); });
    if (!is_ipv6 && !is_name) return std::nullopt;
    std::transform(host.begin(), host.end(), host.begin(), http::to_lower);
    return host;
    // END SOLUTION
}

namespace {

void add(Environment& environment, std::string_view name, std::string_view value) {
    assert(value.find('\0') == std::string_view::npos);
    environment.push_back(std::string{name}.append("=").append(value));
}

// An address as a name: one of IPv6 stands in brackets (RFC 3875 §4.1.14).
std::string address_as_name(const std::string& address) {
    return address.find(':') == std::string::npos ? address : "[" + address + "]";
}

void add_server(Environment& environment, const ScriptRequest& request, const ServerFacts& server) {
    add(environment, "GATEWAY_INTERFACE", "CGI/1.1");
    add(environment, "SERVER_SOFTWARE", server.software);
    const std::optional<std::string> host = requested_host(request.request, request.target);
    add(environment, "SERVER_NAME", host.value_or(address_as_name(server.address)));
    add(environment, "SERVER_PORT", std::to_string(server.port));
    add(environment, "SERVER_PROTOCOL", http::to_string(request.request.version));
}

// The rest of the server's facts: what no RFC asks for, but scripts know from other servers.
void add_surroundings(Environment& environment, const ServerFacts& server) {
    if (server.secure) add(environment, "HTTPS", "on");
    if (!server.document_root.empty()) add(environment, "DOCUMENT_ROOT", server.document_root);
    add(environment, "PATH", server.path);
}

// The authority of an absolute target takes the place of Host (RFC 9112 §3.2.2).
void replace_host(Environment& environment, std::string_view authority) {
    const std::size_t place = index_of(environment, 0, "HTTP_HOST");
    if (place != environment.size()) environment.erase(environment.begin() + static_cast<std::ptrdiff_t>(place));
    add(environment, "HTTP_HOST", authority);
}

}  // namespace

// BEGIN SOLUTION 4.1 helper
namespace {

// Where the script is, and what is left of the path for it.
void add_path(Environment& environment, const ScriptPath& script, const ServerFacts& server) {
    add(environment, "SCRIPT_NAME", script.script_name);
    add(environment, "SCRIPT_FILENAME", script.file);
    if (script.path_info.empty()) return;
    add(environment, "PATH_INFO", script.path_info);
    if (!server.document_root.empty()) add(environment, "PATH_TRANSLATED", server.document_root + script.path_info);
}

void add_client(Environment& environment, const ScriptRequest& request) {
    add(environment, "REMOTE_ADDR", request.peer);
    add(environment, "REMOTE_HOST", request.peer);
    if (request.peer_port != 0) add(environment, "REMOTE_PORT", std::to_string(request.peer_port));
}

void add_body(Environment& environment, const ScriptRequest& request) {
    if (request.content_length.value_or(0) == 0) return;
    add(environment, "CONTENT_LENGTH", std::to_string(*request.content_length));
    if (const auto type = request.request.fields.find("Content-Type")) add(environment, "CONTENT_TYPE", *type);
}

}  // namespace
// END SOLUTION

Environment meta_variables(const ScriptRequest& request, const ServerFacts& server) {
    Environment environment;
    add_server(environment, request, server);
    // À écrire : avec add(), dans l'ordre de meta_variables.hpp, les variables de la requête (sa méthode, sa cible
    // telle que reçue), celles du script, du reste de son chemin, de la chaîne de requête, du client et du corps. Une
    // variable dont la condition n'est pas remplie manque : elle n'est pas vide. Une fonction par groupe se lit mieux
    // qu'une pour tous.
    // BEGIN SOLUTION 4.1
    add(environment, "REQUEST_METHOD", request.request.method);
    add(environment, "REQUEST_URI", request.request.target);
    add_path(environment, request.script, server);
    add(environment, "QUERY_STRING", request.target.query);
    add_client(environment, request);
    add_body(environment, request);
    // END SOLUTION
    add_surroundings(environment, server);
    add_fields(environment, request.request.fields, server.pass_authorization);
    if (!request.target.authority.empty()) replace_host(environment, request.target.authority);
    return environment;
}

}  // namespace cgi
