#include "06-security/audit/runner.hpp"

#include <algorithm>
#include <ctime>

#include "06-security/audit/evidence.hpp"
#include "common/program.hpp"

namespace audit {
namespace {

using Clock = std::chrono::steady_clock;

std::string now() {
    const std::time_t seconds = std::time(nullptr);
    std::tm parts{};
    ::gmtime_r(&seconds, &parts);
    char text[32];
    return {text, std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &parts)};
}

// What the server says to the simplest of requests.
struct Control {
    std::string failure;  // empty: it is sound
    bool untrusted = false;  // it is there, but its certificate is refused: what looks at the certificate can be tried
};

Control control_of(Context& context) {
    try {
        client::Response answer = context.request("GET", "/");
        if (answer.status_code < 500) return {};
        return {"le serveur répond " + described(answer) + " à un simple GET /"};
    } catch (const client::SSLError& error) {
        return {std::string{error.what()} + " (--ca-file nomme l'autorité ; --insecure s'en passe)",
                error.verify_code() != 0};
    } catch (const std::exception& error) {
        return {error.what()};
    }
}

Finding try_item(const Item& item, Context& context) {
    try {
        return item.run(context);
    } catch (const std::exception& error) {
        return not_tested(std::string{"l'essai n'a pas pu se faire : "} + error.what());
    }
}

// One audit under way: what has happened so far decides whether the next item is tried.
class Run {
public:
    Run(Context& context, const Selection& selection) : context_{context}, selection_{selection} {}

    void begin() { control_ = control_of(context_); }

    Finding find(const Item& item) {
        if (item.slow && !selection_.slow) return not_tested("dure longtemps, ou charge le serveur : ajoutez --slow");
        if (died_) return not_tested("le serveur ne répond plus depuis « " + *died_ + " »");
        const bool possible = control_.failure.empty() || (control_.untrusted && item.group == Group::tls);
        if (!possible) return not_tested("le serveur ne peut pas être audité : " + control_.failure);
        return find_alive(item);
    }

    std::string failure() const {
        if (died_) return "le serveur ne répond plus depuis le point « " + *died_ + " »";
        return control_.failure;
    }

private:
    Finding find_alive(const Item& item) {
        const Finding finding = try_item(item, context_);
        if (control_.untrusted || context_.is_alive()) return finding;
        died_ = item.id;
        return failed("le serveur ne répond plus ; juste avant : " + finding.evidence);
    }

    Context& context_;
    const Selection& selection_;
    Control control_;
    std::optional<std::string> died_;
};

}  // namespace

Summary Report::summary() const {
    Summary summary;
    for (const Result& result : results) {
        switch (result.finding.verdict) {
        case Verdict::pass: ++summary.pass; break;
        case Verdict::fail: ++summary.fail; break;
        case Verdict::warn: ++summary.warn; break;
        case Verdict::not_tested: ++summary.not_tested; break;
        }
    }
    return summary;
}

int Report::exit_status() const {
    return failure.empty() && summary().fail == 0 ? 0 : 1;
}

std::vector<Item> select(std::vector<Item> items, const Selection& selection) {
    if (selection.only.empty()) return items;
    std::vector<Item> chosen;
    for (const std::string& id : selection.only) {
        const bool known = std::any_of(items.begin(), items.end(), [&](const Item& item) { return item.id == id; });
        if (!known) throw common::WrongUsage{in_quotes(id) + " n'est pas un point de la liste (--list la montre)"};
    }
    for (Item& item : items) {
        const bool asked = std::find(selection.only.begin(), selection.only.end(), item.id) != selection.only.end();
        if (asked) chosen.push_back(std::move(item));
    }
    return chosen;
}

Report run_audit(Context& context, const std::vector<Item>& items, const Selection& selection,
                 const Progress& progress) {
    Report report{.url = client::to_string(context.url()), .date = now(), .failure = {}, .results = {}};
    Run run{context, selection};
    run.begin();
    for (const Item& item : items) {
        if (progress) progress(item, report.results.size(), items.size());
        const auto began = Clock::now();
        Finding finding = run.find(item);
        finding.evidence = presentable(finding.evidence);
        const auto elapsed = std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - began);
        report.results.push_back({item, std::move(finding), elapsed});
    }
    report.failure = run.failure();
    return report;
}

}  // namespace audit
