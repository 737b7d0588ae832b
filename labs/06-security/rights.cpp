#include "06-security/rights.hpp"

#include "common/not_implemented.hpp"

namespace security {

std::string_view name_of(Role role) {
    switch (role) {
    case Role::reader: return "lecteur";
    case Role::author: return "auteur";
    case Role::admin: return "admin";
    }
    return {};
}

std::optional<Role> role_of(std::string_view name) {
    for (const Role role : {Role::reader, Role::author, Role::admin}) {
        if (name == name_of(role)) return role;
    }
    return std::nullopt;
}

bool may(const Identity& who, Action action, std::string_view owner) {
    // À écrire : un admin peut tout. Chacun peut lister ; un auteur peut déposer. Un propriétaire (owner) lit ses
    // fichiers, et les supprime s'il est auteur. Le journal est réservé aux admins. Ce qui n'est pas permis ici est
    // interdit.
    // BEGIN SOLUTION 6.4
    if (who.role == Role::admin) return true;
    const bool is_author = who.role == Role::author;
    switch (action) {
    case Action::list: return true;
    case Action::upload: return is_author;
    case Action::read: return who.name == owner;
    case Action::remove: return is_author && who.name == owner;
    case Action::read_trail: return false;
    }
    return false;
    // END SOLUTION
}

}  // namespace security
