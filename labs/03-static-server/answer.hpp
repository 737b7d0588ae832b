#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "02-http-message/fields.hpp"
#include "02-http-message/request.hpp"
#include "02-http-message/response.hpp"
#include "03-static-server/body_source.hpp"
#include "03-static-server/open_file.hpp"

namespace files {

// What a handler answers: a status, fields, a body. The connection adds what belongs to the message rather than to the
// resource (Date, Content-Length, Connection, the version), and leaves the body out where the method is HEAD.

// Pieces of one file, in the order they are sent, each after some text of its own (multipart/byteranges); `after` ends
// the body. An ordinary file is one piece, without text.
struct FilePiece {
    std::uint64_t offset = 0;
    std::uint64_t length = 0;  // bytes
    std::string before;
};

struct FileBody {
    std::shared_ptr<const OpenFile> file;
    std::vector<FilePiece> pieces;
    std::string after;
};

using Body = std::variant<std::string, FileBody, StreamBody>;

struct Answer {
    int status = 200;
    http::Fields fields;
    Body body;
    bool close = false;  // end the connection after this answer
};

// How many bytes the body has; of one that is made while it is sent, how many were sent so far.
std::uint64_t body_size(const Body& body);

// The body's bytes where they are all in memory, one after the other: a text, or one piece of a small file.
// Valid as long as the body.
std::optional<std::string_view> bytes_in_memory(const Body& body);

// May an answer of this status have a body (RFC 9110 §6.4.1)? Not 1xx, 204, 304.
bool status_allows_body(int status);

// An HTML page that says in French what went wrong; `detail` is one sentence, escaped here, may be empty.
Answer error_answer(int status, std::string_view detail = {});

// 301: the resource has moved for good to `location`, a target of this server such as "/cours/".
Answer redirect_answer(std::string_view location);

// Does the body of this answer go out in chunks: made while it is sent, its length unknown, to a client that knows
// chunks?
bool goes_in_chunks(const Answer& answer, http::Version version);

// Does the end of this answer's body show only by the end of the connection?
bool ends_with_connection(const Answer& answer, http::Version version);

// The head of the answer to a request of this version: the answer's own fields, then those of the connection.
// `date` is the value of Date.
http::Response response_head(Answer& answer, http::Version version, bool keep_open, std::string_view date);

}  // namespace files
