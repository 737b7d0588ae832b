#include "06-security/vulnerable/careless.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>

#include "06-security/password.hpp"
#include "06-security/vulnerable/open_token.hpp"
#include "common/system_error.hpp"

namespace vulnerable::careless {

using security::Refusal;

std::string kept_name(std::string_view given) {
    return std::string{given};
}

// The extension decides, and there is a type for everything.
security::Decided<security::FileType> decide_type(std::string_view name, std::string_view) {
    const std::size_t dot = name.rfind('.');
    const std::string_view extension = dot == std::string_view::npos ? std::string_view{} : name.substr(dot + 1);
    if (extension == "html" || extension == "htm") return security::FileType{"html", "text/html"};
    if (extension == "svg") return security::FileType{"svg", "image/svg+xml"};
    for (const security::FileType& type : security::accepted_types()) {
        if (type.extension == extension) return type;
    }
    return security::FileType{"bin", "application/octet-stream"};
}

std::optional<Refusal> does_not_fit(std::uint64_t, const security::Room&) {
    return std::nullopt;
}

std::optional<Refusal> is_other_file(std::string_view, std::string_view) {
    return std::nullopt;
}

// The name is there: what a power cut leaves of it is another question.
void make_visible(int file, int directory, const std::string& name) {
    const std::string path = "/proc/self/fd/" + std::to_string(file);
    if (::linkat(AT_FDCWD, path.c_str(), directory, name.c_str(), AT_SYMLINK_FOLLOW) != 0) {
        common::throw_errno("linkat", name);
    }
}

// So kind as to say what is wrong. And it is much faster where there is no account: no password is worked on.
security::Decided<security::Account> log_in(const security::Accounts& accounts, std::string_view name,
                                            std::string_view password) {
    const security::Account* const account = accounts.find(name);
    if (account == nullptr) return Refusal{401, "Il n'y a pas de compte de ce nom.", "invalid_grant"};
    if (!security::is_password(password, account->password)) {
        return Refusal{401, "Ce n'est pas le mot de passe de ce compte.", "invalid_grant"};
    }
    return *account;
}

std::chrono::seconds wait_before(const security::Throttle&, std::string_view, security::Throttle::Clock::time_point) {
    return std::chrono::seconds{0};
}

void count_failure(security::Throttle&, std::string_view, security::Throttle::Clock::time_point) {}

void forget_failures(security::Throttle&, std::string_view) {}

// Stands in for what is not written yet. There is nothing to leave out: without a signature it would not even be a
// token.
std::string make_token(const security::Claims& claims, const security::TokenKey& key) {
    return seal(claims_text(claims), key);
}

// It has three parts, and says who it is.
security::Decided<security::Claims> check_token(std::string_view token, const security::TokenKey&,
                                                const security::TokenRules&, http::Seconds) {
    const auto open = open_token(token);
    if (!open) return Refusal{401, "Ce n'est pas un jeton.", "invalid_token"};
    return claims_in(open->claims);
}

bool may(const security::Identity&, security::Action, std::string_view) {
    return true;
}

void add_browser_fields(http::Fields&, security::Served, bool) {}

std::string session_cookie(std::string_view session_id, std::chrono::seconds) {
    return std::string{security::session_cookie_name} + "=" + std::string{session_id};
}

std::optional<std::string> session_in(const http::Request& request) {
    const std::string wanted = std::string{security::session_cookie_name} + "=";
    const std::string cookies{request.fields.find("Cookie").value_or("")};
    const std::size_t begin = cookies.find(wanted);
    if (begin == std::string::npos) return std::nullopt;
    const std::size_t value = begin + wanted.size();
    return cookies.substr(value, std::min(cookies.find(';', value), cookies.size()) - value);
}

bool is_from_this_site(const http::Request&, std::string_view, std::string_view) {
    return true;
}

std::string trail_line(const security::Event& event) {
    return http::format_date(event.time) + " " + event.peer + " " + event.who + " " + event.action + " " +
           event.outcome + " " + event.detail;
}

}  // namespace vulnerable::careless
