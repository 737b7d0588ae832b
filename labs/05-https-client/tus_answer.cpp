#include "05-https-client/tus_answer.hpp"

#include <charconv>

#include "05-https-client/errors.hpp"
#include "common/escape.hpp"

namespace client {
namespace {

// A field that is a number of bytes; nothing if it is not there.
std::optional<std::uint64_t> number_in(const http::Fields& fields, const std::string& name) {
    const auto value = fields.joined(name);
    if (!value) return std::nullopt;
    std::uint64_t number = 0;
    const char* const end = value->data() + value->size();
    const auto [stop, error] = std::from_chars(value->data(), end, number);
    if (error == std::errc{} && stop == end) return number;
    throw ProtocolError{"le serveur tus répond « " + name + ": " + common::escape_bytes(*value, 80) +
                        " », qui n'est pas un nombre d'octets"};
}

std::uint64_t offset_in(const http::Fields& fields) {
    if (const auto offset = number_in(fields, "Upload-Offset")) return *offset;
    throw ProtocolError{"le serveur tus ne dit pas où il en est (Upload-Offset)",
                        "vérifiez que l'adresse est celle d'un serveur tus"};
}

std::optional<HashKind> best_checksum(std::string_view algorithms) {
    if (http::list_contains(algorithms, "sha256")) return HashKind::sha256;
    if (http::list_contains(algorithms, "sha1")) return HashKind::sha1;
    return std::nullopt;
}

}  // namespace

TusServer read_tus_server(int status, const http::Fields& fields) {
    TusServer server;
    if (status >= 300) return server;
    const std::string versions = fields.joined("Tus-Version").value_or("1.0.0");
    if (!http::list_contains(versions, "1.0.0")) {
        throw ProtocolError{"le serveur tus parle la version « " + common::escape_bytes(versions, 80) +
                            " » du protocole, et non 1.0.0"};
    }
    if (const auto extensions = fields.joined("Tus-Extension")) {
        server.creation = http::list_contains(*extensions, "creation");
        const std::string algorithms = fields.joined("Tus-Checksum-Algorithm").value_or("");
        if (http::list_contains(*extensions, "checksum")) server.checksum = best_checksum(algorithms);
    }
    server.max_size = number_in(fields, "Tus-Max-Size");
    return server;
}

std::string tus_name(HashKind kind) {
    switch (kind) {
    case HashKind::sha1: return "sha1";
    case HashKind::sha256: return "sha256";
    }
    return {};
}

std::uint64_t offset_of_upload(const http::Fields& fields, std::uint64_t reached, std::uint64_t size) {
    const auto expected = number_in(fields, "Upload-Length");
    if (expected && *expected != size) {
        throw InvalidRequest{"ce téléversement a été commencé pour un fichier de " + common::format_bytes(*expected) +
                                 ", et ce fichier fait " + common::format_bytes(size),
                             "commencez-en un nouveau"};
    }
    const std::uint64_t offset = offset_in(fields);
    if (offset >= reached && offset <= size) return offset;
    throw ProtocolError{"le serveur tus dit en être à l'octet " + std::to_string(offset) + ", il en était à " +
                        std::to_string(reached) + " sur " + std::to_string(size)};
}

std::uint64_t offset_after_piece(const http::Fields& fields, std::uint64_t offset, std::uint64_t length) {
    const std::uint64_t after = offset_in(fields);
    if (after > offset && after <= offset + length) return after;
    throw ProtocolError{"le serveur tus dit en être à l'octet " + std::to_string(after) + " après avoir reçu " +
                        common::format_bytes(length) + " à partir de l'octet " + std::to_string(offset)};
}

bool is_tus_passing(int status) {
    return status == 409 || status == 423 || status == 460;
}

}  // namespace client
