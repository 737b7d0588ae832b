#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "05-https-client/connection.hpp"
#include "05-https-client/errors.hpp"
#include "05-https-client/route.hpp"
#include "support/lesson.hpp"

// One exchange of a Connection and how it ended, for the tests of steps 5.2 and 5.7.
namespace lab05 {

// "GET / HTTP/1.1\r\nHost: a.test\r\n\r\n": for these tests a head is just bytes.
std::string head_of(std::string_view method, std::string_view fields = {});

client::Outgoing get();
client::Outgoing post(client::RequestBody& body, std::string_view fields, bool awaits_continue = false);

// A body of pieces, whose length is not known, or is not what it says.
class Pieces final : public client::RequestBody {
public:
    explicit Pieces(std::vector<std::string> pieces, std::optional<std::uint64_t> length = {})
        : pieces_{std::move(pieces)}, length_{length} {}

    std::optional<std::uint64_t> length() const override { return length_; }
    std::string_view next() override { return next_ == pieces_.size() ? std::string_view{} : pieces_[next_++]; }
    bool rewind() override {
        next_ = 0;
        return true;
    }

private:
    std::vector<std::string> pieces_;
    std::optional<std::uint64_t> length_;
    std::size_t next_ = 0;
};

// The name of an exception in the tree of errors.hpp: "IncompleteBody".
std::string kind_of(const client::RequestException& failure);

// What an observer is told, in order: "en-tête de la requête", "100", "200", "fin".
class Told final : public client::Observer {
public:
    std::string text() const { return text_; }
    std::size_t sent() const { return sent_; }          // bytes of the request's body
    std::size_t received() const { return received_; }  // bytes of the answer's

    void request_head(std::string_view) override { add("en-tête de la requête"); }
    void request_body(std::uint64_t bytes) override { sent_ += static_cast<std::size_t>(bytes); }
    void request_sent() override { add("envoyée"); }
    void informational(const http::Response& answer) override { add(std::to_string(answer.status)); }
    void answer_head(const http::Response& answer, std::string_view) override { add(std::to_string(answer.status)); }
    void answer_body(std::uint64_t bytes) override { received_ += static_cast<std::size_t>(bytes); }
    void answer_received() override { add("fin"); }

private:
    void add(std::string_view event) {
        if (!text_.empty()) text_ += ", ";
        text_ += event;
    }

    std::string text_;
    std::size_t sent_ = 0;
    std::size_t received_ = 0;
};

struct Exchanged {
    int status = 0;  // 0: there was no answer
    http::Fields fields;
    std::string body;     // what was read of it
    std::string failure;  // the name of the exception, empty: none
    std::string message;  // what it says
    std::string told;

    // « 200, "corps" », « IncompleteBody après "cor" »: the whole result on one line.
    std::string summary() const;
};

// Sends the request, reads the answer and its body to the end.
Exchanged exchange(client::Connection& connection, const client::Outgoing& request,
                   const client::Timeouts& timeouts = {});

// The same on a connection of its own, to a server in memory that sends these bytes and then finishes, or breaks the
// connection.
enum class End { finish, reset, silence };
Exchanged answer_to_get(std::string_view answer, End end = End::finish, const client::Limits& limits = {});

// Where a server on loopback is, and what becomes of a connection to it that cannot be opened.
client::Route route_to(std::uint16_t port);
Exchanged failure_to_open(const client::Route& route, const client::Timeouts& timeouts);

support::Lesson lesson_on_answers(std::string rule);

}  // namespace lab05
