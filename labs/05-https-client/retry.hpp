#pragma once

#include <chrono>
#include <optional>
#include <string_view>

#include "02-http-message/date.hpp"
#include "02-http-message/response.hpp"
#include "05-https-client/errors.hpp"

namespace client {

// Step 5.7. Trying again: a network fails for a moment, a server is too busy for a moment. Only what does no harm twice
// is tried again by itself: GET, HEAD, OPTIONS, PUT, DELETE, TRACE (RFC 9110 §9.2.2). A POST that got no answer may
// have been carried out.
struct Retries {
    unsigned count = 0;                            // how many times more; 0: never, as requests
    std::chrono::milliseconds first_delay{1'000};  // then twice as long each time (exponential backoff), up to…
    std::chrono::milliseconds longest_delay{30'000};  // …this; also the most that Retry-After is given
};

bool is_idempotent(std::string_view method);

// Does this status ask for another try: 408, 425, 429, 500, 502, 503, 504? Given.
bool is_transient(int status);

// May the same request go better in a moment? A connection that broke, a name that could not be looked up, a server
// that was silent, cut its answer short, or was too busy (HTTPError with a status as above): yes. A certificate that is
// not to be trusted, a page that is not there, or no time left: no. Given.
bool may_pass(const RequestException& failure);

// How long to wait before try `attempt` (1 is the first repetition). Somewhere between half the delay and all of it, at
// random: a thousand clients that failed together should not come back together. `random`: from 0 to 1.
std::chrono::milliseconds delay_before(unsigned attempt, const Retries& retries, double random);

// What Retry-After asks for (RFC 9110 §10.2.3): seconds, or a date. Nothing when it is absent or not understood.
std::optional<std::chrono::seconds> retry_after(const http::Response& answer, http::Seconds now);

}  // namespace client
