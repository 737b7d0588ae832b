#pragma once

#include <string>

#include "05-https-client/openssl_handles.hpp"

namespace client {

// Where OpenSSL reads and writes: a BIO over a socket of lab 01.
//
// OpenSSL has one of its own (SSL_set_fd), which writes by write(2): to a connection that is broken, that raises
// SIGPIPE, which ends the program unless the program has said otherwise; and a library has no business changing how a
// program takes its signals. This one sends with MSG_NOSIGNAL.
struct SocketEnd {
    int socket = -1;          // not owned
    bool ended = false;       // the peer has sent FIN
    std::string beginning;    // the first bytes that came: is this TLS at all?
};

// `end` must outlive the BIO.
BioHandle socket_bio(SocketEnd& end);

}  // namespace client
