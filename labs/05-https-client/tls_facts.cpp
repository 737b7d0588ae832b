#include "05-https-client/tls_facts.hpp"

#include <openssl/ec.h>
#include <openssl/objects.h>

#include "05-https-client/certificate.hpp"

namespace client {
namespace {

std::string group_name(SSL* ssl) {
    const int group = static_cast<int>(SSL_get_negotiated_group(ssl));
    const bool known = group > 0 && (group & TLSEXT_nid_unknown) == 0;
    if (known) return curve_name(group);
#if OPENSSL_VERSION_NUMBER >= 0x30200000L
    const char* name = SSL_get0_group_name(ssl);  // has names for newer groups, without a number of their own
    if (name != nullptr) return name;
#endif
    return "";
}

std::string protocol(const SSL* ssl) {
    const unsigned char* name = nullptr;
    unsigned int size = 0;
    SSL_get0_alpn_selected(ssl, &name, &size);
    return name == nullptr ? std::string{} : std::string{reinterpret_cast<const char*>(name), size};
}

std::string trust(const TlsConnection& connection, const TlsContext& context, const TlsFacts& facts) {
    if (!context.options().verify.on()) {
        const std::string unchecked = "le certificat n'a pas été vérifié (--insecure)";
        if (connection.refusal() == X509_V_OK) return unchecked;
        return unchecked + " ; il aurait été refusé : " +
               explain_verification(connection.refusal(), connection.host(), facts.chain).what;
    }
    if (facts.resumed) return "la session reprend une connexion dont le certificat a été vérifié";
    const STACK_OF(X509)* chain = SSL_get0_verified_chain(connection.ssl());
    const int last = sk_X509_num(chain) - 1;
    if (last < 0) return "";
    const std::string name = facts_of(sk_X509_value(chain, last)).subject;
    const std::string who = last == 0 ? "le certificat lui-même (" + name + ") est de confiance"
                                      : "le certificat mène à l'autorité « " + name + " », de confiance";
    return who + " d'après " + context.origin_of_trust();
}

}  // namespace

std::vector<CertificateFacts> facts_of(const STACK_OF(X509) * chain) {
    std::vector<CertificateFacts> facts;
    for (int number = 0; number < sk_X509_num(chain); ++number) facts.push_back(facts_of(sk_X509_value(chain, number)));
    return facts;
}

TlsFacts facts_of(const TlsConnection& connection, const TlsContext& context) {
    SSL* ssl = connection.ssl();
    TlsFacts facts;
    facts.version = SSL_get_version(ssl);
    facts.suite = SSL_get_cipher_name(ssl);
    facts.group = group_name(ssl);
    facts.protocol = protocol(ssl);
    facts.resumed = SSL_session_reused(ssl) == 1;
    facts.verified = context.options().verify.on();
    facts.chain = facts_of(SSL_get_peer_cert_chain(ssl));
    facts.trust = trust(connection, context, facts);
    return facts;
}

}  // namespace client
