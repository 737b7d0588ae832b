#include "06-security/file_type.hpp"

#include <algorithm>
#include <array>
#include <string>

#include "06-security/file_name.hpp"
#include "common/escape.hpp"
#include "common/not_implemented.hpp"

namespace security {
namespace {

constexpr std::array types{
    FileType{"png", "image/png"},
    FileType{"jpg", "image/jpeg"},
    FileType{"jpeg", "image/jpeg"},
    FileType{"gif", "image/gif"},
    FileType{"webp", "image/webp"},
    FileType{"pdf", "application/pdf"},
    FileType{"zip", "application/zip"},
    FileType{"mp3", "audio/mpeg"},
    FileType{"mp4", "video/mp4"},
    FileType{"webm", "video/webm"},
    FileType{"txt", "text/plain; charset=utf-8"},
    FileType{"csv", "text/csv; charset=utf-8"},
};

// BEGIN SOLUTION 6.1 helper
using namespace std::string_view_literals;

bool has_at(std::string_view bytes, std::size_t offset, std::string_view part) {
    return bytes.size() >= offset && bytes.substr(offset).starts_with(part);
}

bool is_webp(std::string_view bytes) {
    return bytes.starts_with("RIFF") && has_at(bytes, 8, "WEBP");
}

// An archive without any file has nothing but its end (APPNOTE.TXT §4.3.16).
bool is_zip(std::string_view bytes) {
    return bytes.starts_with("PK\x03\x04"sv) || bytes.starts_with("PK\x05\x06"sv);
}

// Either ID3 (its titles come first), or the eleven bits set that begin each frame, of MPEG's layer III.
bool is_mp3(std::string_view bytes) {
    if (bytes.starts_with("ID3")) return true;
    if (bytes.size() < 3 || bytes[0] != '\xFF') return false;
    const auto second = static_cast<unsigned char>(bytes[1]);
    const auto third = static_cast<unsigned char>(bytes[2]);
    const bool is_layer_3 = (second & 0xE6) == 0xE2;
    const bool has_version = (second & 0x18) != 0x08;
    const bool has_rates = (third & 0xF0) != 0xF0 && (third & 0x0C) != 0x0C;
    return is_layer_3 && has_version && has_rates;
}

// Matroska's files begin with the same four bytes: the « DocType » tells them apart.
bool is_webm(std::string_view bytes) {
    return bytes.starts_with("\x1A\x45\xDF\xA3") && bytes.substr(0, 64).find("\x42\x82\x84webm") != bytes.npos;
}

bool is_binary_of(std::string_view extension, std::string_view bytes) {
    if (extension == "png") return bytes.starts_with("\x89PNG\r\n\x1A\n");
    if (extension == "jpg" || extension == "jpeg") return bytes.starts_with("\xFF\xD8\xFF");
    if (extension == "gif") return bytes.starts_with("GIF87a") || bytes.starts_with("GIF89a");
    if (extension == "webp") return is_webp(bytes);
    if (extension == "pdf") return bytes.starts_with("%PDF-");
    if (extension == "zip") return is_zip(bytes);
    if (extension == "mp3") return is_mp3(bytes);
    if (extension == "mp4") return has_at(bytes, 4, "ftyp");
    return extension == "webm" && is_webm(bytes);
}

// How many bytes the UTF-8 sequence has that this byte begins, 0 if it begins none (RFC 3629 §4).
std::size_t announced_length(unsigned char first) {
    if (first >= 0xC2 && first <= 0xDF) return 2;
    if (first >= 0xE0 && first <= 0xEF) return 3;
    return first >= 0xF0 && first <= 0xF4 ? 4 : 0;
}

bool is_cut_character(std::string_view rest) {
    const auto continues = [](char c) { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; };
    return rest.size() < announced_length(static_cast<unsigned char>(rest.front())) &&
           std::all_of(rest.begin() + 1, rest.end(), continues);
}

// U+0000–001F and 007F–009F, but for tab, line feed and carriage return.
bool is_control(std::string_view sequence) {
    const auto last = static_cast<unsigned char>(sequence.back());
    if (sequence.size() == 2) return sequence.front() == '\xC2' && last <= 0x9F;
    if (sequence.size() != 1 || last == '\t' || last == '\n' || last == '\r') return false;
    return last < 0x20 || last == 0x7F;
}

bool is_plain_text(std::string_view bytes) {
    while (!bytes.empty()) {
        const std::size_t length = common::utf8_sequence_length(bytes);
        if (length == 0) return is_cut_character(bytes);
        if (is_control(bytes.substr(0, length))) return false;
        bytes.remove_prefix(length);
    }
    return true;
}

// What a browser or a shell would take for something else than a text.
bool looks_like_something_else(std::string_view bytes) {
    if (bytes.starts_with("\xEF\xBB\xBF")) bytes.remove_prefix(3);
    bytes.remove_prefix(std::min(bytes.find_first_not_of(" \t\r\n"), bytes.size()));
    return bytes.starts_with('<') || bytes.starts_with("%PDF-") || bytes.starts_with("#!");
}
// END SOLUTION

}  // namespace

std::span<const FileType> accepted_types() {
    return types;
}

bool has_signature(const FileType& type, std::string_view first_bytes) {
    // À écrire : comparez le début des octets à la signature du type.
    //   png 89 50 4E 47 0D 0A 1A 0A · jpg FF D8 FF · gif « GIF87a » ou « GIF89a » · webp « RIFF », et « WEBP » à
    //   l'octet 8 · pdf « %PDF- » · zip « PK » 03 04, ou « PK » 05 06 · mp3 « ID3 », ou onze bits à 1 (FF, puis
    //   111xxxxx) suivis d'une version et de « layer III » · mp4 « ftyp » à l'octet 4 · webm 1A 45 DF A3, et 42 82 84
    //   « webm » parmi les 64 premiers
    // Un texte (txt, csv) n'en a pas : parcourez-le séquence UTF-8 par séquence (common::utf8_sequence_length) et
    // refusez les caractères de contrôle (U+0000 à 001F, U+007F à 009F), sauf \t \n \r ; une séquence coupée par la fin
    // est acceptée. Passé une marque EF BB BF et des blancs, il ne commence ni par « < », ni par « %PDF- », ni par
    // « #! ».
    // BEGIN SOLUTION 6.1
    const bool is_text = type.extension == "txt" || type.extension == "csv";
    if (!is_text) return is_binary_of(type.extension, first_bytes);
    return is_plain_text(first_bytes) && !looks_like_something_else(first_bytes);
    // END SOLUTION
}

Decided<FileType> decide_type(std::string_view name, std::string_view first_bytes) {
    // À écrire : cherchez extension_of(name) parmi accepted_types(). Absente ou inconnue : Refusal{415, …}, avec une
    // phrase qui dit quelles extensions sont acceptées ; connue, mais démentie par has_signature : Refusal{415, …},
    // avec une autre phrase. Le nom vient d'un inconnu : ne le recopiez dans la phrase que par common::escape_bytes.
    // BEGIN SOLUTION 6.1
    const std::string extension = extension_of(name);
    const auto type = std::find_if(types.begin(), types.end(),
                                   [&](const FileType& known) { return known.extension == extension; });
    if (type == types.end()) {
        std::string known;
        for (const FileType& each : types) known += (known.empty() ? "" : ", ") + std::string{each.extension};
        const std::string what = extension.empty() ? "Un fichier sans extension n'est pas accepté"
                                                   : "L'extension « " + common::escape_bytes(extension, 20) +
                                                         " » n'est pas acceptée";
        return Refusal{415, what + " : seules le sont " + known + "."};
    }
    if (has_signature(*type, first_bytes)) return *type;
    return Refusal{415, "Le contenu de ce fichier n'est pas celui d'un fichier « " + extension + " »."};
    // END SOLUTION
}

}  // namespace security
