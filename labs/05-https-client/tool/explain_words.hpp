#pragma once

#include <string_view>

namespace tool {

// What each message of a TLS handshake is for, in a few French words; empty for one that is not known.
std::string_view word_on_tls_message(std::string_view name);

// What a status means for whoever asked: « à une autre adresse », « le serveur a échoué »…
std::string_view word_on_status(int status);

}  // namespace tool
