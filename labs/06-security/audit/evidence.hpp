#pragma once

#include <string>
#include <string_view>

#include "05-https-client/client.hpp"
#include "06-security/audit/context.hpp"

namespace audit {

// What the items say of what they have seen: French, and safe to print whoever the bytes come from.

// « bytes », escaped and cut.
std::string in_quotes(std::string_view bytes, std::size_t limit = 120);

// Evidence as it is reported, whoever has written it: without a byte that a terminal obeys (escaped, when there is
// one), and not longer than a screen.
std::string presentable(const std::string& evidence);

// The first line, as above: a status line, most often.
std::string first_line(std::string_view bytes);

// « HTTP/1.1 400 Bad Request », puis la connexion est fermée
// aucune réponse, la connexion reste ouverte
std::string described(const RawAnswer& answer);

// « 404 Not Found »
std::string described(const client::Response& answer);

// "4 réponses", "1 réponse"
std::string counted(std::size_t count, std::string_view singular, std::string_view plural);

// Does the text contain this part?
bool contains(std::string_view text, std::string_view part);

}  // namespace audit
