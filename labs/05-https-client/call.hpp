#pragma once

#include <random>

#include "05-https-client/redirect.hpp"
#include "05-https-client/sender.hpp"

namespace client {

// One call of Session::request(), from its first request to the answer after the last redirect.
//
//     run() → follow() (redirects) → send() (repetitions) → Sender::send_once()
class Call {
public:
    Call(const Shared& shared, CookieJar& cookies, Asked asked)
        : asked_{std::move(asked)}, sender_{shared, cookies, asked_} {}
    Call(const Call&) = delete;
    Call& operator=(const Call&) = delete;

    // The answer, read to its end unless the options want it as a stream.
    Response run();

private:
    // Step 5.4. From redirect to redirect, to the last answer.
    Response follow(Response response);
    void go_to(const Redirect& redirect);

    // Step 5.7. One request, and as many repetitions as the options allow.
    Response send();
    Response send_with_retries();
    void pause_before(unsigned attempt, const Response* answer, std::string_view why);

    Response send_and_read();
    bool will_follow(const Response& response) const;

    Asked asked_;
    Sender sender_;
    std::mt19937 random_{std::random_device{}()};
};

}  // namespace client
