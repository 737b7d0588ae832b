#include "06-security/clamd.hpp"

#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <string>

#include "01-tcp/client.hpp"
#include "common/escape.hpp"
#include "common/not_implemented.hpp"
#include "common/system_error.hpp"

namespace security {
// BEGIN SOLUTION 6.6 helper
namespace {

using tcp::Outcome;

constexpr std::size_t most_shown_bytes = 200;

Scan no_verdict(const std::string& why) {
    return {Scan::Verdict::unavailable, why};
}

// Four bytes, the most significant first.
std::string chunk_head(std::size_t size) {
    std::string head;
    for (int shift = 24; shift >= 0; shift -= 8) head += static_cast<char>(size >> shift & 0xFF);
    return head;
}

// Up to a chunk of the file from `offset` on; nothing at its end.
std::string read_chunk(int file, std::uint64_t offset) {
    std::string chunk(clamd_chunk_bytes, '\0');
    ssize_t size = -1;
    do {
        size = ::pread(file, chunk.data(), chunk.size(), static_cast<off_t>(offset));
    } while (size < 0 && errno == EINTR);
    if (size < 0) common::throw_errno("pread", "le fichier à analyser");
    chunk.resize(static_cast<std::size_t>(size));
    return chunk;
}

// The command and the whole file. Ends early with what stopped it.
Outcome send_file(int socket, int file, const tcp::Deadline& deadline) {
    Outcome outcome = tcp::send_all(socket, std::string_view{"zINSTREAM\0", 10}, deadline);
    std::uint64_t offset = 0;
    while (outcome == Outcome::complete) {
        const std::string chunk = read_chunk(file, offset);
        outcome = tcp::send_all(socket, chunk_head(chunk.size()) + chunk, deadline);
        if (chunk.empty()) break;
        offset += chunk.size();
    }
    return outcome;
}

}  // namespace
// END SOLUTION

Scan scan_from_reply(std::string_view reply) {
    // À écrire : la réponse finit par un octet nul, et n'en a pas d'autre. « stream: OK » : clean ;
    // « stream: NOM FOUND » : infected, avec NOM (par common::escape_bytes, 200 octets) ; tout le reste, « … ERROR »
    // compris : unavailable, avec une phrase qui montre la réponse (common::escape_bytes, 200 octets).
    // BEGIN SOLUTION 6.6
    constexpr std::string_view start = "stream: ";
    constexpr std::string_view found = " FOUND";
    const std::string shown = "« " + common::escape_bytes(reply, most_shown_bytes) + " »";
    const bool is_one_line = !reply.empty() && reply.find('\0') == reply.size() - 1;
    if (!is_one_line) return no_verdict("clamd a répondu autre chose qu'une ligne : " + shown);
    reply.remove_suffix(1);
    if (reply == "stream: OK") return {Scan::Verdict::clean};
    if (reply.ends_with(" ERROR")) return no_verdict("clamd n'a pas pu analyser le fichier : " + shown);
    if (!reply.starts_with(start) || !reply.ends_with(found) || reply.size() <= start.size() + found.size()) {
        return no_verdict("clamd a répondu ce que personne n'attendait : " + shown);
    }
    const std::string_view name = reply.substr(start.size(), reply.size() - start.size() - found.size());
    return {Scan::Verdict::infected, common::escape_bytes(name, most_shown_bytes)};
    // END SOLUTION
}

Scan ask_clamd(int socket, int file, const tcp::Deadline& deadline) {
    // À écrire : envoyez « zINSTREAM » et un octet nul, puis le fichier, lu par pread depuis son début, en morceaux de
    // clamd_chunk_bytes au plus, chacun précédé de sa longueur (quatre octets, celui de poids fort d'abord) ; une
    // longueur nulle finit l'envoi. Si un envoi échoue, cessez d'envoyer : clamd a peut-être déjà répondu. Lisez la
    // réponse jusqu'à la fin (tcp::receive_to_end, clamd_reply_bytes), et donnez-la à scan_from_reply. Sans réponse :
    // unavailable, avec tcp::describe. « clean » ne vaut que si tout le fichier est parti.
    // BEGIN SOLUTION 6.6
    const Outcome sent = send_file(socket, file, deadline);
    const tcp::Received reply = tcp::receive_to_end(socket, clamd_reply_bytes, deadline);
    if (reply.bytes.empty()) {
        const Outcome why = sent == Outcome::complete ? reply.outcome : sent;
        return no_verdict("clamd n'a rien répondu : " + std::string{tcp::describe(why)});
    }
    Scan scan = scan_from_reply(reply.bytes);
    const bool has_seen_all = sent == Outcome::complete;
    if (scan.verdict == Scan::Verdict::clean && !has_seen_all) return no_verdict("clamd n'a pas reçu tout le fichier");
    return scan;
    // END SOLUTION
}

}  // namespace security
