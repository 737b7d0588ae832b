#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "05-https-client/session.hpp"
#include "05-https-client/tool/answer_output.hpp"
#include "05-https-client/tool/plan.hpp"

namespace tool {

// What to do with the answer of a plan: one of four ways, each for what it does best.
//
//   tus        --tus: the file goes in pieces, and may go on after a break
//   whole      -C - or --sha256 into a file: client::download(), by way of « name.part »
//   page       --title, --links: the page is read, and its parts shown
//   plain      the body goes where it goes, as it comes
enum class Way { tus, whole, page, plain };
Way way_of(const Plan& plan);

// Does the work. Throws what the client throws, std::system_error, Failure.
void transfer(client::Session& session, const Plan& plan, AnswerOutput& output);

// Where the answer to a request for the rest of a file, from `offset` on, leaves us.
enum class Rest { follows, was_complete };

// 206 with the right Content-Range: the rest follows. 416 with a size equal to `offset`: there is none. Throws Failure
// 33 for anything else: the server does not know how to resume, or the file is another one.
Rest check_rest(const client::Response& response, std::uint64_t offset);

}  // namespace tool
