#include "02-http-message/scanner.hpp"

namespace http {

namespace {

// A control character is worth its own words, whatever was expected in its place.
std::string_view explain(char byte, std::string_view reason) {
    if (byte == '\n') return "un LF seul ne termine pas une ligne : il faut CR LF (RFC 9112 §2.2)";
    if (byte == '\0') return "un octet nul n'a pas sa place dans l'en-tête d'un message (RFC 9110 §5.5)";
    if (byte != '\r' && is_control(byte)) {
        return "un caractère de contrôle n'a pas sa place dans l'en-tête d'un message (RFC 9110 §5.5)";
    }
    return reason;
}

}  // namespace

std::string_view Scanner::one(const ByteSet& set, std::string_view reason) {
    if (!next_is(set)) {
        reject(reason);
        return {};
    }
    return bytes_.substr(at_++, 1);
}

void Scanner::reject_at(std::size_t offset, std::string_view reason, int status) {
    if (stopped()) return;
    const bool known = status == 400 && offset < bytes_.size();
    state_ = State::rejected;
    rejected_ = {status, known ? explain(bytes_[offset], reason) : reason, offset};
}

std::string_view line_within(std::string_view bytes, std::size_t limit) {
    const bool ends_at_limit = bytes.size() > limit && bytes[limit] == '\r';
    return bytes.substr(0, ends_at_limit ? limit + 2 : limit);
}

}  // namespace http
