#pragma once

#include <chrono>
#include <string>

#include "02-http-message/date.hpp"

namespace files {

// The current date as the Date field wants it, written anew only when the second changes.
class DateClock {
public:
    http::Seconds now() const {
        return std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
    }

    // Valid until the next call.
    const std::string& text() {
        if (const http::Seconds current = now(); current != second_ || text_.empty()) {
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
