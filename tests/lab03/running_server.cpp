#include "lab03/running_server.hpp"

#include <sys/socket.h>

#include <iostream>

#include "02-http-message/message.hpp"
#include "lab03/temporary_directory.hpp"

namespace played {

using namespace std::chrono_literals;

files::Limits short_limits() {
    files::Limits limits;
    limits.sweep_period = 20ms;
    limits.accept_pause = 50ms;
    return limits;
}

RunningServer::RunningServer(files::Handler handler, files::Limits limits, unsigned threads, std::string access_log) {
    files::ServerOptions options{.address = "127.0.0.1",
                                 .port = 0,
                                 .threads = threads,
                                 .access_log = std::move(access_log),
                                 .limits = limits,
                                 .report_failure = {}};
    options.report_failure = [this](std::string_view failure) {
        const std::lock_guard lock{mutex_};
        std::cerr << "échec interne : " << failure << '\n';  // for a test that ends before it asks
        failures_.emplace_back(failure);
    };
    server_ = std::make_unique<files::Server>(options, [handler](const asio::any_io_executor&) { return handler; });
    server_->start();
}

common::UniqueFd RunningServer::connect(peers::Buffers buffers) const {
    return peers::connect(server_->address(), buffers);
}

std::string RunningServer::failures() {
    const std::lock_guard lock{mutex_};
    std::string text;
    for (const std::string& failure : failures_) text += (text.empty() ? "" : " | ") + failure;
    return text;
}

Received receive_answer(int socket, const std::string& method) {
    std::string bytes;
    while (peers::is_readable(socket, peers::patience)) {
        char piece[4096];
        const ssize_t count = ::recv(socket, piece, sizeof piece, 0);
        if (count > 0) bytes.append(piece, static_cast<std::size_t>(count));
        auto parsed = http::parse_response_message(bytes, http::Limits{}, method, count == 0);
        if (parsed.is_complete()) {
            http::ResponseMessage& message = parsed.value();
            return {.status = message.head.status,
                    .version = message.head.version,
                    .fields = std::move(message.head.fields),
                    .body = std::move(message.body)};
        }
        if (count <= 0) return {.status = 0, .version = {}, .fields = {}, .body = bytes + (count < 0 ? "(RST)" : "(fin)")};
    }
    return {.status = 0, .version = {}, .fields = {}, .body = bytes + "(rien)"};
}

files::Handler answer_with_file(const std::string& path, std::uint64_t size) {
    auto file = std::make_shared<files::OpenFile>();
    file->fd = TemporaryDirectory::open(path);
    file->size = size;
    files::FileBody body;
    body.pieces.push_back({.offset = 0, .length = size, .before = {}});
    body.file = std::move(file);
    return [body](files::Exchange&) -> asio::awaitable<files::Answer> {
        files::Answer answer;
        answer.body = body;
        co_return answer;
    };
}

}  // namespace played
