#include "05-https-client/decoder.hpp"

#include <algorithm>
#include <cassert>
#include <cstdint>
#include <utility>
#include <vector>

#include "02-http-message/fields.hpp"
#include "05-https-client/errors.hpp"
#include "05-https-client/inflater.hpp"
#include "common/escape.hpp"
#include "common/not_implemented.hpp"

namespace client {

struct Decoder::Stages {
    // One coding, and how much has come out of it.
    struct Stage {
        std::unique_ptr<Inflater> inflater;
        std::uint64_t decoded = 0;
    };

    Limits limits;
    std::vector<Stage> stages;   // in the order in which they are undone
    std::string_view added;      // not yet given to the first one
    std::uint64_t received = 0;  // bytes ever added
};

namespace {

Inflater::Format format_of(std::string_view coding) {
    if (http::equal_ignoring_case(coding, "gzip") || http::equal_ignoring_case(coding, "x-gzip")) {
        return Inflater::Format::gzip;
    }
    if (http::equal_ignoring_case(coding, "deflate")) return Inflater::Format::deflate;
    constexpr std::size_t shown = 40;
    throw DecodingError{"le serveur a compressé le corps par « " + common::escape_bytes(coding, shown) +
                        " », que ce client ne connaît pas"};
}

}  // namespace

Decoder::Decoder(std::string_view content_encoding, const Limits& limits) : stages_{std::make_unique<Stages>()} {
    stages_->limits = limits;
    while (!content_encoding.empty()) {  // from the last coding to the first: the last one is outside
        const std::size_t comma = content_encoding.rfind(',');
        const std::size_t begin = comma == std::string_view::npos ? 0 : comma + 1;
        const std::string_view coding = http::trim_blanks(content_encoding.substr(begin));
        content_encoding = content_encoding.substr(0, begin == 0 ? 0 : comma);
        if (coding.empty() || http::equal_ignoring_case(coding, "identity")) continue;
        if (stages_->stages.size() == limits.codings) {
            throw LimitExceeded{"le corps est compressé trop de fois de suite"};
        }
        stages_->stages.push_back({std::make_unique<Inflater>(format_of(coding))});
    }
}

Decoder::~Decoder() = default;
Decoder::Decoder(Decoder&&) noexcept = default;
Decoder& Decoder::operator=(Decoder&&) noexcept = default;

void Decoder::add(std::string_view bytes) {
    assert(stages_->added.empty());
    stages_->added = bytes;
    stages_->received += bytes.size();
}

// BEGIN SOLUTION 5.2 helper
namespace {

void check(std::uint64_t decoded, std::uint64_t received, const Limits& limits) {
    if (decoded > limits.decoded_bytes) {
        throw LimitExceeded{"une fois décompressé, le corps dépasse " + common::format_bytes(limits.decoded_bytes)};
    }
    if (decoded / limits.decoded_ratio > received) {
        throw LimitExceeded{"le corps décompressé est plus de " + std::to_string(limits.decoded_ratio) +
                            " fois plus long que ce qui a été reçu : c'est une bombe"};
    }
}

// The next bytes that come out of the first `count` stages; of none: what was added. A template, since Stages is
// private.
template <typename Stages>
std::string_view pull(Stages& all, std::size_t count) {
    if (count == 0) return std::exchange(all.added, {});
    auto& stage = all.stages[count - 1];
    for (;;) {
        const std::string_view decoded = stage.inflater->next();
        if (!decoded.empty()) {
            stage.decoded += decoded.size();
            check(stage.decoded, all.received, all.limits);
            return decoded;
        }
        const std::string_view more = pull(all, count - 1);
        if (more.empty()) return {};
        stage.inflater->add(more);
    }
}

}  // namespace
// END SOLUTION

std::string_view Decoder::next() {
    // À écrire : demandez ses octets au dernier étage (Inflater::next) ; s'il n'en a plus, donnez-lui (Inflater::add)
    // ceux de l'étage d'avant, qui les demande de même, et le premier prend ce qu'add() a reçu. Sans étage, rendez ce
    // qu'add() a reçu, une fois : decoded_bytes vaut aussi pour ces octets-là. Comptez ce qui sort de chaque étage :
    // au-delà de limits.decoded_bytes, ou de limits.decoded_ratio fois ce qui a été reçu, LimitExceeded. La fonction
    // qui s'appelle elle-même d'étage en étage peut être un membre de Stages, plus haut dans ce fichier : une fonction
    // à part ne peut pas nommer Decoder::Stages, qui est privé.
    // BEGIN SOLUTION 5.2
    if (stages_->stages.empty()) check(stages_->received, stages_->received, stages_->limits);
    return pull(*stages_, stages_->stages.size());
    // END SOLUTION
}

void Decoder::finish() {
    const auto& stages = stages_->stages;
    const bool is_whole =
        std::all_of(stages.begin(), stages.end(), [](const auto& stage) { return stage.inflater->is_whole(); });
    if (!is_whole) throw IncompleteBody{"le corps compressé s'arrête avant sa fin"};
}

}  // namespace client
