#include <algorithm>
#include <ctime>
#include <string>

#include "06-security/accounts.hpp"
#include "support/lesson.hpp"

namespace {

using security::Accounts;
using security::log_in;
using security::Role;

support::Lesson log_in_lesson() {
    return support::Lesson{{"OWASP ASVS 4.0.3 2.2.1, CWE-204, RFC 6749 §5.2", "06-security.md#les-mots-de-passe",
                            "./lab run audit URL --profile audit.conf --only user-enumeration"}};
}

Accounts two_accounts(const security::ScryptCost& cost) {
    Accounts accounts;
    accounts.add({"ada", Role::author, security::hash_password("azerty", cost)});
    accounts.add({"grace", Role::admin, security::hash_password("", cost)});
    return accounts;
}

constexpr security::ScryptCost cheap{.n = 16, .r = 1, .p = 1};

std::string outcome(const Accounts& accounts, std::string_view name, std::string_view password) {
    const auto decided = log_in(accounts, name, password);
    if (decided) return "entre : " + decided.value().name;
    const security::Refusal& refusal = decided.refusal();
    return std::to_string(refusal.status) + ' ' + refusal.error_code + ' ' + refusal.reason;
}

// What one attempt takes of the processor, in nanoseconds: the least of a few, so that nobody else's work counts.
long long cost_of_attempt(const Accounts& accounts, std::string_view name) {
    const auto used = [] {
        timespec time{};
        ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
        return time.tv_sec * 1'000'000'000LL + time.tv_nsec;
    };
    long long least = -1;
    for (int i = 0; i < 3; ++i) {
        const long long begin = used();
        (void)log_in(accounts, name, "faux");
        const long long taken = used() - begin;
        least = least < 0 ? taken : std::min(least, taken);
    }
    return least;
}

}  // namespace

TEST_CASE("6.2 le bon nom et le bon mot de passe ouvrent le compte") {
    auto lesson = log_in_lesson();
    const Accounts accounts = two_accounts(cheap);
    const auto decided = log_in(accounts, "ada", "azerty");
    lesson.require("ada entre", static_cast<bool>(decided), true);
    lesson.expect("son nom", decided.value().name, "ada");
    lesson.expect("son rôle", decided.value().role, Role::author);
    lesson.expect("un mot de passe vide, s'il est le bon", outcome(accounts, "grace", ""), "entre : grace");
}

TEST_CASE("6.2 un nom faux et un mot de passe faux sont refusés de la même façon") {
    auto lesson = log_in_lesson();
    const Accounts accounts = two_accounts(cheap);
    lesson.require("le témoin, ada", outcome(accounts, "ada", "azerty"), "entre : ada");
    const auto decided = log_in(accounts, "ada", "faux");
    lesson.require("ada entre avec un faux mot de passe", static_cast<bool>(decided), false);
    lesson.expect("le statut", decided.refusal().status, 401);
    lesson.expect("error_code", decided.refusal().error_code, "invalid_grant");
    const std::string refused = outcome(accounts, "ada", "faux");
    lesson.expect_that("la phrase ne dit ni nom ni mot de passe",
                       refused.find("ada") == std::string::npos && refused.find("faux") == std::string::npos);
    lesson.expect("un nom inconnu", outcome(accounts, "alan", "faux"), refused);
    lesson.expect("un nom inconnu, le mot de passe d'un autre", outcome(accounts, "alan", "azerty"), refused);
    lesson.expect("un nom vide", outcome(accounts, "", ""), refused);
    lesson.expect("un nom en capitales", outcome(accounts, "ADA", "azerty"), refused);
    lesson.expect("un mot de passe vide", outcome(accounts, "ada", ""), refused);
    lesson.expect("un mot de passe trop long d'un octet", outcome(accounts, "ada", "azertyy"), refused);
    lesson.expect("aucun compte", outcome(Accounts{}, "ada", "azerty"), refused);
}

TEST_CASE("6.2 un mot de passe de plus de 1 024 octets est refusé, fût-il le bon") {
    auto lesson = log_in_lesson();
    Accounts accounts;
    const std::string longest(1'024, 'x');
    accounts.add({"ada", Role::author, security::hash_password(longest, cheap)});
    accounts.add({"alan", Role::author, security::hash_password(longest + 'x', cheap)});
    lesson.expect("1 024 octets", outcome(accounts, "ada", longest), "entre : ada");
    lesson.expect("1 025 octets", outcome(accounts, "alan", longest + 'x'), outcome(accounts, "alan", "faux"));
}

TEST_CASE("6.2 un nom inconnu coûte autant de travail qu'un mot de passe faux") {
    auto lesson = log_in_lesson();
    const Accounts accounts = two_accounts({.n = 4'096, .r = 8, .p = 1});
    const long long known = cost_of_attempt(accounts, "ada");
    const long long unknown = cost_of_attempt(accounts, "alan");
    lesson.step("un mot de passe faux : " + std::to_string(known / 1'000) + " µs de processeur");
    lesson.step("un nom inconnu : " + std::to_string(unknown / 1'000) + " µs de processeur");
    lesson.expect_that("le second vaut au moins le quart du premier", unknown * 4 >= known);
    lesson.expect_that("le premier vaut au moins le quart du second", known * 4 >= unknown);
}
