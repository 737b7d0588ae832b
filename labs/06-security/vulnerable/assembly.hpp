#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "06-security/vulnerable/papers.hpp"
#include "06-security/vulnerable/throwaway.hpp"
#include "06-security/vulnerable/weakened.hpp"

namespace vulnerable {

// The parts of the server, put together in the throw-away directory.

// The largest file that is taken: small, so that whoever tries the limit need not send much.
inline constexpr std::uint64_t largest_file = 1024 * 1024;

// upload_server, small and impatient, so that its limits are soon met. Throws as make_isolated_inspector() does.
Weakened sound_server(const Throwaway& place);

// Opens these flaws in it, in their order. Each must be one.
void open_flaws(Weakened& weakened, const std::vector<std::string>& ids);

// The service, with what its flaws have left of it.
security::ServicePointer make_service(const Weakened& weakened, const Throwaway& place,
                                      std::vector<KnownAccount> accounts);

// What the auditor has to know, but for the ports.
Papers make_papers(const security::Service& service, const Throwaway& place, std::vector<KnownAccount> accounts);

// On 127.0.0.1, plain and over TLS with certificates made for this run, behind what changes the bytes on the way.
files::ServerOptions server_options(const Weakened& weakened, const Throwaway& place, std::uint16_t port,
                                    std::uint16_t tls_port);

}  // namespace vulnerable
