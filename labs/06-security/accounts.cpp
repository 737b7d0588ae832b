#include "06-security/accounts.hpp"

#include <algorithm>
#include <sstream>
#include <stdexcept>

#include "02-http-message/scanner.hpp"
#include "06-security/secret_file.hpp"
#include "common/escape.hpp"
#include "common/not_implemented.hpp"

namespace security {
namespace {

constexpr std::size_t most_name_bytes = 64;

bool is_name(std::string_view text) {
    return !text.empty() && text.size() <= most_name_bytes && std::all_of(text.begin(), text.end(), [](char c) {
        return http::is_letter(c) || http::is_digit(c) || c == '.' || c == '_' || c == '-';
    });
}

std::uint64_t work_of(const ScryptCost& cost) {
    return cost.n * cost.r * cost.p;
}

// « name role hash ». Throws std::invalid_argument, without the hash.
Account read_account(const std::string& line) {
    std::istringstream words{line};
    Account account;
    std::string role;
    std::string more;
    if (!(words >> account.name >> role >> account.password) || words >> more) {
        throw std::invalid_argument{"il y faut trois mots : nom, rôle, empreinte du mot de passe"};
    }
    const auto known = role_of(role);
    if (!known) {
        throw std::invalid_argument{"« " + common::escape_bytes(role, 40) +
                                    " » n'est pas un rôle : lecteur, auteur ou admin"};
    }
    account.role = *known;
    return account;
}

}  // namespace

Accounts Accounts::load(const std::string& path) {
    const SecretFile file = read_secret_file(path);
    if (file.others_may_read) throw_others_may_read(path);
    Accounts accounts;
    std::istringstream lines{file.text};
    std::size_t number = 0;
    for (std::string line; std::getline(lines, line);) {
        ++number;
        const std::size_t begin = line.find_first_not_of(" \t\r");
        if (begin == std::string::npos || line[begin] == '#') continue;
        try {
            accounts.add(read_account(line));
        } catch (const std::invalid_argument& wrong) {
            throw std::runtime_error{"« " + path + " », ligne " + std::to_string(number) + " : " + wrong.what()};
        }
    }
    return accounts;
}

void Accounts::add(Account account) {
    const std::string shown = "« " + common::escape_bytes(account.name, most_name_bytes) + " »";
    if (!is_name(account.name)) {
        throw std::invalid_argument{shown +
                                    " n'est pas un nom de compte : de 1 à 64 lettres sans accent, chiffres, « . _ - »"};
    }
    const auto cost = cost_of(account.password);
    if (!cost) throw std::invalid_argument{"l'empreinte du mot de passe de " + shown + " n'a pas la forme attendue"};
    const std::string name = account.name;
    if (!accounts_.emplace(name, std::move(account)).second) {
        throw std::invalid_argument{"il y a déjà un compte " + shown};
    }
    if (!costliest_ || work_of(*cost) > work_of(*costliest_)) costliest_ = cost;
}

const Account* Accounts::find(std::string_view name) const {
    const auto found = accounts_.find(name);
    return found == accounts_.end() ? nullptr : &found->second;
}

std::string Accounts::to_text() const {
    std::string text = "# nom rôle empreinte\n";
    for (const auto& [name, account] : accounts_) {
        text += name + ' ' + std::string{name_of(account.role)} + ' ' + account.password + '\n';
    }
    return text;
}

Decided<Account> log_in(const Accounts& accounts, std::string_view name, std::string_view password) {
    // À écrire : refusez d'abord un mot de passe de plus de most_password_bytes octets. Puis cherchez le compte, et
    // appelez is_password dans tous les cas, avec accounts.decoy() si ce compte n'existe pas. Tous les refus se
    // ressemblent : 401, la même phrase, error_code "invalid_grant".
    // BEGIN SOLUTION 6.2
    const Refusal refused{401, "Le nom ou le mot de passe n'est pas le bon.", "invalid_grant"};
    if (password.size() > most_password_bytes) return refused;
    const Account* const account = accounts.find(name);
    const bool is_right = is_password(password, account == nullptr ? accounts.decoy() : account->password);
    if (account == nullptr || !is_right) return refused;
    return *account;
    // END SOLUTION
}

}  // namespace security
