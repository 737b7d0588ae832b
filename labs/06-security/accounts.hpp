#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "06-security/password.hpp"
#include "06-security/refusal.hpp"
#include "06-security/rights.hpp"

namespace security {

struct Account {
    std::string name;
    Role role = Role::reader;
    std::string password;  // as hash_password() made it
};

// Who may come in: a text file, one account a line, « name role hash », read once. Lines that begin with '#' and empty
// lines are comments. The file must be its owner's alone (0600).
//
//     ada auteur scrypt:16384:8:1:…:…
class Accounts {
public:
    Accounts() = default;

    // Throws std::runtime_error, in French with the line, when it cannot be understood or others may read it;
    // std::system_error when it cannot be read.
    static Accounts load(const std::string& path);

    // Throws std::invalid_argument, in French, if the name is taken, or not made of 1 to 64 of a–z, A–Z, 0–9, '.', '_',
    // '-', or if the password is not as hash_password() makes it.
    void add(Account account);

    // Nothing if there is none of this name.
    const Account* find(std::string_view name) const;

    // What stands for the password of an account that is not there: nobody's, and as long to work on as the costliest.
    std::string decoy() const { return decoy_password(costliest_.value_or(ScryptCost{})); }

    bool empty() const { return accounts_.empty(); }
    std::string to_text() const;  // of the file

private:
    std::map<std::string, Account, std::less<>> accounts_;
    std::optional<ScryptCost> costliest_;
};

inline constexpr std::size_t most_password_bytes = 1'024;

// Step 6.2. Somebody says who he is. A wrong name and a wrong password are the same refusal (401, « invalid_grant »),
// and take the same time: the password is worked on in any case, against a decoy where there is no such account.
// A password of more than most_password_bytes is refused before any work.
Decided<Account> log_in(const Accounts& accounts, std::string_view name, std::string_view password);

}  // namespace security
