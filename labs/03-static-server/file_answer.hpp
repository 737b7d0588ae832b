#pragma once

#include <memory>

#include "02-http-message/date.hpp"
#include "02-http-message/request.hpp"
#include "03-static-server/answer.hpp"

namespace files {

// The answer that holds a file, or the part of it that the client asks for: 200, or what conditions (step 3.6) and
// ranges (step 3.7) make of it: 206, 304, 412 or 416. `now` is the current time, which some dates are compared with.
Answer file_answer(const http::Request& request, std::shared_ptr<const OpenFile> file, http::Seconds now);

}  // namespace files
