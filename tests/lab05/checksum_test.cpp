#include "05-https-client/checksum.hpp"

#include "lab03/temporary_directory.hpp"
#include "support/lesson.hpp"

namespace {

support::Lesson lesson_of_hashes() {
    return support::Lesson{{"FIPS 180-4", "05-https-client.md#les-gros-fichiers", "printf abc | sha256sum"}};
}

constexpr std::string_view of_nothing = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
constexpr std::string_view of_abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

}  // namespace

TEST_CASE("5.9 le SHA-256 de textes connus") {
    support::Lesson lesson = lesson_of_hashes();
    lesson.expect("de rien", client::sha256_hex(""), of_nothing);
    lesson.expect("de « abc »", client::sha256_hex("abc"), of_abc);
}

TEST_CASE("5.9 une empreinte ne dépend pas des morceaux par lesquels les octets passent") {
    support::Lesson lesson = lesson_of_hashes();
    client::Sha256 hash;
    for (std::string_view piece : {"a", "", "bc"}) hash.add(piece);
    const std::string bytes = hash.finish();
    lesson.expect("sa longueur en octets", bytes.size(), 32u);
    lesson.expect("l'empreinte de « a », « » puis « bc »", client::to_hex(bytes), of_abc);
}

TEST_CASE("5.9 le SHA-1 sert aux serveurs tus qui n'ont que lui") {
    support::Lesson lesson = lesson_of_hashes();
    client::Hash hash{client::HashKind::sha1};
    hash.add("abc");
    lesson.expect("de « abc »", client::to_hex(hash.finish()), "a9993e364706816aba3e25717850c26c9cd0d89d");
}

TEST_CASE("5.9 l'empreinte d'un fichier est celle de son contenu") {
    support::Lesson lesson = lesson_of_hashes();
    const played::TemporaryDirectory directory;
    const std::string content(1'000'000, 'x');
    lesson.expect("d'un fichier vide", client::sha256_of_file(directory.write("vide", "")), of_nothing);
    lesson.expect("d'un fichier lu en plusieurs fois", client::sha256_of_file(directory.write("x", content)),
                  client::sha256_hex(content));
}
