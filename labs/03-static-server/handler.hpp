#pragma once

#include <asio/awaitable.hpp>
#include <cstdint>
#include <functional>
#include <string_view>

#include "02-http-message/request.hpp"
#include "02-http-message/target.hpp"
#include "03-static-server/answer.hpp"
#include "03-static-server/body_reader.hpp"

namespace files {

// One request on its way to its answer. Valid until the handler has returned or, if the answer's body is made while it
// is sent, until BodySource::finish() has.
struct Exchange {
    const http::Request& request;
    const http::Target& target;
    BodyReader& body;         // what the handler does not read is dropped
    std::string_view peer;    // the client's address, "127.0.0.1"
    std::uint16_t peer_port;  // and port
    const Stream& stream;     // the connection: is the client still there?
    unsigned redirects = 0;   // how many times the server itself has sent this request elsewhere
};

// Answers a request: the notes' « gestionnaire ». May throw when the server itself is in trouble: the client gets 500,
// or 503 when it is short of descriptors or memory, and the reason stays in the server's error log.
using Handler = std::function<asio::awaitable<Answer>(Exchange&)>;

}  // namespace files
