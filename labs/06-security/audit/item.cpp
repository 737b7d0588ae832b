#include "06-security/audit/item.hpp"

#include <iterator>

namespace audit {

Finding passed(std::string evidence) {
    return {Verdict::pass, std::move(evidence)};
}

Finding failed(std::string evidence) {
    return {Verdict::fail, std::move(evidence)};
}

Finding warned(std::string evidence) {
    return {Verdict::warn, std::move(evidence)};
}

Finding not_tested(std::string reason) {
    return {Verdict::not_tested, std::move(reason)};
}

std::vector<Item> all_items() {
    std::vector<Item> all;
    for (std::vector<Item> (*items)() : {framing_items, file_items, script_items, upload_items, access_items, tls_items,
                                         header_items, resource_items, log_items, deployment_items}) {
        std::vector<Item> group = items();
        all.insert(all.end(), std::make_move_iterator(group.begin()), std::make_move_iterator(group.end()));
    }
    return all;
}

std::string_view name_of(Verdict verdict) {
    switch (verdict) {
    case Verdict::pass: return "PASS";
    case Verdict::fail: return "FAIL";
    case Verdict::warn: return "WARN";
    case Verdict::not_tested: return "NOT TESTED";
    }
    return "";
}

std::string_view french(Verdict verdict) {
    switch (verdict) {
    case Verdict::pass: return "réussi";
    case Verdict::fail: return "échec";
    case Verdict::warn: return "à voir";
    case Verdict::not_tested: return "non testé";
    }
    return "";
}

std::string_view name_of(Severity severity) {
    switch (severity) {
    case Severity::low: return "low";
    case Severity::medium: return "medium";
    case Severity::high: return "high";
    case Severity::critical: return "critical";
    }
    return "";
}

std::string_view french(Severity severity) {
    switch (severity) {
    case Severity::low: return "faible";
    case Severity::medium: return "moyenne";
    case Severity::high: return "élevée";
    case Severity::critical: return "critique";
    }
    return "";
}

std::string_view name_of(Group group) {
    switch (group) {
    case Group::framing: return "framing";
    case Group::files: return "files";
    case Group::scripts: return "scripts";
    case Group::uploads: return "uploads";
    case Group::access: return "access";
    case Group::tls: return "tls";
    case Group::headers: return "headers";
    case Group::resources: return "resources";
    case Group::logs: return "logs";
    case Group::deployment: return "deployment";
    }
    return "";
}

std::string_view french(Group group) {
    switch (group) {
    case Group::framing: return "Lecture des requêtes";
    case Group::files: return "Fichiers servis";
    case Group::scripts: return "Scripts CGI";
    case Group::uploads: return "Fichiers reçus";
    case Group::access: return "Comptes, jetons et droits";
    case Group::tls: return "TLS";
    case Group::headers: return "En-têtes pour les navigateurs";
    case Group::resources: return "Ressources et clients lents";
    case Group::logs: return "Journaux";
    case Group::deployment: return "Mise en service";
    }
    return "";
}

}  // namespace audit
