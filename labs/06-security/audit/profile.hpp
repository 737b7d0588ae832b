#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace audit {

// What the auditor cannot find out by itself: accounts to try with, and where things are. A text file, one
// « name = value » a line; lines that begin with '#' are comments. Nothing is obligatory: what needs a value that is
// missing is « non testé ».
//
//     reader   = louis : mot de passe     # the roles of upload_server; also: author, other_author, admin
//     spare    = victime                  # its password may be guessed at: it may be locked out afterwards
//     token    = /token                   # OAuth 2.0: POST
//     session  = /session                 # sign in of the browser page: POST (form), GET, DELETE
//     upload   = /files                   # POST (raw or multipart), GET /files/ID
//     trail    = /audit                   # GET, for admins: the audit trail as text
//     public_key = /token/key             # PEM of the key that checks tokens
//     expired_token = eyJ…                # one that was good yesterday
//     foreign_token = eyJ…                # one of the same issuer, for another service
//     canary   = 4f1d…                    # stands in a file outside the root, and in a hidden one; must never come out
//     outside  = ../secret/canary.txt     # that file, from the root
//     link     = /lien                    # a symbolic link in the root that leads out of it
//     hidden   = /.htpasswd               # a hidden file in the root
//     folder   = /dossier/                # a directory in the root without index
//     script_environment = /cgi-bin/environnement   # a script that prints its environment
//     script_search      = /cgi-bin/recherche       # a script that looks for ?q=
//     largest  = 1048576                  # the largest file that is taken, bytes
//     patience = 25                       # seconds that a server may wait for a slow client
//     authority = ca.pem                  # who signed the certificate (--ca-file overrides it)
//     https_port = 8443                   # the same server over TLS, when URL is http://
struct Account {
    std::string name;
    std::string password;
};

struct Profile {
    std::optional<Account> reader, author, other_author, admin;
    std::string spare;
    std::string token, session, upload, trail, public_key;
    std::string expired_token, foreign_token;
    std::string canary, outside, link, hidden, folder;
    std::string script_environment, script_search;
    std::uint64_t largest = 0;              // 0: not known
    std::chrono::seconds patience{25};
    std::string authority;
    std::uint16_t https_port = 0;           // 0: none

    // Throws std::runtime_error, in French with the line, when it cannot be understood; std::system_error when it
    // cannot be read. Paths of files (authority) are relative to the profile.
    static Profile load(const std::string& path);
    static Profile parse(std::string_view text);
};

}  // namespace audit
