#include "06-security/admission.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>

#include "common/not_implemented.hpp"
#include "common/system_error.hpp"

namespace security {
// BEGIN SOLUTION 6.5 helper
namespace {

constexpr std::size_t sha256_digits = 64;

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

// Without the C library's tolower(), which asks the locale.
char small(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

bool is_hexadecimal(char c) {
    return is_digit(c) || (small(c) >= 'a' && small(c) <= 'f');
}

}  // namespace
// END SOLUTION

std::optional<Refusal> does_not_fit(std::uint64_t size, const Room& room) {
    // À écrire : un fichier plus grand que room.file_bytes ou que room.owner_bytes est refusé (413), chaque fois avec
    // une phrase qui dit le nombre d'octets permis ou restants ; un fichier plus grand que room.disk_bytes l'est aussi
    // (507), sans rien dire du disque. Un fichier exactement à la limite passe (std::nullopt).
    // BEGIN SOLUTION 6.5
    if (size > room.file_bytes) {
        return Refusal{413, "Ce fichier est trop grand : un fichier a au plus " + std::to_string(room.file_bytes) +
                                " octets ici."};
    }
    if (size > room.owner_bytes) {
        return Refusal{413, "Ce fichier dépasse votre quota : il vous reste " + std::to_string(room.owner_bytes) +
                                " octets. Supprimez des fichiers, puis recommencez."};
    }
    if (size > room.disk_bytes) return Refusal{507, "Le serveur n'a plus assez de place pour ce fichier."};
    return std::nullopt;
    // END SOLUTION
}

std::optional<Refusal> is_other_file(std::string_view declared, std::string_view sha256) {
    // À écrire : rien n'est déclaré (texte vide) : rien à vérifier. Ce qui n'est pas fait de 64 chiffres hexadécimaux,
    // en majuscules ou en minuscules, est refusé (400) ; une autre empreinte que sha256 aussi (422).
    // BEGIN SOLUTION 6.5
    if (declared.empty()) return std::nullopt;
    if (declared.size() != sha256_digits || !std::ranges::all_of(declared, is_hexadecimal)) {
        return Refusal{400, "L'empreinte SHA-256 déclarée n'est pas faite de 64 chiffres hexadécimaux."};
    }
    if (std::ranges::equal(declared, sha256, {}, small)) return std::nullopt;
    return Refusal{422, "Le fichier reçu n'a pas l'empreinte SHA-256 déclarée : il a été changé en chemin."};
    // END SOLUTION
}

void make_visible(int file, int directory, const std::string& name) {
    // À écrire : fsync du fichier, pour que ses octets soient sur le disque avant son nom ; linkat de
    // « /proc/self/fd/N » (AT_SYMLINK_FOLLOW) vers name dans directory, qui ne remplace jamais un fichier ; fsync du
    // répertoire, pour que le nom y soit aussi. Chaque échec : common::throw_errno, qui nomme l'appel.
    // BEGIN SOLUTION 6.5
    if (::fsync(file) != 0) common::throw_errno("fsync", name);
    const std::string opened = "/proc/self/fd/" + std::to_string(file);
    if (::linkat(AT_FDCWD, opened.c_str(), directory, name.c_str(), AT_SYMLINK_FOLLOW) != 0) {
        common::throw_errno("linkat", name);
    }
    if (::fsync(directory) != 0) common::throw_errno("fsync", "le répertoire de " + name);
    // END SOLUTION
}

}  // namespace security
