#include "06-security/password.hpp"

#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/rand.h>

#include <array>
#include <bit>
#include <charconv>
#include <limits>
#include <stdexcept>

#include "05-https-client/auth.hpp"
#include "05-https-client/checksum.hpp"
#include "06-security/base64.hpp"
#include "common/not_implemented.hpp"

namespace security {
namespace {

constexpr std::string_view scheme = "scrypt";
constexpr std::size_t salt_bytes = 16;
constexpr std::size_t hash_bytes = 32;

unsigned char* octets(std::string& bytes) {
    return reinterpret_cast<unsigned char*>(bytes.data());
}

const unsigned char* octets(std::string_view bytes) {
    return reinterpret_cast<const unsigned char*>(bytes.data());
}

// Nothing when OpenSSL fails: costs that do not go together, no memory left.
std::optional<std::string> scrypt(std::string_view password, std::string_view salt, const ScryptCost& cost) {
    std::string hash(hash_bytes, '\0');
    const std::uint64_t most_memory = 128 * cost.r * (cost.n + cost.p + 2) + 1024 * 1024;
    const int done = EVP_PBE_scrypt(password.data(), password.size(), octets(salt), salt.size(), cost.n, cost.r, cost.p,
                                    most_memory, octets(hash), hash.size());
    if (done == 1) return hash;
    ERR_clear_error();
    return std::nullopt;
}

template <typename Number>
bool read_number(std::string_view text, Number& number, Number highest) {
    const char* const end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, number);
    return error == std::errc{} && stop == end && number > 0 && number <= highest;
}

struct Kept {
    ScryptCost cost;
    std::string salt;
    std::string hash;
};

// "scrypt:N:R:P:SALT:HASH"
std::optional<Kept> read_kept(std::string_view text) {
    std::array<std::string_view, 6> parts;
    for (std::size_t i = 0; i < parts.size(); ++i) {
        const std::size_t colon = text.find(':');
        if ((colon == std::string_view::npos) != (i + 1 == parts.size())) return std::nullopt;
        parts[i] = text.substr(0, colon);
        text.remove_prefix(colon == std::string_view::npos ? text.size() : colon + 1);
    }
    Kept kept;
    const bool has_costs = read_number<std::uint64_t>(parts[1], kept.cost.n, 1u << 20) &&
                           read_number(parts[2], kept.cost.r, 32u) && read_number(parts[3], kept.cost.p, 16u);
    const auto salt = from_base64(parts[4]);
    const auto hash = from_base64(parts[5]);
    const bool is_power = std::has_single_bit(kept.cost.n) && kept.cost.n > 1;
    if (parts[0] != scheme || !has_costs || !is_power || !salt || !hash || hash->size() != hash_bytes) {
        return std::nullopt;
    }
    kept.salt = *salt;
    kept.hash = *hash;
    return kept;
}

std::string write_kept(const Kept& kept) {
    return std::string{scheme} + ':' + std::to_string(kept.cost.n) + ':' + std::to_string(kept.cost.r) + ':' +
           std::to_string(kept.cost.p) + ':' + client::base64(kept.salt) + ':' + client::base64(kept.hash);
}

}  // namespace

std::string hash_password(std::string_view password, const ScryptCost& cost) {
    const std::string salt = random_bytes(salt_bytes);
    const auto hash = scrypt(password, salt, cost);
    if (!hash) throw std::runtime_error{"OpenSSL n'a pas pu calculer scrypt : coûts impossibles, ou mémoire épuisée"};
    return write_kept({cost, salt, *hash});
}

bool is_password(std::string_view password, std::string_view kept) {
    const auto wanted = read_kept(kept);
    if (!wanted) return false;
    const auto hash = scrypt(password, wanted->salt, wanted->cost);
    return hash && CRYPTO_memcmp(hash->data(), wanted->hash.data(), hash_bytes) == 0;
}

std::optional<ScryptCost> cost_of(std::string_view kept) {
    const auto read = read_kept(kept);
    if (!read) return std::nullopt;
    return read->cost;
}

std::string decoy_password(const ScryptCost& cost) {
    return write_kept({cost, std::string(salt_bytes, '\0'), std::string(hash_bytes, '\0')});
}

bool equal_in_constant_time(std::string_view left, std::string_view right) {
    // À écrire : si les longueurs diffèrent, la réponse est non. Sinon, ne quittez pas la boucle au premier octet qui
    // diffère : réunissez (|=) les différences (^) de tous les octets, et ne regardez le résultat qu'à la fin.
    // BEGIN SOLUTION 6.2
    if (left.size() != right.size()) return false;
    unsigned difference = 0;
    for (std::size_t i = 0; i < left.size(); ++i) {
        difference |= static_cast<unsigned>(static_cast<unsigned char>(left[i]) ^ static_cast<unsigned char>(right[i]));
    }
    return difference == 0;
    // END SOLUTION
}

std::string random_bytes(std::size_t count) {
    std::string bytes(count, '\0');
    const bool fits = count <= static_cast<std::size_t>(std::numeric_limits<int>::max());
    if (!fits || RAND_bytes(octets(bytes), static_cast<int>(count)) != 1) {
        throw std::runtime_error{"le générateur aléatoire du système ne répond pas"};
    }
    return bytes;
}

std::string random_id(std::size_t bytes) {
    return client::to_hex(random_bytes(bytes));
}

}  // namespace security
