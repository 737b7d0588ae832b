#include "05-https-client/cookie.hpp"

#include <algorithm>

#include "02-http-message/scanner.hpp"
#include "common/not_implemented.hpp"

namespace client {

bool domain_matches(std::string_view host, std::string_view domain) {
    // À écrire : le même nom, ou un nom qui finit par « . » puis le domaine, et qui n'est pas une adresse IP.
    // BEGIN SOLUTION 5.5
    if (host == domain) return true;
    if (domain.empty() || !host.ends_with(domain) || is_ip_address(host)) return false;
    return host[host.size() - domain.size() - 1] == '.';
    // END SOLUTION
}

bool path_matches(std::string_view request_path, std::string_view cookie_path) {
    // À écrire : le même chemin, ou un chemin qui commence par celui du cookie, coupé à un « / ». Un cookie sans chemin
    // ne va nulle part.
    // BEGIN SOLUTION 5.5
    if (request_path == cookie_path) return true;
    if (cookie_path.empty() || !request_path.starts_with(cookie_path)) return false;
    return cookie_path.ends_with('/') || request_path[cookie_path.size()] == '/';
    // END SOLUTION
}

std::string default_cookie_path(std::string_view request_path) {
    // À écrire : ce qui précède le dernier « / » ; « / » s'il n'y a rien avant, ou si le chemin ne commence pas par
    // « / ».
    // BEGIN SOLUTION 5.5
    const std::size_t last_slash = request_path.rfind('/');
    if (!request_path.starts_with('/') || last_slash == 0) return "/";
    return std::string{request_path.substr(0, last_slash)};
    // END SOLUTION
}

bool is_cookie_text(std::string_view text) {
    return std::none_of(text.begin(), text.end(), [](char c) { return http::is_control(c) || c == ';'; });
}

bool may_carry_secure(const Url& url) {
    return url.is_secure() || url.host == "localhost" || url.host == "127.0.0.1" || url.host == "::1";
}

}  // namespace client
