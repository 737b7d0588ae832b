#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include "03-static-server/answer.hpp"
#include "06-security/refusal.hpp"
#include "06-security/service/sessions.hpp"
#include "06-security/store/store.hpp"

namespace security {

// What the service answers with: JSON, in UTF-8, whatever bytes a stranger put into a name (what is not UTF-8 becomes
// U+FFFD).

// {"id", "name", "type", "size", "sha256", "owner", "created"}: one file; or {"fichiers": [ … ]}.
files::Answer file_answer(int status, const StoredFile& file);
files::Answer list_answer(const std::vector<StoredFile>& files);

// {"user", "role", "csrf"}: who is signed in.
files::Answer session_answer(const Session& session);

// {"access_token", "token_type": "Bearer", "expires_in", "scope"} (RFC 6749 §5.1).
files::Answer token_answer(std::string_view token, std::chrono::seconds life, Role role);

// {"erreur": "…"}, with "error" and "error_description" beside it where OAuth has a word for it (RFC 6749 §5.2); what
// the status wants: WWW-Authenticate with 401, Retry-After.
files::Answer refusal_answer(const Refusal& refusal);

files::Answer text_answer(std::string text);
files::Answer empty_answer(int status);

}  // namespace security
