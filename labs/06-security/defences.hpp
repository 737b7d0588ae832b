#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "06-security/accounts.hpp"
#include "06-security/admission.hpp"
#include "06-security/browser_rules.hpp"
#include "06-security/file_name.hpp"
#include "06-security/file_type.hpp"
#include "06-security/rights.hpp"
#include "06-security/throttle.hpp"
#include "06-security/token.hpp"
#include "06-security/trail.hpp"

namespace security {

// Every decision that the service takes about a stranger, each a function of its own, without any I/O: the service does
// the work and asks here. upload_server takes them as they stand. vulnerable_server puts something careless in the
// place of one: the difference between the two programs is then that one function, and can be read.
struct Defences {
    // What is received: 6.1, 6.5
    std::function<std::string(std::string_view)> kept_name = security::kept_name;
    std::function<Decided<FileType>(std::string_view, std::string_view)> decide_type = security::decide_type;
    std::function<std::optional<Refusal>(std::uint64_t, const Room&)> does_not_fit = security::does_not_fit;
    std::function<std::optional<Refusal>(std::string_view, std::string_view)> is_other_file = security::is_other_file;
    std::function<void(int, int, const std::string&)> make_visible = security::make_visible;

    // Who asks: 6.2, 6.3, 6.4
    std::function<Decided<Account>(const Accounts&, std::string_view, std::string_view)> log_in = security::log_in;
    std::function<std::chrono::seconds(const Throttle&, std::string_view, Throttle::Clock::time_point)> wait_before =
        &Throttle::wait;
    std::function<void(Throttle&, std::string_view, Throttle::Clock::time_point)> count_failure = &Throttle::failed;
    std::function<void(Throttle&, std::string_view)> forget_failures = &Throttle::succeeded;
    std::function<std::string(const Claims&, const TokenKey&)> make_token = security::make_token;
    std::function<Decided<Claims>(std::string_view, const TokenKey&, const TokenRules&, http::Seconds)> check_token =
        security::check_token;
    std::function<bool(const Identity&, Action, std::string_view)> may = security::may;

    // Browsers: 6.7
    std::function<void(http::Fields&, Served, bool)> add_browser_fields = security::add_browser_fields;
    std::function<std::string(std::string_view, std::chrono::seconds)> session_cookie = security::session_cookie;
    std::function<std::optional<std::string>(const http::Request&)> session_in = security::session_in;
    std::function<bool(const http::Request&, std::string_view, std::string_view)> is_from_this_site =
        security::is_from_this_site;

    // What is written down: 6.8
    std::function<std::string(const Event&)> trail_line = security::trail_line;
};

}  // namespace security
