#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "05-https-client/tool/plan.hpp"
#include "05-https-client/tool/recorder.hpp"

namespace tool {

// -w: a text with holes, filled when all is done, as curl does: %{http_code}, %{time_total}…; %% is a percent sign;
// \n, \r and \t are what they are in C; any other backslash is itself.
//
// `value`: of a variable; nothing: there is none of this name, which is told to `unknown`.
std::string write_out(std::string_view format,
                      const std::function<std::optional<std::string>(std::string_view)>& value,
                      const std::function<void(std::string_view)>& unknown);

// The variables of an exchange. Names, units and forms are curl's: times are seconds since the start with six digits,
// those of the last exchange; sizes are bytes; http_code has three digits, 000 without an answer. `header{name}`: a
// field of the last answer (curl: %header{name}).
struct Outcome {
    const Plan* plan = nullptr;
    const Recorder* recorder = nullptr;
    int exit_status = 0;
    std::string error;     // empty: none
    long verify_code = 0;  // OpenSSL's
};
std::optional<std::string> variable(std::string_view name, const Outcome& outcome);

}  // namespace tool
