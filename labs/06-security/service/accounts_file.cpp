#include "06-security/service/accounts_file.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <stdexcept>

#include "06-security/password.hpp"
#include "common/system_error.hpp"
#include "common/unique_fd.hpp"

namespace security {
namespace {

constexpr std::size_t fewest_characters = 12;

std::size_t characters(const std::string& text) {
    return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
        return (static_cast<unsigned char>(c) & 0xC0) != 0x80;  // not in the middle of a character
    }));
}

void write_all(int file, const std::string& text, const std::string& path) {
    std::size_t done = 0;
    while (done < text.size()) {
        const ssize_t count = ::write(file, text.data() + done, text.size() - done);
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) common::throw_errno("write", path);
        done += static_cast<std::size_t>(count);
    }
}

}  // namespace

Accounts load_accounts(const std::string& path) {
    return std::filesystem::exists(path) ? Accounts::load(path) : Accounts{};
}

void write_private_file(const std::string& path, const std::string& text) {
    const std::string beside = path + ".new";
    common::UniqueFd file{::open(beside.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0600)};
    if (!file) common::throw_errno("open", beside);
    write_all(file.get(), text, beside);
    if (::fsync(file.get()) != 0) common::throw_errno("fsync", beside);
    if (::rename(beside.c_str(), path.c_str()) != 0) common::throw_errno("rename", path);
}

void add_account(const std::string& path, std::string name, Role role, const std::string& password) {
    if (characters(password) < fewest_characters) {
        throw std::runtime_error{"le mot de passe doit avoir au moins 12 caractères ; une phrase convient"};
    }
    if (password.size() > most_password_bytes) throw std::runtime_error{"le mot de passe dépasse 1 024 octets"};
    Accounts accounts = load_accounts(path);
    try {
        accounts.add({std::move(name), role, hash_password(password)});
    } catch (const std::invalid_argument& failure) {
        throw std::runtime_error{failure.what()};
    }
    write_private_file(path, accounts.to_text());
}

}  // namespace security
