#include "01-tcp/address.hpp"

#include <netdb.h>
#include <netinet/in.h>

#include <cassert>
#include <charconv>
#include <cstring>
#include <memory>

#include "common/escape.hpp"
#include "common/not_implemented.hpp"
#include "common/system_error.hpp"

namespace tcp {
namespace {

// sockaddr_storage is large and aligned enough for every family, but its bytes are only known by copying them out.
template <typename Structure>
Structure as(const Address& address) {
    Structure structure{};
    std::memcpy(&structure, address.data(), sizeof structure);
    return structure;
}

// BEGIN SOLUTION 1.1 helper
std::string_view explain_resolution(int error) {
    switch (error) {
    case EAI_NONAME: return "ce nom n'est connu d'aucun serveur de noms ; vérifiez son orthographe";
    case EAI_NODATA: return "ce nom existe, mais n'a aucune adresse";
    case EAI_AGAIN: return "le serveur de noms n'a pas répondu ; vérifiez le réseau, puis réessayez";
    case EAI_FAIL: return "le serveur de noms a refusé de répondre";
    case EAI_ADDRFAMILY:
    case EAI_FAMILY: return "cette famille d'adresses n'est pas disponible sur cette machine";
    case EAI_MEMORY: return "il ne reste plus assez de mémoire";
    default: return ::gai_strerror(error);
    }
}

[[noreturn]] void fail_to_resolve(const std::string& host, std::string_view reason) {
    throw ResolveError{"recherche de l'adresse de « " + common::escape_bytes(host, 100) + " » : " +
                       std::string{reason}};
}

struct FreeAddressList {
    void operator()(addrinfo* list) const { ::freeaddrinfo(list); }
};
using AddressList = std::unique_ptr<addrinfo, FreeAddressList>;

AddressList ask_the_system(const std::string& host, const std::string& port, Purpose purpose) {
    addrinfo wanted{};
    wanted.ai_family = AF_UNSPEC;
    wanted.ai_socktype = SOCK_STREAM;
    wanted.ai_flags = AI_NUMERICSERV | (purpose == Purpose::listen ? AI_PASSIVE : 0);
    addrinfo* list = nullptr;
    const int error = ::getaddrinfo(host.empty() ? nullptr : host.c_str(), port.c_str(), &wanted, &list);
    if (error == EAI_SYSTEM) common::throw_errno("getaddrinfo", host);
    if (error != 0) fail_to_resolve(host, explain_resolution(error));
    return AddressList{list};
}
// END SOLUTION

}  // namespace

Address::Address(const sockaddr* data, socklen_t size) : size_{size} {
    assert(size <= sizeof storage_);
    std::memcpy(&storage_, data, size);
}

std::uint16_t Address::port() const {
    if (family() == AF_INET) return ntohs(as<sockaddr_in>(*this).sin_port);
    if (family() == AF_INET6) return ntohs(as<sockaddr_in6>(*this).sin6_port);
    return 0;
}

bool Address::is_loopback() const {
    if (family() == AF_INET) return ntohl(as<sockaddr_in>(*this).sin_addr.s_addr) >> 24 == 127;
    if (family() != AF_INET6) return false;
    const in6_addr ipv6 = as<sockaddr_in6>(*this).sin6_addr;
    const bool mapped_ipv4 = IN6_IS_ADDR_V4MAPPED(&ipv6);
    return IN6_IS_ADDR_LOOPBACK(&ipv6) || (mapped_ipv4 && ipv6.s6_addr[12] == 127);
}

std::string to_string(const Address& address) {
    // À écrire : demandez à getnameinfo() l'adresse et le port sous forme de nombres (NI_NUMERICHOST et
    // NI_NUMERICSERV), puis rendez « adresse:port », l'adresse entre crochets si elle est de la famille AF_INET6.
    // Une adresse d'aucune famille (getnameinfo() échoue) donne « ? ».
    // BEGIN SOLUTION 1.1
    char host[NI_MAXHOST];
    char port[NI_MAXSERV];
    const int error = ::getnameinfo(address.data(), address.size(), host, sizeof host, port, sizeof port,
                                    NI_NUMERICHOST | NI_NUMERICSERV);
    if (error != 0) return "?";
    const bool colons = address.family() == AF_INET6;
    return (colons ? "[" + std::string{host} + "]" : std::string{host}) + ":" + port;
    // END SOLUTION
}

std::optional<std::uint16_t> parse_port(std::string_view text) {
    // À écrire : de un à cinq chiffres et rien d'autre (ni signe, ni espace), pour un nombre d'au plus 65535 ; sinon
    // std::nullopt. std::from_chars lit un nombre et dit où il s'est arrêté.
    // BEGIN SOLUTION 1.1
    if (text.size() > 5) return std::nullopt;
    std::uint16_t port = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
    if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return port;
    // END SOLUTION
}

std::optional<HostPort> parse_host_port(std::string_view text) {
    // À écrire : coupez le texte au dernier « : ». À droite, un port. À gauche, soit « [adresse IPv6] » (des crochets,
    // et au moins un « : » entre eux), soit un nom ou une adresse IPv4, sans « : » ni crochet, éventuellement vide.
    // BEGIN SOLUTION 1.1
    const std::size_t colon = text.rfind(':');
    if (colon == std::string_view::npos) return std::nullopt;
    const std::optional<std::uint16_t> port = parse_port(text.substr(colon + 1));
    if (!port) return std::nullopt;
    std::string_view host = text.substr(0, colon);
    const bool bracketed = host.size() >= 2 && host.front() == '[' && host.back() == ']';
    if (bracketed) host = host.substr(1, host.size() - 2);
    const bool colons = host.find(':') != std::string_view::npos;
    if (bracketed != colons || host.find_first_of("[]") != std::string_view::npos) return std::nullopt;
    return HostPort{std::string{host}, *port};
    // END SOLUTION
}

std::vector<Address> resolve(const std::string& host, std::uint16_t port, Purpose purpose) {
    // À écrire : appelez getaddrinfo() pour des sockets SOCK_STREAM de toute famille (AF_UNSPEC), avec AI_PASSIVE si
    // c'est pour écouter, et un pointeur nul à la place d'un nom vide. Copiez chaque adresse de la liste obtenue dans
    // un Address, et rendez la liste au système par freeaddrinfo(), même en cas d'erreur. Une erreur de getaddrinfo()
    // (ce n'est pas errno : voir gai_strerror(3)) lance ResolveError, avec le nom cherché et la raison en français.
    // Attention : une chaîne de C s'arrête au premier octet nul ; un nom qui en contient un est à refuser.
    // BEGIN SOLUTION 1.1
    if (host.find('\0') != std::string::npos) fail_to_resolve(host, "un nom ne contient pas d'octet nul");
    const AddressList list = ask_the_system(host, std::to_string(port), purpose);
    std::vector<Address> addresses;
    for (const addrinfo* found = list.get(); found != nullptr; found = found->ai_next) {
        addresses.emplace_back(found->ai_addr, found->ai_addrlen);
    }
    return addresses;
    // END SOLUTION
}

}  // namespace tcp
