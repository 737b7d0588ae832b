#include "06-security/audit/variants.hpp"

#include <algorithm>
#include <utility>

namespace audit {
namespace {

// How bad, the worst last.
int rank(Verdict verdict) {
    switch (verdict) {
    case Verdict::not_tested: return 0;
    case Verdict::pass: return 1;
    case Verdict::warn: return 2;
    case Verdict::fail: return 3;
    }
    return 0;
}

// « A, B : ce qui a été vu ; C : autre chose »: variants that met with the same are told together.
std::string told_together(const std::vector<Variant>& variants, Verdict verdict) {
    std::vector<std::pair<std::string, std::string>> told;  // evidence, names
    for (const Variant& variant : variants) {
        if (variant.finding.verdict != verdict) continue;
        const std::string& evidence = variant.finding.evidence;
        const auto same =
            std::find_if(told.begin(), told.end(), [&](const auto& one) { return one.first == evidence; });
        if (same != told.end()) same->second += ", " + variant.name;
        else told.emplace_back(evidence, variant.name);
    }
    std::string text;
    for (const auto& [evidence, names] : told) text += (text.empty() ? "" : " ; ") + names + " : " + evidence;
    return text;
}

}  // namespace

Finding worst_of(const std::vector<Variant>& variants) {
    Verdict worst = Verdict::not_tested;
    for (const Variant& variant : variants) {
        if (rank(variant.finding.verdict) > rank(worst)) worst = variant.finding.verdict;
    }
    return {worst, told_together(variants, worst)};
}

}  // namespace audit
