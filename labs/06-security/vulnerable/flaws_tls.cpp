// What is said on the way (lab 05, and the settings of a server).
#include "06-security/vulnerable/flaws.hpp"

namespace vulnerable {
namespace {

void forget_https(Weakened& weakened) {
    weakened.defences.add_browser_fields = [add = weakened.defences.add_browser_fields](
                                               http::Fields& fields, security::Served served, bool is_secure) {
        add(fields, served, is_secure);
        fields = without(fields, "Strict-Transport-Security");
    };
}

}  // namespace

std::vector<Flaw> tls_flaws() {
    return {
        {"tls-version", "", "Le serveur parle encore TLS 1.0 et 1.1",
         "openssl s_client -connect 127.0.0.1:$TLS_PORT -tls1 -cipher DEFAULT@SECLEVEL=0 < /dev/null 2>&1 | "
         "grep 'Cipher is'",
         [](Weakened& weakened) { weakened.speaks_old_tls = true; }},
        {"tls-certificate", "", "Le certificat a expiré",
         "curl -sS --cacert $AUTORITE https://localhost:$TLS_PORT/",
         [](Weakened& weakened) { weakened.shows_expired_certificate = true; }},
        {"hsts", "6.7", "Rien ne dit au navigateur de revenir par HTTPS",
         "curl -s -i --cacert $AUTORITE https://localhost:$TLS_PORT/ | grep -i -c strict-transport-security",
         forget_https},
    };
}

}  // namespace vulnerable
