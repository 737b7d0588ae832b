#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace audit {

// One point of the checklist: what is tried on a running server, and what a teacher has to say about it.
enum class Verdict {
    pass,
    fail,
    warn,        // not wrong, but worth knowing; or it depends
    not_tested,  // could not be tried here. Never counts as a pass.
};

enum class Severity { low, medium, high, critical };

// The ten groups, in the order they are shown.
enum class Group { framing, files, scripts, uploads, access, tls, headers, resources, logs, deployment };

struct Finding {
    Verdict verdict = Verdict::not_tested;
    std::string evidence;  // French: what was seen, bytes escaped and cut; or why it could not be tried
};

Finding passed(std::string evidence);
Finding failed(std::string evidence);
Finding warned(std::string evidence);
Finding not_tested(std::string reason);

class Context;

struct Item {
    std::string id;        // "cl-te": for --only, and the name of the flaw of vulnerable_server that it finds
    Group group;
    Severity severity;
    std::string title;     // « Une requête qui donne deux longueurs »
    std::string threat;    // what an attacker gains, one or two sentences
    std::string sent;      // what is sent
    std::string expected;  // what a sound server does
    std::string cure;      // what to do
    std::string slide;     // "06-security.md#…"
    std::vector<std::string> sources;  // "RFC 9112 §6.3", "CWE-444", "OWASP ASVS 4.0.3 12.3.1", "CVE-2019-…"
    bool slow = false;     // loads the server or takes long: only with --slow
    // May throw client::RequestException, std::system_error: then the item is « non testé ».
    std::function<Finding(Context&)> run;
};

// The same as a word of the reports for programs ("PASS", "NOT TESTED", "high", "framing") and for people (« réussi »,
// « élevée », « Lecture des requêtes »).
std::string_view name_of(Verdict verdict);
std::string_view name_of(Severity severity);
std::string_view name_of(Group group);
std::string_view french(Verdict verdict);
std::string_view french(Severity severity);
std::string_view french(Group group);

// All items, in the order of the groups. One file a group: items_framing.cpp …
std::vector<Item> all_items();
std::vector<Item> framing_items();
std::vector<Item> file_items();
std::vector<Item> script_items();
std::vector<Item> upload_items();
std::vector<Item> access_items();
std::vector<Item> tls_items();
std::vector<Item> header_items();
std::vector<Item> resource_items();
std::vector<Item> log_items();
std::vector<Item> deployment_items();

}  // namespace audit
