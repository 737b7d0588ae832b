// Answers that are wrong on purpose: a client must notice, say so, and not take a part for the whole.
#include <utility>

#include "02-http-message/chunked.hpp"
#include "02-http-message/date.hpp"
#include "03-static-server/date_clock.hpp"
#include "05-https-client/playground/compressed.hpp"
#include "05-https-client/playground/requests.hpp"
#include "05-https-client/playground/site.hpp"

namespace playground {
namespace {

constexpr std::uint64_t most_promised = std::uint64_t{1024} * 1024 * 1024;
constexpr std::uint64_t most_mebibytes = 10 * 1024;

// The head that this answer would have, as bytes.
std::string head_of(files::Answer answer, const files::Exchange& exchange) {
    const std::string date = http::format_date(files::current_second());
    return http::serialize(files::response_head(answer, exchange.request.version, false, date));
}

// An answer that is `raw` bytes and nothing more: it ends in good order with the connection, and only whoever has read
// its head knows that it should have been longer.
files::Answer raw_answer(std::string head, Make rest) {
    files::Answer answer;
    auto make = [head = std::move(head), rest = std::move(rest)]() mutable {
        return head.empty() ? rest() : std::exchange(head, {});
    };
    answer.body = files::StreamBody{.source = std::make_unique<MadeBody>(std::move(make)), .has_head = true};
    return answer;
}

// What is sent of a content that is announced with `announced` bytes; to HEAD nothing.
Make half_of(const files::Exchange& exchange, std::uint64_t announced) {
    return by_blocks(letters, 0, exchange.request.method == "HEAD" ? 0 : announced / 2);
}

// /truncated/N
files::Answer truncated(const files::Exchange& exchange) {
    const std::uint64_t length = whole_number(tail(exchange, "/truncated/"), 1, most_promised);
    return raw_answer(head_of(made_answer({}, "text/plain", length), exchange), half_of(exchange, length));
}

// /truncated-chunked/N: whole chunks, but the last one is missing.
files::Answer truncated_chunked(const files::Exchange& exchange) {
    const std::uint64_t length = whole_number(tail(exchange, "/truncated-chunked/"), 1, most_promised);
    const bool in_chunks = exchange.request.version == http::Version::http_1_1;
    auto make = [half = half_of(exchange, length), in_chunks]() {
        const std::string piece = half();
        return piece.empty() || !in_chunks ? piece : http::encode_chunk(piece);
    };
    return raw_answer(head_of(made_answer({}, "text/plain"), exchange), std::move(make));
}

// /bomb?mebibytes=M
files::Answer bomb(const files::Exchange& exchange) {
    const GzipBomb made{number_argument(exchange, "mebibytes", 1024, {1, most_mebibytes})};
    files::Answer answer = made_answer(made.pieces(), "text/plain", made.size());
    answer.fields.add("Content-Encoding", "gzip");
    return answer;
}

// /lying/gzip: a text that says it is compressed.
files::Answer not_compressed(const files::Exchange&) {
    files::Answer answer = text_answer("Ceci n'est pas une archive.\n");
    answer.fields.add("Content-Encoding", "gzip");
    return answer;
}

}  // namespace

void add_broken(files::Dispatcher& site) {
    site.on("GET", "/truncated/", view(truncated));
    site.on("GET", "/truncated-chunked/", view(truncated_chunked));
    site.on("GET", "/bomb", view(bomb));
    site.on("GET", "/lying/gzip", view(not_compressed));
}

}  // namespace playground
