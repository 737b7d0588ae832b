#pragma once

#include <string>
#include <vector>

#include "06-security/accounts.hpp"

namespace vulnerable {

// A directory of its own for one run, removed with all that is in it. Everything that the vulnerable server shows,
// keeps or loses is in there.
//
//     racine/index.html    the page       racine/.htpasswd   a hidden file      racine/dossier/   without index
//     racine/lien          leads to secret/canari.txt        secret/canari.txt  outside the root
class Throwaway {
public:
    // Under $TMPDIR, or /tmp. Throws std::system_error.
    Throwaway();
    ~Throwaway();
    Throwaway(const Throwaway&) = delete;
    Throwaway& operator=(const Throwaway&) = delete;

    std::string path(const std::string& name) const { return path_ + "/" + name; }

    // Stands in the hidden file and in the one outside the root: wherever it turns up, it should not.
    const std::string& canary() const { return canary_; }

private:
    void plant() const;

    std::string path_;
    std::string canary_;
};

// Somebody who may come in, with a password of this run.
struct KnownAccount {
    std::string name;
    security::Role role;
    std::string password;
};

// louis (lecteur), ada, alan and victime (auteurs), grace (admin).
std::vector<KnownAccount> make_accounts();

// Cheaply hashed: they live for half an hour.
security::Accounts hashed(const std::vector<KnownAccount>& accounts);

// Writes a file that its owner alone can read. Throws std::system_error.
void write_private(const std::string& path, const std::string& text);

}  // namespace vulnerable
