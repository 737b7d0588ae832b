#include "05-https-client/response.hpp"

#include <unistd.h>

#include <cerrno>
#include <nlohmann/json.hpp>

#include "02-http-message/response.hpp"
#include "05-https-client/errors.hpp"
#include "05-https-client/quoted.hpp"
#include "common/escape.hpp"
#include "common/system_error.hpp"

namespace client {
namespace {

constexpr std::size_t shown_bytes = 80;  // of a body that is not what was expected

void write_all(int fd, std::string_view bytes) {
    while (!bytes.empty()) {
        const ssize_t written = ::write(fd, bytes.data(), bytes.size());
        if (written < 0 && errno == EINTR) continue;
        if (written < 0) common::throw_errno("write", "le corps de la réponse");
        bytes.remove_prefix(static_cast<std::size_t>(written));
    }
}

}  // namespace

std::string Response::header(std::string_view name, std::string_view fallback) const {
    return std::string{headers.find(name).value_or(fallback)};
}

std::string_view Response::next() {
    if (failure_) std::rethrow_exception(failure_);
    if (!body_) return {};
    try {
        const std::string_view piece = body_->next();
        if (piece.empty()) body_.reset();
        return piece;
    } catch (...) {
        fail(std::current_exception());
    }
}

// What came before must not pass for the whole when somebody asks again.
void Response::fail(std::exception_ptr failure) {
    body_.reset();
    failure_ = std::move(failure);
    std::rethrow_exception(failure_);
}

void Response::drop_body(std::uint64_t limit) {
    if (body_) body_->discard(limit);
    body_.reset();
}

const std::string& Response::content() {
    for (std::string_view piece = next(); !piece.empty(); piece = next()) {
        if (piece.size() > memory_limit_ - content_.size()) {
            fail(std::make_exception_ptr(
                LimitExceeded{"le corps de la réponse de " + client::quoted(url.host) + " dépasse " +
                                  common::format_bytes(memory_limit_) + " en mémoire",
                              "lisez-le par morceaux (stream), ou enregistrez-le dans un fichier"}));
        }
        content_ += piece;
    }
    return content_;
}

nlohmann::json Response::json() {
    try {
        return nlohmann::json::parse(text());
    } catch (const nlohmann::json::parse_error& error) {
        throw JSONDecodeError{"la réponse de " + to_string(url) + " n'est pas du JSON, à partir de l'octet " +
                                  std::to_string(error.byte) + " : " + common::escape_bytes(content_, shown_bytes),
                              "regardez son en-tête Content-Type (« " + header("Content-Type") + " ») et son statut"};
    }
}

std::uint64_t Response::save_to(int fd) {
    std::uint64_t saved = 0;
    for (std::string_view piece = next(); !piece.empty(); piece = next()) {
        write_all(fd, piece);
        saved += piece.size();
    }
    return saved;
}

void Response::raise_for_status() const {
    if (ok()) return;
    const std::string fault = status_code < 500 ? "le serveur refuse la requête" : "le serveur a échoué";
    const std::string words = reason.empty() ? "" : " " + common::escape_bytes(reason, shown_bytes);
    throw HTTPError{fault + " (" + std::to_string(status_code) + words + ") : " + to_string(url), status_code};
}

}  // namespace client
