#include "06-security/admission.hpp"

#include <fcntl.h>
#include <sys/stat.h>

#include <system_error>

#include "05-https-client/checksum.hpp"
#include "lab03/temporary_directory.hpp"
#include "lab06/system_calls.hpp"
#include "support/lesson.hpp"

namespace {

namespace system_calls = tested::system_calls;
using security::Room;

support::Lesson lesson_of(std::string rule) {
    return support::Lesson{{.rule = std::move(rule), .slide = "06-security.md#le-magasin",
                            .command = "./lab run audit URL --profile audit.conf --only file-size --only checksum"}};
}

int status_of(const std::optional<security::Refusal>& refusal) {
    return refusal ? refusal->status : 0;
}

void expect_fit(std::string_view sentence, std::uint64_t size, const Room& room, int status) {
    support::Lesson lesson = lesson_of("RFC 9110 §15.5.14, RFC 4918 §11.5");
    lesson.step(std::string{sentence} + " : " + std::to_string(size) + " octets");
    lesson.step("permis pour un fichier : " + std::to_string(room.file_bytes) + ", de reste au propriétaire : " +
                std::to_string(room.owner_bytes) + ", sur le disque : " + std::to_string(room.disk_bytes));
    const auto refusal = security::does_not_fit(size, room);
    lesson.expect("le statut (0 : le fichier a sa place)", status_of(refusal), status);
    if (refusal) lesson.expect_that("une phrase dit pourquoi", !refusal->reason.empty());
}

// A directory, and a file that somebody writes into without its having a name there.
struct Shelf {
    int directory() const { return opened.get(); }
    bool has(const std::string& name) const {
        struct stat status {};
        return ::fstatat(opened.get(), name.c_str(), &status, 0) == 0;
    }

    played::TemporaryDirectory place;
    common::UniqueFd file{::open(place.write("ailleurs/brouillon", "bonjour").c_str(), O_RDWR | O_CLOEXEC)};
    common::UniqueFd opened{::open(place.make_directory("vitrine").c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
};

// The call that what() begins with; « aucun » if nothing was thrown.
std::string failed_call(const Shelf& shelf, const std::string& name) {
    try {
        security::make_visible(shelf.file.get(), shelf.directory(), name);
    } catch (const std::system_error& error) {
        const std::string text = error.what();
        return text.substr(0, text.find(' '));
    }
    return "aucun";
}

}  // namespace

TEST_CASE("6.5 ce qui a sa place passe, jusqu'au dernier octet permis") {
    expect_fit("tout est large", 1000, {10'000, 10'000, 10'000}, 0);
    expect_fit("exactement la taille permise", 1000, {1000, 2000, 3000}, 0);
    expect_fit("exactement le reste du quota", 1000, {3000, 1000, 2000}, 0);
    expect_fit("exactement le reste du disque", 1000, {3000, 2000, 1000}, 0);
    expect_fit("un fichier vide", 0, {0, 0, 0}, 0);
}

TEST_CASE("6.5 un fichier trop grand ou au-delà du quota est refusé par 413, et le disque plein par 507") {
    expect_fit("un octet de trop pour un fichier", 1001, {1000, 5000, 5000}, 413);
    expect_fit("un octet de trop pour le quota", 1001, {5000, 1000, 5000}, 413);
    expect_fit("un octet de trop pour le disque", 1001, {5000, 5000, 1000}, 507);
    expect_fit("le plus grand nombre", ~std::uint64_t{0}, {1000, 5000, 5000}, 413);
    expect_fit("trop grand et disque plein : c'est d'abord la faute du fichier", 1001, {1000, 5000, 0}, 413);
}

TEST_CASE("6.5 la taille permise et le quota ont chacun leur phrase, qui dit le nombre d'octets") {
    support::Lesson lesson = lesson_of("RFC 9110 §15.5.14");
    const auto of_file = security::does_not_fit(9999, {1234, 5678, 5678});
    const auto of_owner = security::does_not_fit(9999, {99'999, 5678, 99'999});
    lesson.require("le statut du fichier trop grand", status_of(of_file), 413);
    lesson.require("le statut du quota dépassé", status_of(of_owner), 413);
    lesson.expect_contains("la phrase du fichier trop grand", of_file->reason, "1234");
    lesson.expect_contains("la phrase du quota dépassé", of_owner->reason, "5678");
}

TEST_CASE("6.5 la phrase du disque plein ne dit rien du disque") {
    support::Lesson lesson = lesson_of("CWE-209");
    const auto refusal = security::does_not_fit(9999, {99'999, 99'999, 1234});
    lesson.require("le statut", status_of(refusal), 507);
    lesson.expect_that("le nombre d'octets libres n'y est pas", refusal->reason.find("1234") == std::string::npos);
}

TEST_CASE("6.5 une empreinte déclarée est celle du fichier, en minuscules ou en majuscules") {
    support::Lesson lesson = lesson_of("RFC 9530 §3");
    const std::string of_abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    const std::string capital = "BA7816BF8F01CFEA414140DE5DAE2223B00361A396177A9CB410FF61F20015AD";
    lesson.expect("rien n'est déclaré", status_of(security::is_other_file("", of_abc)), 0);
    lesson.expect("la bonne, en minuscules", status_of(security::is_other_file(of_abc, of_abc)), 0);
    lesson.expect("la bonne, en majuscules", status_of(security::is_other_file(capital, of_abc)), 0);
}

TEST_CASE("6.5 une autre empreinte que celle qui est déclarée est refusée (422), où que soit la différence") {
    support::Lesson lesson = lesson_of("RFC 9110 §15.5.21");
    const std::string sha256 = client::sha256_hex("bonjour");
    for (std::size_t at = 0; at < sha256.size(); ++at) {
        std::string other = sha256;
        other[at] = other[at] == '0' ? '1' : '0';
        lesson.expect("le statut, chiffre " + std::to_string(at + 1) + " changé",
                      status_of(security::is_other_file(other, sha256)), 422);
    }
}

TEST_CASE("6.5 ce qui n'est pas une empreinte est refusé (400)") {
    support::Lesson lesson = lesson_of("RFC 9110 §15.5.1");
    const std::string sha256 = client::sha256_hex("bonjour");
    std::vector<std::string> wrong{"0", sha256.substr(1), sha256 + "0", sha256.substr(1) + " ", sha256.substr(1) + "g",
                                   sha256.substr(1) + "\xC3", std::string(64, '/'), std::string(64, ':'), std::string(64, '@'),
                                   std::string(64, '`'), std::string(64, '\0')};
    for (const std::string& declared : wrong) {
        lesson.received(declared);
        lesson.expect("le statut", status_of(security::is_other_file(declared, sha256)), 400);
    }
}

TEST_CASE("6.5 le fichier devient visible avec tous ses octets") {
    support::Lesson lesson = lesson_of("linkat(2), « AT_SYMLINK_FOLLOW »");
    const Shelf shelf;
    lesson.step("make_visible(fichier, répertoire, \"6f0c\")");
    security::make_visible(shelf.file.get(), shelf.directory(), "6f0c");
    lesson.expect_that("le nom est là", shelf.has("6f0c"));
    lesson.expect("l'empreinte du contenu", client::sha256_of_file(shelf.place.path("vitrine/6f0c")),
                  client::sha256_hex("bonjour"));
}

TEST_CASE("6.5 les octets sont sur le disque avant que le nom paraisse, et le nom avant qu'on le dise") {
    support::Lesson lesson = lesson_of("fsync(2) : le répertoire a son propre fsync");
    const Shelf shelf;
    std::vector<std::string> names;
    {
        const system_calls::Recording recording;
        security::make_visible(shelf.file.get(), shelf.directory(), "6f0c");
        names = system_calls::Recording::names();
    }
    std::string order;
    for (const std::string& name : names) order += (order.empty() ? "" : ", ") + name;
    lesson.expect("les appels, dans l'ordre", order, "fsync, linkat, fsync");
}

TEST_CASE("6.5 un nom déjà pris n'est jamais remplacé (EEXIST)") {
    support::Lesson lesson = lesson_of("linkat(2) : EEXIST");
    const Shelf shelf;
    shelf.place.write("vitrine/6f0c", "le premier");
    lesson.expect("l'appel qui échoue", failed_call(shelf, "6f0c"), "linkat");
    lesson.expect("ce qui reste", client::sha256_of_file(shelf.place.path("vitrine/6f0c")), client::sha256_hex("le premier"));
}

TEST_CASE("6.5 chaque appel qui échoue est dit par son nom, et sans ses octets rien ne paraît") {
    support::Lesson lesson = lesson_of("fsync(2), linkat(2)");
    const std::string expected[] = {"fsync", "linkat", "fsync"};
    for (std::size_t nth = 1; nth <= 3; ++nth) {
        const Shelf shelf;
        std::string failed;
        {
            const system_calls::Failing failing{nth, EIO};
            failed = failed_call(shelf, "6f0c");
        }
        lesson.step("l'appel numéro " + std::to_string(nth) + " échoue");
        lesson.expect("l'appel que l'exception nomme", failed, expected[nth - 1]);
        if (nth < 3) lesson.expect("le nom est là", shelf.has("6f0c"), false);
    }
}
