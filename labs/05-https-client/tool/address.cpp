#include "05-https-client/tool/address.hpp"

#include "02-http-message/fields.hpp"
#include "02-http-message/target.hpp"

namespace tool {
namespace {

std::string_view scheme_of(std::string_view text) {
    const std::size_t mark = text.find("://");
    const std::string_view scheme = text.substr(0, mark);
    const bool found = mark != std::string_view::npos && scheme.find_first_of("/?#@:") == std::string_view::npos;
    return found ? scheme : std::string_view{};
}

bool is_this_machine(std::string_view text) {
    const std::string_view authority = text.substr(0, text.find_first_of("/?#"));
    const std::string_view host_port = authority.substr(authority.rfind('@') + 1);
    if (host_port.starts_with("[::1]")) return true;
    const std::string_view host = host_port.substr(0, host_port.find(':'));
    if (http::equal_ignoring_case(host, "localhost") || host.ends_with(".localhost")) return true;
    const bool only_numbers = host.find_first_not_of("0123456789.") == std::string_view::npos;
    return only_numbers && host.starts_with("127.");
}

// Address, query with its '?', fragment with its '#'.
struct Cut {
    std::string_view before;
    std::string_view query;
    std::string_view fragment;
};

Cut cut(std::string_view address) {
    const std::string_view whole = address.substr(0, address.find('#'));
    const std::string_view before = whole.substr(0, whole.find('?'));
    return {before, whole.substr(before.size()), address.substr(whole.size())};
}

// The last part of the path; nothing when the address has no path.
std::string_view last_part(std::string_view address) {
    std::string_view path = cut(address).before;
    if (const std::string_view scheme = scheme_of(path); !scheme.empty()) path.remove_prefix(scheme.size() + 3);
    const std::size_t slash = path.rfind('/');
    return slash == std::string_view::npos ? std::string_view{} : path.substr(slash + 1);
}

}  // namespace

std::string whole_address(std::string_view text) {
    if (!scheme_of(text).empty()) return std::string{text};
    if (text.starts_with("//")) text.remove_prefix(2);
    if (text == "::1") return "http://[::1]";  // CLI11 takes the brackets of « [::1] » for those of a list
    if (text.starts_with(":") && !text.starts_with("::")) {
        text.remove_prefix(1);
        const bool port = !text.empty() && text[0] >= '0' && text[0] <= '9';
        return std::string{port ? "http://localhost:" : "http://localhost"}.append(text);
    }
    return std::string{is_this_machine(text) ? "http://" : "https://"}.append(text);
}

bool has_other_scheme(std::string_view text) {
    const std::string_view scheme = scheme_of(text);
    return !scheme.empty() && !http::equal_ignoring_case(scheme, "http") && !http::equal_ignoring_case(scheme, "https");
}

std::string remote_name(std::string_view address) {
    const std::string_view name = last_part(address);
    const std::string decoded = http::percent_decode(name).value_or(std::string{name});
    return decoded == "." || decoded == ".." ? "" : std::string{name};
}

std::string with_query(std::string_view address, std::string_view query) {
    const Cut parts = cut(address);
    std::string out{parts.before};
    out += parts.query.empty() ? "?" : parts.query;
    if (parts.query.size() > 1 && !query.empty()) out += '&';
    return out.append(query).append(parts.fragment);
}

std::string with_file_name(std::string_view address, std::string_view path) {
    const Cut parts = cut(address);
    if (!parts.before.ends_with('/') || path == "-") return std::string{address};
    const std::string_view name = path.substr(path.rfind('/') + 1);
    return std::string{parts.before}.append(http::percent_encode_path(name)).append(parts.query).append(parts.fragment);
}

}  // namespace tool
