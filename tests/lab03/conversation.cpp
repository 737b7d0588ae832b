#include "lab03/conversation.hpp"

#include <asio/co_spawn.hpp>
#include <asio/io_context.hpp>
#include <exception>

#include "02-http-message/message.hpp"

namespace played {
namespace {

// Runs a coroutine to its end in this thread; nothing in it really waits.
template <typename T>
T run(asio::awaitable<T> work) {
    asio::io_context context;
    std::exception_ptr failure;
    if constexpr (std::is_void_v<T>) {
        asio::co_spawn(context, std::move(work), [&](std::exception_ptr thrown) { failure = thrown; });
        context.run();
        if (failure) std::rethrow_exception(failure);
    } else {
        T result{};
        asio::co_spawn(context, std::move(work), [&](std::exception_ptr thrown, T value) {
            failure = thrown;
            result = value;
        });
        context.run();
        if (failure) std::rethrow_exception(failure);
        return result;
    }
}

files::Answer text_answer(std::string text) {
    files::Answer answer;
    answer.fields.add("Content-Type", "text/plain; charset=utf-8");
    answer.body = std::move(text);
    return answer;
}

asio::awaitable<files::Answer> described(files::Exchange& exchange) {
    std::string text = exchange.request.method + " " + exchange.target.path;
    std::string body;
    for (;;) {
        const std::string_view piece = co_await exchange.body.next();
        if (piece.empty()) break;
        body += piece;
    }
    if (!body.empty()) text += ": " + body;
    co_return text_answer(std::move(text));
}

}  // namespace

Conversation::Conversation(files::Handler handler) {
    service.handler = [this, handler](files::Exchange& exchange) {
        handled.push_back(exchange.request.method + " " + exchange.target.path);
        return handler(exchange);
    };
    service.report_failure = [this](std::string_view failure) { failures.emplace_back(failure); };
    service.log = [this](const files::LogEntry& entry) {
        logged.push_back(std::string{entry.method} + " " + std::string{entry.target} + " " +
                         std::string{entry.version} + " " + std::to_string(entry.status) + " " +
                         std::to_string(entry.body_bytes));
    };
}

files::Connection::Next Conversation::exchange_once(bool last) {
    return run(connection_.exchange_once(last));
}

void Conversation::serve() {
    run(connection_.serve());
}

files::Handler Conversation::describe_request() {
    return [](files::Exchange& exchange) { return described(exchange); };
}

files::Handler answer_with(std::string text) {
    return [text](files::Exchange&) -> asio::awaitable<files::Answer> { co_return text_answer(text); };
}

std::vector<Received> split_answers(std::string_view bytes, std::vector<std::string> methods, bool at_end) {
    std::vector<Received> answers;
    while (!bytes.empty()) {
        const std::string method = answers.size() < methods.size() ? methods[answers.size()] : "GET";
        auto parsed = http::parse_response_message(bytes, http::Limits{}, method, at_end);
        if (!parsed.is_complete()) {
            answers.push_back({.status = 0, .version = {}, .fields = {}, .body = std::string{bytes}});
            break;
        }
        http::ResponseMessage& message = parsed.value();
        if (message.head.status >= 200) {
            answers.push_back({.status = message.head.status,
                               .version = message.head.version,
                               .fields = std::move(message.head.fields),
                               .body = std::move(message.body)});
        }
        bytes.remove_prefix(parsed.used());
    }
    return answers;
}

std::vector<Received> answers_of(support::Lesson& lesson, const Conversation& conversation,
                                 std::vector<std::string> methods) {
    for (const std::string& failure : conversation.failures) lesson.step("échec interne du serveur : " + failure);
    lesson.received(conversation.client.output());
    return split_answers(conversation.client.output(), std::move(methods));
}

std::string statuses_of(const std::vector<Received>& answers) {
    std::string text;
    for (const Received& answer : answers) {
        if (!text.empty()) text += ' ';
        text += std::to_string(answer.status);
    }
    return text;
}

}  // namespace played
