#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "03-static-server/handler.hpp"
#include "03-static-server/limits.hpp"
#include "06-security/defences.hpp"
#include "06-security/isolation/inspector.hpp"
#include "06-security/scanner.hpp"
#include "06-security/service/service.hpp"
#include "06-security/store/store.hpp"
#include "06-security/vulnerable/repairing_stream.hpp"
#include "06-security/vulnerable/scripts.hpp"

namespace vulnerable {

// What a flaw may need of the server when a request comes.
struct Premises {
    std::string root;                         // the directory that is served
    security::ServicePointer service;
};

// Answers instead of the service; nothing: the request is not for it.
using Front = std::function<std::optional<files::Answer>(const files::Exchange&, const Premises&)>;

// Changes a request before the service sees it.
using RequestChange = std::function<void(http::Request&, const Premises&)>;

// Changes an answer of the service.
using AnswerChange = std::function<void(const http::Request&, files::Answer&)>;

// Everything of the service in which a flaw can be opened. As it is made, it has none: it is upload_server's own.
struct Weakened {
    // The decisions about strangers, one function each: most flaws are one of them replaced.
    security::Defences defences;

    // How much of everything there may be.
    security::StoreLimits store;
    security::ServiceLimits service;
    files::Limits limits;

    // Who looks into received files.
    std::shared_ptr<const security::Scanner> scanner;
    std::shared_ptr<const security::Inspector> inspector;

    // Before the service sees a request, and after it has answered.
    Repairs repairs;
    std::vector<Front> fronts;
    std::vector<RequestChange> request_changes;
    std::vector<AnswerChange> answer_changes;

    std::string root;  // the directory that is served
    CarelessScripts scripts;
    bool has_default_account = false;

    // TLS.
    bool shows_expired_certificate = false;
    bool speaks_old_tls = false;
};

// The fields without those of this name.
http::Fields without(const http::Fields& fields, std::string_view name);

// The service behind its flaws.
files::Handler with_flaws(files::Handler service, std::shared_ptr<const Weakened> weakened,
                          std::shared_ptr<const Premises> premises);

}  // namespace vulnerable
