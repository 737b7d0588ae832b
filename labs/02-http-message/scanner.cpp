#include "02-http-message/scanner.hpp"

namespace http {

std::string_view explain(char byte, std::string_view reason) {
    if (byte == '\n') return "un LF seul ne termine pas une ligne : il faut CR LF (RFC 9112 §2.2)";
    if (byte == '\0') return "un octet nul n'a pas sa place dans l'en-tête d'un message (RFC 9110 §5.5)";
    if (byte != '\r' && is_control(byte)) {
        return "un caractère de contrôle n'a pas sa place dans l'en-tête d'un message (RFC 9110 §5.5)";
    }
    return reason;
}

std::string_view line_within(std::string_view bytes, std::size_t limit) {
    const bool may_end_there = bytes.size() > limit && (bytes[limit] == '\r' || bytes[limit] == '\n');
    return bytes.substr(0, may_end_there ? limit + 2 : limit);
}

}  // namespace http
