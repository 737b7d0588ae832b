#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>

#include "03-static-server/dispatcher.hpp"
#include "03-static-server/handler.hpp"
#include "03-static-server/limits.hpp"
#include "06-security/accounts.hpp"
#include "06-security/defences.hpp"
#include "06-security/isolation/inspector.hpp"
#include "06-security/scanner.hpp"
#include "06-security/service/desk.hpp"
#include "06-security/service/sessions.hpp"
#include "06-security/store/store.hpp"
#include "06-security/throttle.hpp"

namespace security {

struct ServiceLimits {
    std::chrono::seconds token_life{900};        // of a bearer token: nobody can take it back
    std::chrono::seconds session_life{8 * 3600};
    std::size_t sessions_each = 20;              // of one account; beyond, its oldest ends
    std::size_t form_bytes = 16 * 1024;          // of a body that is a form: signing in
    std::size_t log_ins_at_once = 2;             // each takes 16 MiB and a processor for a while; others wait,
    std::size_t waiting_log_ins = 32;            // at most so many: 503 beyond
    std::size_t files_at_once = 8;               // what the store is asked for: as long as a disk takes
    std::size_t waiting_files = 128;
    std::size_t checks_at_once = 8;              // files that are looked at and published: as long as an antivirus takes
    std::size_t waiting_checks = 128;
    ThrottleLimits account_throttle = {};        // of one account, from one address
    ThrottleLimits address_throttle = {.free_failures = 50};
    std::size_t shown_events = 1'000;            // of the trail
};

// The upload service, all that its threads share: who may come in, where files go, who looks at them, and every
// decision about a stranger (defences.hpp).
//
// Where a request goes: make_site()'s handler → Dispatcher → a handler (tokens.cpp, session_pages.cpp, uploads.cpp,
// files.cpp, resumable.cpp) → visitor.hpp: who asks? → Desk: the work.
struct Service {
    Service(Accounts accounts_, TokenKey key_, std::shared_ptr<Store> store_, std::shared_ptr<const Scanner> scanner_,
            std::shared_ptr<const Inspector> inspector_, Defences defences_ = {}, ServiceLimits limits_ = {});

    // Waits for the work that its desks have begun. To be called when nobody is served any more, by whoever made it:
    // this work holds on to the service, and must not be the last to do so.
    void finish() {
        log_in_desk.finish();
        check_desk.finish();
        file_desk.finish();
    }

    const Accounts accounts;
    const TokenKey key;
    const TokenRules token_rules = {};
    const std::shared_ptr<Store> store;
    const std::shared_ptr<const Scanner> scanner;
    const std::shared_ptr<const Inspector> inspector;
    const Defences defences;
    const ServiceLimits limits;

    Throttle account_throttle;
    Throttle address_throttle;
    Sessions sessions;

    // Last: their threads end before what they use.
    Desk log_in_desk;
    Desk file_desk;
    Desk check_desk;  // of its own: an antivirus that hangs keeps nobody from his files
};

using ServicePointer = std::shared_ptr<Service>;

// What else is served beside the service, for one thread.
struct SiteOptions {
    std::string root;                                      // the pages
    files::Limits limits;                                  // listing_entries = 0: directories are not listed
    std::function<void(files::Dispatcher&)> add_more = {};  // further addresses
};

// The site as one thread serves it. Refusals become answers, and every answer gets the fields of browser_rules.hpp.
files::Handler make_site(const ServicePointer& service, const SiteOptions& options, asio::any_io_executor executor);

}  // namespace security
