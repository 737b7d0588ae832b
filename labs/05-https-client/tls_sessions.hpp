#pragma once

#include <map>
#include <mutex>
#include <string>

#include "05-https-client/openssl_handles.hpp"

namespace client {

// What servers have given us so that the next handshake is shorter (tickets, RFC 8446 §4.6.1). One is a promise between
// two who already know each other: no certificate is sent again, and none is checked. So only those of verified
// connections are kept, each for the name that was verified, and none outlives the TlsContext they belong to.
//
// May be used by several threads.
class TlsSessions {
public:
    static constexpr std::size_t most = 64;  // servers; beyond, any one is forgotten

    // The latest one of this host takes the place of the one before.
    void keep(const std::string& host, TlsSessionHandle session);

    // Takes it out: a ticket is used once, so that nobody can link two connections by it (RFC 8446 §C.4). In TLS 1.2,
    // where a server need not send another, the one that was resumed is kept again. May be null.
    TlsSessionHandle take(const std::string& host);

private:
    std::mutex mutex_;
    std::map<std::string, TlsSessionHandle> sessions_;  // guarded by mutex_
};

}  // namespace client
