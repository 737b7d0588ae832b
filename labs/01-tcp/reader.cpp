#include "01-tcp/reader.hpp"

#include <array>
#include <cassert>

#include "common/not_implemented.hpp"

namespace tcp {

Outcome StreamReader::receive_more() {
    std::array<char, 4096> bytes;
    const Chunk chunk = source_(bytes);
    buffer_.append(bytes.data(), chunk.size);
    return chunk.outcome;
}

Received StreamReader::take(std::size_t count) {
    assert(count <= buffer_.size());
    Received taken{Outcome::complete, buffer_.substr(0, count)};
    buffer_.erase(0, count);
    return taken;
}

Received StreamReader::read_exactly(std::size_t count) {
    // À écrire : tant que le tampon (buffer_) a moins de `count` octets, appelez receive_more() ; s'il rend autre chose
    // que Outcome::complete, rendez cela, sans octets. Sinon, prenez `count` octets par take(), et laissez le reste.
    // BEGIN SOLUTION 1.4
    while (buffer_.size() < count) {
        const Outcome outcome = receive_more();
        if (outcome != Outcome::complete) return {outcome, ""};
    }
    return take(count);
    // END SOLUTION
}

Received StreamReader::read_until(std::string_view delimiter, std::size_t limit) {
    // À écrire : cherchez le délimiteur dans le tampon. S'il y est tout entier dans les `limit` premiers octets, prenez
    // tout jusqu'à lui compris. Sinon, s'il ne peut plus y tenir, Outcome::limit. Sinon, receive_more(), et
    // recommencez. Attention : le délimiteur peut être à cheval sur deux réceptions ; et ne cherchez pas à nouveau dans
    // ce qui a déjà été parcouru : un client qui envoie octet par octet ferait relire tout le tampon à chaque octet.
    // BEGIN SOLUTION 1.4
    assert(!delimiter.empty());
    std::size_t searched = 0;  // no delimiter begins before this offset
    for (;;) {
        const std::size_t found = std::string_view{buffer_}.substr(0, limit).find(delimiter, searched);
        if (found != std::string_view::npos) return take(found + delimiter.size());
        if (buffer_.size() >= limit) return {Outcome::limit, ""};
        if (buffer_.size() >= delimiter.size()) searched = buffer_.size() - delimiter.size() + 1;
        const Outcome outcome = receive_more();
        if (outcome != Outcome::complete) return {outcome, ""};
    }
    // END SOLUTION
}

StreamReader::Source socket_source(int socket, const Deadline& deadline) {
    return [socket, deadline](std::span<char> buffer) { return receive_some(socket, buffer, deadline); };
}

}  // namespace tcp
