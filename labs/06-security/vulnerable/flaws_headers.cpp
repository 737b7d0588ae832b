// What a browser is told (step 6.7).
#include <algorithm>

#include "06-security/vulnerable/flaws.hpp"

namespace vulnerable {
namespace {

using security::Served;

// Everything but this field.
void forget_field(Weakened& weakened, const std::string& name) {
    weakened.defences.add_browser_fields = [name, add = weakened.defences.add_browser_fields](
                                               http::Fields& fields, Served served, bool is_secure) {
        add(fields, served, is_secure);
        fields = without(fields, name);
    };
}

// Two fields forbid frames: the old one, and a directive of the new one.
std::string without_frames(std::string policy) {
    const std::string directive = "frame-ancestors";
    const std::size_t begin = policy.find(directive);
    if (begin == std::string::npos) return policy;
    const std::size_t end = std::min(policy.find(';', begin), policy.size());
    return policy.erase(begin, std::min(end + 1, policy.size()) - begin);
}

void allow_frames(Weakened& weakened) {
    forget_field(weakened, "X-Frame-Options");
    weakened.defences.add_browser_fields = [add = weakened.defences.add_browser_fields](
                                               http::Fields& fields, Served served, bool is_secure) {
        add(fields, served, is_secure);
        const std::string policy{fields.find("Content-Security-Policy").value_or("")};
        if (policy.empty()) return;
        fields = without(fields, "Content-Security-Policy");
        fields.add("Content-Security-Policy", without_frames(policy));
    };
}

// « The browser complained, and then it worked »: whatever site asks may read the answers, with the visitor's cookies.
void allow_every_origin(const http::Request& request, files::Answer& answer) {
    const auto origin = request.fields.find("Origin");
    if (!origin) return;
    answer.fields.add("Access-Control-Allow-Origin", *origin);
    answer.fields.add("Access-Control-Allow-Credentials", "true");
}

// Lab 03 puts these two into every answer, behind all handlers.
void drop_nosniff(Head& head) {
    drop_fields(head, "X-Content-Type-Options");
}

void tell_versions(Head& head) {
    drop_fields(head, "Server");
    head.push_back("Server: Atelier/0.6.1 (Debian 12) OpenSSL/3.0.9");
}

}  // namespace

std::vector<Flaw> header_flaws() {
    return {
        {"content-type-options", "", "Le navigateur devine le type des fichiers",
         "curl -s -i http://127.0.0.1:$PORT/ | grep -i -c x-content-type-options",
         [](Weakened& weakened) { weakened.repairs.answers.push_back(drop_nosniff); }},
        {"content-policy", "6.7", "Rien ne dit au navigateur d'où peuvent venir les scripts",
         "curl -s -i http://127.0.0.1:$PORT/ | grep -i -c content-security-policy",
         [](Weakened& weakened) { forget_field(weakened, "Content-Security-Policy"); }},
        {"clickjacking", "6.7", "La page se laisse mettre dans le cadre d'une autre",
         "curl -s -i http://127.0.0.1:$PORT/ | grep -i -c -e x-frame-options -e frame-ancestors", allow_frames},
        {"server-banner", "", "Chaque réponse dit les versions du serveur",
         "curl -s -i http://127.0.0.1:$PORT/ | grep -i ^server",
         [](Weakened& weakened) { weakened.repairs.answers.push_back(tell_versions); }},
        {"cors", "", "Tout autre site peut lire les réponses, cookies compris",
         "curl -s -i -H 'Origin: https://piege.example' http://127.0.0.1:$PORT/ | grep -i access-control",
         [](Weakened& weakened) { weakened.answer_changes.push_back(allow_every_origin); }},
    };
}

}  // namespace vulnerable
