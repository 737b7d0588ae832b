#pragma once

#include <vector>

#include "06-security/vulnerable/flaw.hpp"
#include "06-security/vulnerable/weakened.hpp"

namespace vulnerable {

// The flaws by group, as the auditor's items: one file each, flaws_framing.cpp …
std::vector<Flaw> framing_flaws();
std::vector<Flaw> file_flaws();
std::vector<Flaw> script_flaws();
std::vector<Flaw> upload_flaws();
std::vector<Flaw> access_flaws();
std::vector<Flaw> token_flaws();
std::vector<Flaw> tls_flaws();
std::vector<Flaw> header_flaws();
std::vector<Flaw> resource_flaws();
std::vector<Flaw> log_flaws();
std::vector<Flaw> deployment_flaws();

}  // namespace vulnerable
