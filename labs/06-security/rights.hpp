#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace security {

// Step 6.4. Who may do what. Roles are few and fixed; what a role may do stands in one place, here.
enum class Role { reader, author, admin };  // « lecteur », « auteur », « admin »

std::string_view name_of(Role role);
std::optional<Role> role_of(std::string_view name);

// Who asks, once it has been proved.
struct Identity {
    std::string name;
    Role role = Role::reader;
};

enum class Action {
    list,        // one's own files (admin: all)
    upload,
    read,        // a file
    remove,      // a file
    read_trail,  // the audit trail
};

// May he? Readers list and read, authors upload and remove too, each among their own files; `owner` is that of the file
// for read and remove. An admin may do everything with every file but upload in another's name.
// Whoever may not because a file is somebody else's is told that it does not exist (404); that is the service's part.
bool may(const Identity& who, Action action, std::string_view owner = {});

}  // namespace security
