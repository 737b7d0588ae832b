#pragma once

#include <asio/awaitable.hpp>
#include <map>
#include <string>
#include <string_view>

#include "06-security/service/service.hpp"

namespace security {

// What tokens.cpp and session_pages.cpp have in common: a form that says who somebody is, and whether that is true.

// The fields of a body in application/x-www-form-urlencoded, each name once (400 if one comes twice: two readers would
// choose differently). 415 for another type, 413 beyond ServiceLimits::form_bytes.
using FormFields = std::map<std::string, std::string, std::less<>>;
asio::awaitable<FormFields> read_form_fields(const Service& service, files::Exchange& exchange);

// The account of this name, if the password is right. Throws Refused: 401 (log_in), 429 after too many failures, with
// the seconds to wait. Each try is counted as a failure before it is known what comes of it, so that tries made at the
// same time all count; a right one takes it back. Written into the trail, whatever comes of it.
asio::awaitable<Account> sign_in(ServicePointer service, std::string peer, std::string name, std::string password);

}  // namespace security
