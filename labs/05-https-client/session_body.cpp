#include "05-https-client/session_body.hpp"

#include "05-https-client/errors.hpp"
#include "05-https-client/quoted.hpp"
#include "common/escape.hpp"

namespace client {

std::string_view SessionBody::next() {
    while (lease_.connection) {
        if (decoder_) {
            const std::string_view decoded = decoder_->next();
            if (!decoded.empty()) return decoded;
        }
        const std::string_view piece = receive();
        if (piece.empty()) {
            finish();
        } else if (codings_.empty()) {
            check_size();
            return piece;
        } else {
            decode(piece);
        }
    }
    return {};
}

// Nobody wants this body: that it is cut short, or badly made, is no reason not to go on, over another connection.
void SessionBody::discard(std::uint64_t limit) {
    std::uint64_t discarded = 0;
    try {
        while (lease_.connection && discarded <= limit) {
            const std::string_view piece = receive();
            if (piece.empty()) lease_.give_back();
            discarded += piece.size();
        }
    } catch (const ProtocolError&) {
        lease_.connection.reset();
    }
}

std::string_view SessionBody::receive() {
    const std::string_view piece = lease_.connection->read_body(timer_, *observer_);
    received_ += piece.size();
    meter_.add(piece.size());
    return piece;
}

void SessionBody::decode(std::string_view piece) {
    if (!decoder_) decoder_.emplace(codings_, limits_);
    decoder_->add(piece);
}

// What is not encoded grows no further than what is.
void SessionBody::check_size() const {
    if (received_ <= limits_.decoded_bytes) return;
    throw LimitExceeded{"le corps de la réponse de " + client::quoted(lease_.route.host) + " dépasse " +
                        common::format_bytes(limits_.decoded_bytes)};
}

void SessionBody::finish() {
    lease_.give_back();
    if (decoder_) decoder_->finish();
    if (received_ != 0) meter_.finish();
}

}  // namespace client
