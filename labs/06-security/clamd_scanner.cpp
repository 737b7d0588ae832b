#include <sys/un.h>

#include <cstring>
#include <exception>
#include <stdexcept>
#include <utility>
#include <variant>

#include "01-tcp/address.hpp"
#include "01-tcp/client.hpp"
#include "06-security/clamd.hpp"
#include "common/escape.hpp"

namespace security {
namespace {

constexpr std::string_view unix_scheme = "unix:";

// A socket of the file system, which only programs of this machine reach; what may connect is a matter of its rights.
tcp::Address unix_address(const std::string& path) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    if (path.empty() || path.size() >= sizeof address.sun_path) {
        throw std::invalid_argument{"le chemin de la socket de clamd doit avoir de 1 à " +
                                    std::to_string(sizeof address.sun_path - 1) + " octets"};
    }
    std::memcpy(address.sun_path, path.data(), path.size());
    return {reinterpret_cast<const sockaddr*>(&address), sizeof address};
}

tcp::HostPort tcp_address(const std::string& text) {
    const auto where = tcp::parse_host_port(text);
    if (!where || where->host.empty() || where->port == 0) {
        throw std::invalid_argument{"« " + common::escape_bytes(text, 200) +
                                    " » n'est pas une adresse de clamd : écrivez unix:/chemin ou hôte:port"};
    }
    return *where;
}

class ClamdScanner : public Scanner {
public:
    ClamdScanner(const std::string& address, const ClamdLimits& limits) : address_{address}, limits_{limits} {
        if (address.starts_with(unix_scheme)) {
            target_ = unix_address(address.substr(unix_scheme.size()));
        } else {
            target_ = tcp_address(address);
        }
    }

    Scan scan(int file) const override {
        try {
            const tcp::Deadline deadline = tcp::Deadline::after(limits_.time);
            const common::UniqueFd socket = connect(deadline);
            return ask_clamd(socket.get(), file, deadline);
        } catch (const std::exception& failure) {
            return {Scan::Verdict::unavailable, failure.what()};
        }
    }

    std::string description() const override { return "clamd sur " + common::escape_bytes(address_); }

private:
    common::UniqueFd connect(const tcp::Deadline& deadline) const {
        if (const auto* local = std::get_if<tcp::Address>(&target_)) return tcp::connect_to(*local, deadline);
        const auto& where = std::get<tcp::HostPort>(target_);
        return tcp::connect_to_any(tcp::resolve(where.host, where.port, tcp::Purpose::connect), deadline);
    }

    std::string address_;
    ClamdLimits limits_;
    std::variant<tcp::Address, tcp::HostPort> target_;
};

}  // namespace

std::unique_ptr<Scanner> make_clamd_scanner(const std::string& address, const ClamdLimits& limits) {
    return std::make_unique<ClamdScanner>(address, limits);
}

}  // namespace security
