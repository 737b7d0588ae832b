#include "06-security/vulnerable/old_tls.hpp"

namespace vulnerable {

// Below level 1 OpenSSL 3 signs with SHA-1, which these versions cannot do without.
client::SslHandle OldTls::make_connection() const {
    client::SslHandle connection = ServerContext::make_connection();
    SSL_set_security_level(connection.get(), 0);
    SSL_set_min_proto_version(connection.get(), TLS1_VERSION);
    SSL_set_cipher_list(connection.get(), "ALL:@SECLEVEL=0");
    return connection;
}

}  // namespace vulnerable
