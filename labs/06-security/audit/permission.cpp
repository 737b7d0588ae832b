#include "06-security/audit/permission.hpp"

#include <algorithm>
#include <chrono>

#include "06-security/audit/evidence.hpp"
#include "common/program.hpp"

namespace audit {

void demand_permission(const client::Url& url, const std::vector<std::string>& permitted,
                       const client::Resolver& resolver) {
    if (std::find(permitted.begin(), permitted.end(), url.host) != permitted.end()) return;
    const tcp::Deadline deadline = tcp::Deadline::after(std::chrono::seconds{10});
    const std::vector<tcp::Address> addresses = client::look_up(url.host, url.port, deadline, resolver);
    const auto foreign = std::find_if(addresses.begin(), addresses.end(),
                                      [](const tcp::Address& address) { return !address.is_loopback(); });
    if (foreign == addresses.end()) return;
    throw common::WrongUsage{in_quotes(url.host) + " ne désigne pas seulement cette machine (" + tcp::to_string(*foreign) +
                             "). Auditer le serveur de quelqu'un sans son accord est un délit : si vous avez cet "
                             "accord, par écrit, dites-le avec « --i-have-permission " +
                             url.host + " »"};
}

}  // namespace audit
