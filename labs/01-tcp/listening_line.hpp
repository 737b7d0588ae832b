#pragma once

#include <string>

#include "01-tcp/server.hpp"

namespace tcp {

// The line by which a server says that it is ready: « tcp_echo écoute sur 127.0.0.1:7777 (cette machine seulement) ».
std::string listening_line(const std::string& program, int listener);

}  // namespace tcp
