#include "05-https-client/request_head.hpp"

#include <algorithm>

#include "02-http-message/scanner.hpp"
#include "05-https-client/errors.hpp"
#include "common/escape.hpp"
#include "common/not_implemented.hpp"

namespace client {

// BEGIN SOLUTION 5.1 helper
namespace {

bool holds_only(std::string_view text, const http::ByteSet& set) {
    return std::all_of(text.begin(), text.end(), [&](char c) { return set.contains(c); });
}

[[noreturn]] void refuse(const std::string& what, std::string_view text) {
    constexpr std::size_t shown = 80;
    throw InvalidRequest{what + " : « " + common::escape_bytes(text, shown) + " »"};
}

// What fields.lines() sends has been looked at by nobody yet.
void check_fields(const http::Fields& fields) {
    for (std::size_t i = 0; i < fields.size(); ++i) {
        const auto [name, value] = fields[i];
        if (!http::is_token(name)) refuse("ce nom de champ n'est pas un jeton (RFC 9110 §5.1)", name);
        if (!holds_only(value, http::text_bytes)) {
            refuse("la valeur du champ " + std::string{name} + " contient un caractère de contrôle (RFC 9110 §5.5)",
                   value);
        }
    }
    if (fields.count("Host") > 1) throw InvalidRequest{"une requête n'a qu'un champ Host (RFC 9112 §3.2)"};
}

}  // namespace
// END SOLUTION

std::string request_head(std::string_view method, std::string_view target, const Url& url, const http::Fields& fields) {
    // À écrire : d'abord les vérifications : la méthode et les noms des champs sont des jetons (http::is_token), la
    // cible ne contient que http::target_bytes et n'est pas vide, les valeurs ne contiennent que http::text_bytes, un
    // seul Host. Puis la ligne de requête en HTTP/1.1 ; Host (host_field), sauf si les champs en ont déjà un, et pour
    // CONNECT la cible elle-même ; les champs (fields.lines()) ; la ligne vide.
    // BEGIN SOLUTION 5.1
    if (!http::is_token(method)) refuse("cette méthode n'est pas un jeton (RFC 9110 §9.1)", method);
    if (target.empty() || !holds_only(target, http::target_bytes)) {
        refuse("cette cible contient une espace ou un caractère qui doit être encodé (RFC 9112 §3.2)", target);
    }
    check_fields(fields);

    std::string head;
    head.append(method).append(" ").append(target).append(" HTTP/1.1\r\n");
    if (!fields.find("Host")) {
        head.append("Host: ").append(method == "CONNECT" ? std::string{target} : host_field(url)).append("\r\n");
    }
    return head.append(fields.lines()).append("\r\n");
    // END SOLUTION
}

}  // namespace client
