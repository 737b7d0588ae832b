#pragma once

#include "06-security/defences.hpp"

namespace vulnerable::careless {

// For each defence what somebody in a hurry writes in its place: it works, and nobody notices anything as long as all
// visitors mean well. A flaw opens one of them; and where a student has not written the defence yet, it stands in for
// it.
std::string kept_name(std::string_view given);
security::Decided<security::FileType> decide_type(std::string_view name, std::string_view first_bytes);
std::optional<security::Refusal> does_not_fit(std::uint64_t size, const security::Room& room);
std::optional<security::Refusal> is_other_file(std::string_view declared, std::string_view sha256);
void make_visible(int file, int directory, const std::string& name);

security::Decided<security::Account> log_in(const security::Accounts& accounts, std::string_view name,
                                            std::string_view password);
std::chrono::seconds wait_before(const security::Throttle& throttle, std::string_view key,
                                 security::Throttle::Clock::time_point now);
void count_failure(security::Throttle& throttle, std::string_view key, security::Throttle::Clock::time_point now);
void forget_failures(security::Throttle& throttle, std::string_view key);
std::string make_token(const security::Claims& claims, const security::TokenKey& key);
security::Decided<security::Claims> check_token(std::string_view token, const security::TokenKey& key,
                                                const security::TokenRules& rules, http::Seconds now);
bool may(const security::Identity& who, security::Action action, std::string_view owner);

void add_browser_fields(http::Fields& fields, security::Served served, bool is_secure);
std::string session_cookie(std::string_view session_id, std::chrono::seconds lifetime);
std::optional<std::string> session_in(const http::Request& request);
bool is_from_this_site(const http::Request& request, std::string_view own_origin, std::string_view csrf_token);

std::string trail_line(const security::Event& event);

}  // namespace vulnerable::careless
