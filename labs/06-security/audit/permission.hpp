#pragma once

#include <string>
#include <vector>

#include "05-https-client/lookup.hpp"
#include "05-https-client/url.hpp"

namespace audit {

// May this server be audited? An audit sends what attackers send: to somebody else's server that is an offence (in
// France, articles 323-1 to 323-7 of the Code pénal), whatever one means by it. This machine may always be audited: a
// name that leads to loopback addresses and to no other. Any other host has to be named by whoever has its owner's
// permission.
//
// `permitted`: the hosts of --i-have-permission. Throws common::WrongUsage when the answer is no, and what look_up()
// throws when the name leads nowhere.
void demand_permission(const client::Url& url, const std::vector<std::string>& permitted,
                       const client::Resolver& resolver = client::ask_the_system);

}  // namespace audit
