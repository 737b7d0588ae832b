#pragma once

#include <string>
#include <vector>

namespace client {

// The certificates of a class: one authority that everybody trusts, a server and a client that it answers for, and, to
// see what a client refuses and why (step 5.3), certificates each of which is broken in its own way.
//
//     ca.pem  ca.key           the authority
//     server.pem  server.key   for localhost, 127.0.0.1, ::1, and further names
//     client.pem  client.key   for a client that a server wants to know
//     expired  wrong-name  self-signed  unknown-issuer  not-yet-valid  weak  wrong-use   (.pem, .key)
struct ClassOptions {
    std::string directory;
    int days = 365;                       // of the server and the client; 1 to most_days
    std::vector<std::string> hosts = {};  // beside localhost; is_host_name() of each
    bool broken = false;
    bool force = false;                   // a new authority, though there is one
};

inline constexpr int most_days = 3650;  // and what an authority has

struct MadeFile {
    std::string name;  // inside the directory
    std::string what;  // what it is, in French
};

struct MadeCertificates {
    bool authority_is_new = true;
    std::vector<MadeFile> files;
};

// Makes the directory if need be, and the files: keys readable by their owner alone (0600). An authority that is there
// (ca.pem and ca.key) stays, and signs: those who trust it need not be told of a new one. Without `force`, no other
// file of these names is overwritten when there is no authority: it is not of this class.
// Throws std::system_error, std::runtime_error.
MadeCertificates make_class_certificates(const ClassOptions& options);

}  // namespace client
