#include "05-https-client/session_body.hpp"

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
        } else if (decoder_) {
            decoder_->add(piece);
        } else {
            return piece;
        }
    }
    return {};
}

void SessionBody::discard(std::uint64_t limit) {
    std::uint64_t discarded = 0;
    while (lease_.connection && discarded <= limit) {
        const std::string_view piece = receive();
        if (piece.empty()) lease_.give_back();
        discarded += piece.size();
    }
}

std::string_view SessionBody::receive() {
    const std::string_view piece = lease_.connection->read_body(timer_, *observer_);
    received_ = received_ || !piece.empty();
    meter_.add(piece.size());
    return piece;
}

// Servers announce a coding for bodies that they do not send (the answer to HEAD): nothing is missing then.
void SessionBody::finish() {
    lease_.give_back();
    if (decoder_ && received_) decoder_->finish();
    if (received_) meter_.finish();
}

}  // namespace client
