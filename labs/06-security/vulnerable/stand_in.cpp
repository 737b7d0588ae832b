#include "06-security/vulnerable/stand_in.hpp"

#include "06-security/vulnerable/careless.hpp"

namespace vulnerable {
namespace {

template <typename Function, typename Careless>
void stand_behind(Function& cure, Careless careless) {
    cure = or_careless(std::move(cure), Function{careless});
}

// Does it throw NotImplemented? Whatever else it does with such arguments, it is written.
template <typename Call>
bool is_unwritten(Call call) {
    try {
        call();
    } catch (const common::NotImplemented&) {
        return true;
    } catch (const std::exception&) {
        return false;
    }
    return false;
}

bool has_unwritten_log_in(const security::Defences& defences) {
    security::Throttle throttle;
    const auto now = security::Throttle::Clock::now();
    return is_unwritten([&] { defences.log_in({}, "personne", ""); }) ||
           is_unwritten([&] { defences.count_failure(throttle, "essai", now); }) ||
           is_unwritten([&] { defences.wait_before(throttle, "essai", now); }) ||
           is_unwritten([&] { defences.forget_failures(throttle, "essai"); });
}

bool has_unwritten_token(const security::Defences& defences) {
    const security::TokenKey key = security::TokenKey::make(security::Algorithm::eddsa);
    std::string token = "e30.e30.AAAA";
    return is_unwritten([&] { token = defences.make_token(security::Claims{}, key); }) ||
           is_unwritten([&] { defences.check_token(token, key, {}, {}); });
}

bool has_unwritten_browser_rule(const security::Defences& defences) {
    http::Fields fields;
    http::Request request;
    return is_unwritten([&] { defences.add_browser_fields(fields, security::Served::page, false); }) ||
           is_unwritten([&] { defences.session_cookie("essai", {}); }) ||
           is_unwritten([&] { defences.session_in(request); }) ||
           is_unwritten([&] { defences.is_from_this_site(request, "http://a", "b"); });
}

bool has_unwritten_store(const security::Defences& defences) {
    return is_unwritten([&] { defences.does_not_fit(0, {}); }) ||
           is_unwritten([&] { defences.is_other_file("", ""); }) ||
           is_unwritten([&] { defences.make_visible(-1, -1, "essai"); });
}

bool has_unwritten_type(const security::Defences& defences) {
    return is_unwritten([&] { defences.kept_name("a.txt"); }) ||
           is_unwritten([&] { defences.decide_type("a.txt", "a"); });
}

}  // namespace

security::Defences defences_with_stand_ins() {
    security::Defences all;
    stand_behind(all.kept_name, careless::kept_name);
    stand_behind(all.decide_type, careless::decide_type);
    stand_behind(all.does_not_fit, careless::does_not_fit);
    stand_behind(all.is_other_file, careless::is_other_file);
    stand_behind(all.make_visible, careless::make_visible);
    stand_behind(all.log_in, careless::log_in);
    stand_behind(all.wait_before, careless::wait_before);
    stand_behind(all.count_failure, careless::count_failure);
    stand_behind(all.forget_failures, careless::forget_failures);
    stand_behind(all.make_token, careless::make_token);
    stand_behind(all.check_token, careless::check_token);
    stand_behind(all.may, careless::may);
    stand_behind(all.add_browser_fields, careless::add_browser_fields);
    stand_behind(all.session_cookie, careless::session_cookie);
    stand_behind(all.session_in, careless::session_in);
    stand_behind(all.is_from_this_site, careless::is_from_this_site);
    stand_behind(all.trail_line, careless::trail_line);
    return all;
}

std::vector<std::string> unwritten_steps() {
    const security::Defences plain;
    std::vector<std::string> steps;
    if (has_unwritten_type(plain)) steps.emplace_back("6.1");
    if (has_unwritten_log_in(plain)) steps.emplace_back("6.2");
    if (has_unwritten_token(plain)) steps.emplace_back("6.3");
    if (is_unwritten([&] { plain.may({}, security::Action::list, ""); })) steps.emplace_back("6.4");
    if (has_unwritten_store(plain)) steps.emplace_back("6.5");
    if (has_unwritten_browser_rule(plain)) steps.emplace_back("6.7");
    if (is_unwritten([&] { plain.trail_line({}); })) steps.emplace_back("6.8");
    return steps;
}

}  // namespace vulnerable
