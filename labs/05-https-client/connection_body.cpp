#include <algorithm>
#include <utility>

#include "05-https-client/connection.hpp"
#include "05-https-client/errors.hpp"
#include "05-https-client/quoted.hpp"
#include "common/escape.hpp"
#include "common/not_implemented.hpp"

namespace client {
namespace {

// Is there a coding that this client has not asked for (no TE in its requests)? Then nobody knows what the body means.
bool has_unknown_coding(const http::Fields& fields) {
    const std::optional<std::string> codings = fields.joined("Transfer-Encoding");
    return codings && !http::equal_ignoring_case(*codings, "chunked");
}

}  // namespace

void Connection::begin_body(const http::Response& answer) {
    const http::Parsed<http::BodyFraming> framing = http::response_body(answer, method_);
    if (framing.is_rejected()) {
        throw ProtocolError{"où finit la réponse de " + client::quoted(host_) + " n'est pas clair : " +
                            std::string{framing.rejection().reason}};
    }
    framing_ = framing.value();
    const bool has_body = framing_.kind != http::BodyKind::none;
    if (has_body && has_unknown_coding(answer.fields)) {
        throw ProtocolError{client::quoted(host_) + " emploie un codage de transfert que personne ne lui a demandé"};
    }
    chunks_.reset();
    if (framing_.kind == http::BodyKind::chunked) chunks_.emplace(limits_.message);
    received_ = 0;
    end_told_ = false;
    is_persistent_ = was_sent_ && http::is_persistent(answer.version, answer.fields) &&
                     framing_.kind != http::BodyKind::until_close;
}

std::string_view Connection::read_body(const Timer& timer, Observer& observer) {
    std::string_view piece;
    switch (framing_.kind) {
    case http::BodyKind::none: break;
    case http::BodyKind::length: piece = read_by_length(timer); break;
    case http::BodyKind::chunked: piece = read_chunks(timer); break;
    case http::BodyKind::until_close: piece = read_until_close(timer); break;
    }
    received_ += piece.size();
    if (!piece.empty()) {
        observer.answer_body(piece.size());
    } else if (!std::exchange(end_told_, true)) {
        observer.answer_received();
    }
    return piece;
}

std::string_view Connection::read_by_length(const Timer& timer) {
    // À écrire : framing_.length octets en tout, dont received_ ont déjà été rendus. Prenez (input_.take) de ceux
    // qui sont là, sans dépasser la fin ; s'il n'y en a pas, attendez-en (receive), et s'il n'en vient plus :
    // throw_truncated().
    // BEGIN SOLUTION 5.2
    const std::uint64_t remaining = framing_.length - received_;
    if (remaining == 0) return {};
    if (input_.bytes().empty()) {
        const tcp::Outcome outcome = receive(timer);
        if (outcome != tcp::Outcome::complete) throw_truncated(outcome);
    }
    return input_.take(static_cast<std::size_t>(std::min<std::uint64_t>(remaining, input_.bytes().size())));
    // END SOLUTION
}

std::string_view Connection::read_chunks(const Timer& timer) {
    // À écrire : tant que le décodeur du lab 02 (chunks_) n'a pas fini, donnez-lui les octets qui sont là. Il rend un
    // morceau (peut-être vide : continuez), demande d'autres octets (receive, ou throw_truncated() s'il n'en vient
    // plus), ou refuse : ProtocolError, avec sa raison.
    // BEGIN SOLUTION 5.2
    while (!chunks_->finished()) {
        const http::Parsed<std::string_view> piece = chunks_->next(input_.bytes());
        if (piece.is_rejected()) {
            throw ProtocolError{"le corps en morceaux de la réponse de " + client::quoted(host_) + " est mal formé : " +
                                std::string{piece.rejection().reason}};
        }
        if (piece.is_complete()) {
            input_.take(piece.used());
            if (!piece.value().empty()) return piece.value();
            continue;
        }
        const tcp::Outcome outcome = receive(timer);
        if (outcome != tcp::Outcome::complete) throw_truncated(outcome);
    }
    return {};
    // END SOLUTION
}

std::string_view Connection::read_until_close(const Timer& timer) {
    // À écrire : tout ce qui vient, jusqu'à ce que le serveur ait fini (end_of_stream). Une connexion coupée n'est pas
    // une fin : throw_truncated().
    // BEGIN SOLUTION 5.2
    if (input_.bytes().empty()) {
        const tcp::Outcome outcome = receive(timer);
        if (outcome == tcp::Outcome::end_of_stream) return {};
        if (outcome != tcp::Outcome::complete) throw_truncated(outcome);
    }
    return input_.take(input_.bytes().size());
    // END SOLUTION
}

bool Connection::has_ended() const {
    switch (framing_.kind) {
    case http::BodyKind::none: return true;
    case http::BodyKind::length: return received_ == framing_.length;
    case http::BodyKind::chunked: return chunks_->finished();
    case http::BodyKind::until_close: return false;  // the connection ends with it
    }
    return false;
}

void Connection::throw_truncated(tcp::Outcome outcome) const {
    std::string what = "la réponse de " + client::quoted(host_) + " est tronquée : " + common::format_bytes(received_);
    if (framing_.kind == http::BodyKind::length) what += " sur " + common::format_bytes(framing_.length);
    const bool was_cut = outcome == tcp::Outcome::reset;
    what += was_cut ? ", puis la connexion a été coupée" : ", puis le serveur a fermé la connexion";
    throw IncompleteBody{what, "ce qui est arrivé n'est pas la réponse entière : recommencez"};
}

}  // namespace client
