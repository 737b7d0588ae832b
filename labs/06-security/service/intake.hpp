#pragma once

#include <asio/awaitable.hpp>
#include <string>

#include "06-security/service/service.hpp"

namespace security {

// Who sends a file, and what he says of it.
struct Sender {
    Identity who;
    std::string peer;
};
struct Declared {
    std::string name;
    std::string sha256 = {};  // empty: he has not said
};

// The way of a received file from « all bytes are there » to « it can be had ». In this order, each step refusing what
// it does not like: checksum, name, type, antivirus, inspection; then it is published. What was refused is gone, and
// stands in the trail. On the desk for checks, for all of it may wait.
//
// Throws Refused: 400, 415, 422 (harmful, or changed on the way), 503 (nobody could look at it: it is refused), and
// what Store::publish throws.
asio::awaitable<StoredFile> admit(ServicePointer service, Incoming incoming, Sender sender, Declared declared);

}  // namespace security
