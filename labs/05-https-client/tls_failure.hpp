#pragma once

#include <string>

#include "05-https-client/errors.hpp"

namespace client {

// What OpenSSL says when TLS fails, in French.

// The name of a handshake message by its type (RFC 8446 §4, RFC 5246 §7.4): "ClientHello"; "message 99" if unknown.
std::string handshake_message_name(int type);

// Why the other end gave up (RFC 8446 §6.2): « elle exige un certificat client »; empty: not one that needs a word.
struct AlertMeaning {
    std::string what;
    std::string advice;
};
AlertMeaning explain_alert(int alert);

// The error that OpenSSL has just noted (its queue is emptied) on a connection with this host. `beginning`: the first
// bytes that the server sent, which show what it speaks if it is not TLS.
SSLError tls_failure(const std::string& host, const std::string& beginning);

// Has OpenSSL just noted that the connection ended without close_notify?
bool is_truncation();

// The reason of the error that OpenSSL has just noted, in its own words; its queue is emptied.
std::string last_reason();

}  // namespace client
