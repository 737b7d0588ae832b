#pragma once

#include <chrono>
#include <ctime>
#include <string>

#include "02-http-message/date.hpp"

namespace files {

// The current time, to the second.
inline http::Seconds current_second() {
    return http::Seconds{std::chrono::seconds{std::time(nullptr)}};
}

// The current date as the Date field wants it, written anew only when the second changes.
class DateClock {
public:
    // Valid until the next call.
    const std::string& text() {
        if (const http::Seconds current = current_second(); current != second_ || text_.empty()) {
            second_ = current;
            text_ = http::format_date(current);
        }
        return text_;
    }

private:
    http::Seconds second_{};
    std::string text_;
};

}  // namespace files
