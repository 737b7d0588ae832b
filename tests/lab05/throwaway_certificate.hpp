#pragma once

#include <string>

#include "05-https-client/server/server_context.hpp"
#include "lab03/temporary_directory.hpp"

namespace played {

// A certificate for a test, signed by itself: EC P-256, for "localhost" and 127.0.0.1.
struct CertificateWish {
    std::string name = "localhost";       // its CN
    long valid_from = -3600;              // seconds from now
    long valid_until = 3600;
};

// Writes NAME.pem and NAME.key (0600) into the directory.
https::CertificateFiles make_certificate(const TemporaryDirectory& directory, const CertificateWish& wish = {});

}  // namespace played
