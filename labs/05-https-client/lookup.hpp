#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "01-tcp/address.hpp"
#include "01-tcp/stream.hpp"

namespace client {

// Step 5.7. tcp::resolve() of lab 01, which no deadline can interrupt, made to end in time: it runs in a thread of its
// own, and whoever waits for it stops waiting at the deadline. The thread ends by itself later, and what it finds then
// is thrown away.
//
// Throws NameError (the name leads nowhere), ConnectTimeout.
std::vector<tcp::Address> look_up(const std::string& host, std::uint16_t port, const tcp::Deadline& deadline);

}  // namespace client
