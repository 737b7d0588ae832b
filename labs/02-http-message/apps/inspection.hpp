#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "02-http-message/message.hpp"
#include "common/terminal.hpp"

// What http_inspect finds in its input, whichever way it is shown afterwards.
namespace inspect {

// Messages are read one behind the other (pipelining) up to the first that is not whole.
struct Found {
    std::size_t begin;  // where the message stands in the input
    std::size_t end;
    std::variant<http::RequestMessage, http::ResponseMessage> message;
};

enum class Outcome { complete, incomplete, rejected };

struct Inspection {
    Outcome outcome = Outcome::incomplete;
    std::vector<Found> messages;
    std::size_t rest = 0;      // where the bytes begin that are no whole message
    http::Rejected rejection;  // for Outcome::rejected, its offset counted from the start of the input
};

Inspection examine(std::string_view input, bool responses, const http::Limits& limits);

// One JSON object on one line: {"outcome":…,"messages":[…]}, with "status", "reason" and "offset" when rejected. Bytes
// are shown as the characters U+0000 to U+00FF, so that nothing is lost whatever they mean.
std::string to_json(const Inspection& inspection);

// For a terminal: each part of each message on a line of its own, behind its offset; a caret under a byte refused.
std::string to_text(const Inspection& inspection, std::string_view input, const common::Palette& palette);

// « message incomplet… », « message refusé… »: the sentence for standard error; empty when all is well.
std::string summary(const Inspection& inspection, std::size_t input_size);

}  // namespace inspect
