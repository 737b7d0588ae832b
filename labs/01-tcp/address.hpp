#pragma once

#include <sys/socket.h>

#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace tcp {

// Step 1.1. Where a connection goes: a machine (an IP address) and, on that machine, a program (a port).
//
// The system has one address structure per family (sockaddr_in, sockaddr_in6); functions such as connect() take either,
// behind a pointer to the common beginning (sockaddr) and a size. An Address holds both, so that the rest of the lab
// never asks which family it is. A name such as "localhost" may have several addresses: resolve() gives them all.
//
// Left out on purpose: a deadline on resolve(). getaddrinfo() has none; the system gives up by itself
// (by default after some ten seconds, see resolv.conf(5)).
//
//     for (const Address& address : resolve("localhost", 80, Purpose::connect)) {
//         std::cout << to_string(address) << '\n';    // [::1]:80 then 127.0.0.1:80
//     }
class Address {
public:
    Address() = default;  // of no family

    // A copy of what the system gave. `size` must be at most sizeof(sockaddr_storage).
    Address(const sockaddr* data, socklen_t size);

    // For connect(), bind()…: valid as long as the Address is.
    const sockaddr* data() const { return reinterpret_cast<const sockaddr*>(&storage_); }
    socklen_t size() const { return size_; }

    // AF_INET, AF_INET6, or AF_UNSPEC.
    int family() const { return storage_.ss_family; }

    // The port, 0 if there is none.
    std::uint16_t port() const;

    // Can only programs of this machine reach it (127.0.0.0/8, ::1)?
    bool is_loopback() const;

private:
    sockaddr_storage storage_{};
    socklen_t size_ = 0;
};

// « 127.0.0.1:80 », « [::1]:80 » (RFC 3986 §3.2.2: the brackets tell the colons of the address from the port's).
std::string to_string(const Address& address);

// A decimal port, 0 to 65535: one to five digits and nothing else. Port 0 asks bind() for any free port.
std::optional<std::uint16_t> parse_port(std::string_view text);

struct HostPort {
    std::string host;
    std::uint16_t port = 0;
};

// « HOST:PORT » or « [IPv6]:PORT ». The host may be empty (« :8080 »): all interfaces. Between brackets stands an
// address with colons; outside, colons are refused, since « ::1:80 » could be read in two ways.
//
//     parse_host_port("localhost:80")   // host "localhost", port 80
//     parse_host_port("[::1]:80")       // host "::1", port 80
//     parse_host_port("::1:80")         // nothing
std::optional<HostPort> parse_host_port(std::string_view text);

enum class Purpose {
    connect,  // "" is this machine
    listen,   // "" is all interfaces of this machine, the notes' TCPServer(("", PORT), …)
};

// A name that leads to no address; what() says in French which name and why.
class ResolveError : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

// The addresses of a host name or of a numeric address, best first, at least one. Waits for the name server where one
// is needed. Throws ResolveError.
std::vector<Address> resolve(const std::string& host, std::uint16_t port, Purpose purpose);

}  // namespace tcp
