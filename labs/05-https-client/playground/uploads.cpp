// Uploads: what has arrived, told as JSON; and how a server refuses what is too large.
#include "05-https-client/playground/requests.hpp"
#include "05-https-client/playground/site.hpp"
#include "05-https-client/playground/upload_reader.hpp"

namespace playground {
namespace {

// A client that says how much it will send is refused at once, before it has; the others when it is too much.
asio::awaitable<files::Answer> receive(files::Exchange& exchange, std::uint64_t limit) {
    std::uint64_t received = exchange.body.length().value_or(0);
    const auto expect_room = [&received, limit] {
        if (received > limit) throw Refused{413, "Cette adresse accepte au plus " + std::to_string(limit) + " octets."};
    };
    expect_room();
    received = 0;
    UploadReader reader{exchange.request.fields.find("Content-Type").value_or("")};
    for (;;) {
        const std::string_view piece = co_await exchange.body.next();
        if (piece.empty()) break;
        received += piece.size();
        expect_room();
        reader.add(piece);
    }
    expect_whole_body(exchange.body);
    co_return json_answer(reader.finish());
}

asio::awaitable<files::Answer> upload(files::Exchange& exchange) {
    return receive(exchange, most_bytes);
}

// /upload-max/N
asio::awaitable<files::Answer> small_upload(files::Exchange& exchange) {
    const std::uint64_t limit = whole_number(tail(exchange, "/upload-max/"), 0, most_bytes);
    co_return co_await receive(exchange, limit);
}

}  // namespace

void add_uploads(files::Dispatcher& site) {
    for (const char* method : {"POST", "PUT"}) {
        site.on(method, "/upload", upload);
        site.on(method, "/upload-max/", small_upload);
    }
}

}  // namespace playground
