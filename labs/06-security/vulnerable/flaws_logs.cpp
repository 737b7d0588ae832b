// What is written down (step 6.8).
#include <map>
#include <mutex>

#include "06-security/vulnerable/careless.hpp"
#include "06-security/vulnerable/flaws.hpp"

namespace vulnerable {
namespace {

// What was typed last under each name. Shared by the threads of the server.
class Typed {
public:
    void remember(std::string_view name, std::string_view password) {
        const std::lock_guard lock{mutex_};
        passwords_[std::string{name}] = password;
    }
    std::string recall(const std::string& name) const {
        const std::lock_guard lock{mutex_};
        const auto found = passwords_.find(name);
        return found == passwords_.end() ? std::string{} : found->second;
    }

private:
    mutable std::mutex mutex_;
    std::map<std::string, std::string> passwords_;
};

// « It will help to find out why people cannot log in. »
void note_passwords(Weakened& weakened) {
    const auto typed = std::make_shared<Typed>();
    weakened.defences.log_in = [typed, log_in = weakened.defences.log_in](const security::Accounts& accounts,
                                                                          std::string_view name,
                                                                          std::string_view password) {
        typed->remember(name, password);
        return log_in(accounts, name, password);
    };
    weakened.defences.trail_line = [typed, line = weakened.defences.trail_line](security::Event event) {
        if (event.action == "connexion") event.detail += "mot de passe « " + typed->recall(event.who) + " »";
        return line(event);
    };
}

// « Only what has happened is worth a line. »
void note_successes_alone(Weakened& weakened) {
    weakened.defences.trail_line = [line = weakened.defences.trail_line](const security::Event& event) {
        return event.outcome == "succès" ? line(event) : std::string{};
    };
}

}  // namespace

std::vector<Flaw> log_flaws() {
    const std::string read_trail = "; curl -s -H \"Authorization: Bearer $(jeton grace)\" http://127.0.0.1:$PORT/audit";
    return {
        {"log-injection", "6.8", "Un inconnu écrit des lignes du journal",
         "curl -s -o /dev/null http://127.0.0.1:$PORT/token -d grant_type=password -d password=x "
         "--data-urlencode \"username=x$(printf '\\nFAUX grace connexion succès')\"" + read_trail,
         [](Weakened& weakened) { weakened.defences.trail_line = careless::trail_line; }},
        {"log-secrets", "", "Les mots de passe essayés sont dans le journal",
         "curl -s -o /dev/null http://127.0.0.1:$PORT/token -d grant_type=password -d username=victime "
         "-d password=Azerty12" + read_trail,
         note_passwords},
        {"audit-trail", "", "Les refus ne laissent pas de trace",
         "curl -s -o /dev/null http://127.0.0.1:$PORT/token -d grant_type=password -d username=rodeur -d password=x" +
             read_trail,
         note_successes_alone},
    };
}

}  // namespace vulnerable
