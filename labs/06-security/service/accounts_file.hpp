#pragma once

#include <string>

#include "06-security/accounts.hpp"

namespace security {

// Adds an account to this file, which is made if it is not there (0600). The whole file is written anew beside, then
// takes the place of the old one: nobody ever reads half of it. Throws std::runtime_error, in French, when the name is
// taken or none, or the password has fewer than 12 characters or more than 1,024 bytes (length counts, mixtures of
// signs do not: NIST SP 800-63B); std::system_error.
void add_account(const std::string& path, std::string name, Role role, const std::string& password);

// The accounts of this file; none if it is not there.
Accounts load_accounts(const std::string& path);

// Writes a file that nobody but its owner may read, in the place of one of that name. Throws std::system_error.
void write_private_file(const std::string& path, const std::string& text);

}  // namespace security
