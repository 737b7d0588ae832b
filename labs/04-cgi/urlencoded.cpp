#include "04-cgi/urlencoded.hpp"

#include <algorithm>

#include "02-http-message/target.hpp"
#include "common/not_implemented.hpp"

namespace cgi {

http::Parsed<UrlencodedPair> UrlencodedParser::next(std::string_view bytes, bool is_last) {
    // À écrire : cherchez le « & » à partir de searched_ ; sans lui, et s'il peut venir d'autres octets, notez jusqu'où
    // vous avez cherché et rendez Incomplete. Une paire est vide, ou http::parse_query la décode et vous la comptez.
    // Vérifiez les trois limites de urlencoded.hpp ; celle d'une paire, telle que reçue, sans attendre qu'elle finisse.
    // BEGIN SOLUTION 4.6
    const std::size_t end = std::min(bytes.find('&', searched_), bytes.size());
    if (end > limits_.memory_bytes) {
        return http::Rejected{413, "une valeur du formulaire est trop longue", limits_.memory_bytes};
    }
    const bool has_end = end < bytes.size();
    searched_ = has_end ? 0 : end;
    if (!has_end && !is_last) return http::Incomplete{};
    const std::size_t used = has_end ? end + 1 : end;
    auto pairs = http::parse_query(bytes.substr(0, end), 1);
    if (pairs.empty()) return http::Complete<UrlencodedPair>{{true, {}, {}}, used};
    if (++pairs_ > limits_.parts) return http::Rejected{413, "le formulaire a trop de champs"};
    auto& [name, value] = pairs.front();
    if (name.size() > limits_.name_bytes) return http::Rejected{400, "le nom d'un champ est trop long"};
    return http::Complete<UrlencodedPair>{{false, std::move(name), std::move(value)}, used};
    // END SOLUTION
}

}  // namespace cgi
