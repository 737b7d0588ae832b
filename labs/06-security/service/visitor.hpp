#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "06-security/service/service.hpp"

namespace security {

// Who asks, and what he may do. Each function throws Refused if he may not.

// The identity behind the bearer token (Authorization, RFC 6750 §2.1) or the session cookie of this request. 401 if
// there is neither, or it is not valid. A cookie that is used to change something must come from a page of this site:
// 403. A token in the query (RFC 6750 §2.3) counts for nothing: addresses end up in logs.
Identity who_asks(const Service& service, const files::Exchange& exchange);

// The session of this request, and its id.
struct OpenSession {
    std::string id;
    Session session;
};
std::optional<OpenSession> open_session(const Service& service, const files::Exchange& exchange);

// 403 if this role never may.
void expect_right(const Service& service, const Identity& who, Action action);

// 404 if he may not do this with a file of that owner, as if there were no such file.
void expect_right(const Service& service, const Identity& who, Action action, std::string_view owner);

// "https://localhost:8443": this site as the client calls it, for comparison with Origin.
std::string own_origin(const files::Exchange& exchange);

// Writes an event into the trail. Blocks: on a desk.
void note(const Service& service, std::string_view peer, std::string_view who, std::string_view action,
          std::string_view outcome, std::string_view detail);

}  // namespace security
