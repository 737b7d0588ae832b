#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "02-http-message/response.hpp"
#include "03-static-server/connection.hpp"
#include "lab03/memory_stream.hpp"
#include "support/lesson.hpp"

namespace played {

// One connection of the lab, served to a client in memory.
//
//     Conversation conversation;                         // every request is answered by its own description
//     conversation.client.send("GET /a HTTP/1.0\r\n\r\n");
//     conversation.exchange_once();
//     conversation.answers();                            // one, 200, "GET /a"
class Conversation {
public:
    explicit Conversation(files::Handler handler = describe_request());

    files::Deadlines deadlines{files::Clock::time_point{} + std::chrono::hours{1}};
    MemoryStream client{deadlines};
    files::Service service;
    std::vector<std::string> handled;   // "GET /a", one per request that reached the handler
    std::vector<std::string> failures;  // what the server reported
    std::vector<std::string> logged;    // "GET /a HTTP/1.1 200 6"

    // Run the connection; what it throws goes through.
    files::Connection::Next exchange_once(bool last = false);
    void serve();

    // Answers 200 with the method and the path as text, after having read the body: "POST /a: body".
    static files::Handler describe_request();

private:
    files::Connection connection_{client, service, "192.0.2.7"};
};

// A handler that answers 200 with this text.
files::Handler answer_with(std::string text);

// An answer as received.
struct Received {
    int status = 0;
    http::Version version = http::Version::http_1_1;
    http::Fields fields;
    std::string body;

    // The value of a field, "" if there is none.
    std::string field(std::string_view name) const { return std::string{fields.find(name).value_or("")}; }
};

// The answers that stand one behind the other in `bytes`, to requests of these methods ("GET" where the list is too
// short). Interim answers (1xx) are left out. `at_end`: no byte follows. What is no whole answer ends the list with a
// status of 0 and the bytes that are left as its body.
std::vector<Received> split_answers(std::string_view bytes, std::vector<std::string> methods = {}, bool at_end = true);

// Describes a whole exchange to the reader of a failed test, then splits what was received.
std::vector<Received> answers_of(support::Lesson& lesson, const Conversation& conversation,
                                 std::vector<std::string> methods = {});

// The statuses of these answers: "200 404".
std::string statuses_of(const std::vector<Received>& answers);

}  // namespace played
