#include "05-https-client/multipart_body.hpp"

#include <openssl/rand.h>

#include <algorithm>
#include <array>
#include <cassert>
#include <cerrno>

#include "02-http-message/scanner.hpp"
#include "03-static-server/mime.hpp"
#include "05-https-client/errors.hpp"
#include "05-https-client/file_body.hpp"
#include "common/escape.hpp"
#include "common/not_implemented.hpp"
#include "common/system_error.hpp"

namespace client {
namespace {

// 24 letters and digits, 142 bits: a file that holds its own boundary would have to be guessed.
std::string random_boundary() {
    constexpr std::string_view letters = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    std::array<unsigned char, 24> bytes{};
    if (RAND_bytes(bytes.data(), bytes.size()) != 1) common::throw_error(EAGAIN, "RAND_bytes", "nombres au hasard");
    std::string boundary;
    for (unsigned char byte : bytes) boundary += letters[byte % letters.size()];
    return boundary;
}

// Characters that need no quotes in Content-Type (RFC 2046 §5.1.1, RFC 9110 §5.6.2).
[[maybe_unused]] bool is_boundary(std::string_view text) {
    const auto allowed = [](char c) {
        return http::is_letter(c) || http::is_digit(c) || std::string_view{"'+-._"}.find(c) != std::string_view::npos;
    };
    return !text.empty() && text.size() <= 70 && std::all_of(text.begin(), text.end(), allowed);
}

}  // namespace

// BEGIN SOLUTION 5.6 helper
namespace {

// What stands in a field of a part can hold no control character (RFC 9110 §5.5).
const std::string& checked(const std::string& text, std::string_view what) {
    if (std::none_of(text.begin(), text.end(), http::is_control)) return text;
    throw InvalidRequest{std::string{what} + " « " + common::escape_bytes(text, 80) +
                         " » contient un caractère de contrôle"};
}

// As the server is told: never empty, or it would take the part for one of which no file was chosen.
std::string file_name(const File& file) {
    if (!file.file_name.empty()) return file.file_name;
    const std::string name = file.path.substr(file.path.rfind('/') + 1);  // npos + 1 is 0
    return name.empty() ? file.field : name;
}

// Lab 03's table says that a text is in UTF-8: true of the server's own files, of others nobody knows.
std::string file_type(const File& file) {
    if (!file.type.empty()) return file.type;
    const std::string_view type = files::content_type(file_name(file));
    return std::string{type.substr(0, type.find(';'))};
}

std::string disposition(const std::string& boundary, const std::string& name) {
    return "--" + boundary + "\r\nContent-Disposition: form-data; name=\"" +
           checked(escape_form_name(name), "le nom de champ") + "\"";
}

std::string field_part(const std::string& boundary, const std::string& name, const std::string& value) {
    return disposition(boundary, name) + "\r\n\r\n" + value + "\r\n";
}

// What stands before the bytes of a file.
std::string file_head(const std::string& boundary, const File& file) {
    return disposition(boundary, file.field) + "; filename=\"" +
           checked(escape_form_name(file_name(file)), "le nom de fichier") + "\"\r\nContent-Type: " +
           checked(file_type(file), "le type") + "\r\n\r\n";
}

}  // namespace
// END SOLUTION

std::string escape_form_name(std::string_view name) {
    // À écrire : « " » devient %22, CR %0D, LF %0A ; tout le reste, « % » et « \ » compris, reste tel quel.
    // BEGIN SOLUTION 5.6
    std::string escaped;
    for (char c : name) {
        if (c == '"') escaped += "%22";
        else if (c == '\r') escaped += "%0D";
        else if (c == '\n') escaped += "%0A";
        else escaped += c;
    }
    return escaped;
    // END SOLUTION
}

MultipartBody::MultipartBody(const Pairs& fields, const std::vector<File>& files, std::string boundary)
    : boundary_{boundary.empty() ? random_boundary() : std::move(boundary)} {
    assert(is_boundary(boundary_));
    // À écrire : pour chaque champ, puis chaque fichier, sa partie (voir multipart_body.hpp), enfin la frontière, suivie
    // de « -- ». Rassemblez les textes ; un fichier du disque devient un morceau à lui (FileBody), entre deux morceaux de
    // texte (BytesBody) ; le contenu d'un fichier en mémoire est du texte comme un autre. Le type d'un fichier qui n'en
    // dit pas vient de son nom (files::content_type, sans son charset). Un nom (échappé) ou un type qui contient un
    // caractère de contrôle (http::is_control) : InvalidRequest.
    // BEGIN SOLUTION 5.6
    std::string text;
    for (const auto& [name, value] : fields) text += field_part(boundary_, name, value);
    for (const File& file : files) {
        text += file_head(boundary_, file);
        if (file.content) {
            text += *file.content;
        } else {
            pieces_.push_back(std::make_unique<BytesBody>(std::exchange(text, {})));
            pieces_.push_back(std::make_unique<FileBody>(file.path));
        }
        text += "\r\n";
    }
    pieces_.push_back(std::make_unique<BytesBody>(text + "--" + boundary_ + "--\r\n"));
    // END SOLUTION
}

std::optional<std::uint64_t> MultipartBody::length() const {
    // À écrire : la somme des longueurs des morceaux, toutes connues d'avance.
    // BEGIN SOLUTION 5.6
    std::uint64_t total = 0;
    for (const auto& piece : pieces_) total += *piece->length();
    return total;
    // END SOLUTION
}

std::string_view MultipartBody::next() {
    // À écrire : les octets du morceau piece_ ; quand il n'en a plus, ceux du suivant ; après le dernier, rien.
    // BEGIN SOLUTION 5.6
    for (; piece_ < pieces_.size(); ++piece_) {
        const std::string_view bytes = pieces_[piece_]->next();
        if (!bytes.empty()) return bytes;
    }
    return {};
    // END SOLUTION
}

bool MultipartBody::rewind() {
    // À écrire : chaque morceau est remis à son début, et le premier sera le prochain.
    // BEGIN SOLUTION 5.6
    for (const auto& piece : pieces_) piece->rewind();
    piece_ = 0;
    return true;
    // END SOLUTION
}

}  // namespace client
