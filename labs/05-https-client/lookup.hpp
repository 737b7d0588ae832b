#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "01-tcp/address.hpp"
#include "01-tcp/stream.hpp"

namespace client {

// What asks the system: tcp::resolve() of lab 01, or in a test something slower.
using Resolver = std::function<std::vector<tcp::Address>(const std::string& host, std::uint16_t port)>;

std::vector<tcp::Address> ask_the_system(const std::string& host, std::uint16_t port);

// Step 5.7. tcp::resolve() of lab 01, which no deadline can interrupt, made to end in time: it runs in a thread of its
// own, and whoever waits for it stops waiting at the deadline. The thread ends by itself later, and what it finds then
// is thrown away. An IP address needs neither a name server nor a thread.
//
// Throws NameError (the name leads nowhere), ConnectTimeout.
std::vector<tcp::Address> look_up(const std::string& host, std::uint16_t port, const tcp::Deadline& deadline,
                                  Resolver resolver = ask_the_system);

}  // namespace client
