#include "01-tcp/listening_line.hpp"

namespace tcp {

std::string listening_line(const std::string& program, int listener) {
    const Address address = local_address(listener);
    const char* const reach = address.is_loopback() ? " (cette machine seulement)" : " (ouvert aux autres machines)";
    return program + " écoute sur " + to_string(address) + reach;
}

}  // namespace tcp
