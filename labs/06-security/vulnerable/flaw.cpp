#include "06-security/vulnerable/flaw.hpp"

#include <algorithm>

#include "06-security/vulnerable/flaws.hpp"

namespace vulnerable {

const std::vector<Flaw>& all_flaws() {
    static const std::vector<Flaw> all = [] {
        std::vector<Flaw> flaws;
        for (const auto& group : {framing_flaws, file_flaws, script_flaws, upload_flaws, access_flaws, token_flaws,
                                  tls_flaws, header_flaws, resource_flaws, log_flaws, deployment_flaws}) {
            for (Flaw& flaw : group()) flaws.push_back(std::move(flaw));
        }
        return flaws;
    }();
    return all;
}

const Flaw* find_flaw(std::string_view id) {
    const auto found = std::find_if(all_flaws().begin(), all_flaws().end(), [&](auto& flaw) { return flaw.id == id; });
    return found == all_flaws().end() ? nullptr : &*found;
}

}  // namespace vulnerable
