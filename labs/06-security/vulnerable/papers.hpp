#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "06-security/vulnerable/throwaway.hpp"

namespace vulnerable {

// What a run of the server is told with, once its ports are known: the profile for the auditor, and the names that the
// lines of --list use, for a shell.
struct Papers {
    std::vector<KnownAccount> accounts;
    std::string canary;
    std::string expired_token;
    std::string foreign_token;
    std::string authority;  // path of ca.pem
    std::uint64_t largest = 0;
    std::uint16_t port = 0;
    std::uint16_t https_port = 0;
};

// As audit/profile.hpp reads it.
std::string profile_text(const Papers& papers);

// For bash (« . outils.sh »): PORT, TLS_PORT, PROFIL, AUTORITE, a password for each account in capitals, and the
// functions jeton NAME, session NAME, csrf SESSION and depot NAME, which print a token, the id of a session, what its
// pages send in X-CSRF-Token, and the id of a file just uploaded.
std::string shell_text(const Papers& papers, const std::string& profile_path);

}  // namespace vulnerable
