// What an archive says that it holds.
#include "06-security/isolation/archive_listing.hpp"

#include <string>
#include <vector>

#include "common/escape.hpp"
#include "lab06/zip_bytes.hpp"
#include "support/exact_buffer.hpp"
#include "support/lesson.hpp"

using security::Inspection;
using support::Lesson;
using zip_bytes::archive;
using zip_bytes::File;

namespace {

Lesson archive_lesson() {
    return Lesson{{.rule = "APPNOTE.TXT 6.3.10 §4.3 ; OWASP ASVS 4.0.3 12.1.2",
                   .slide = "06-security.md#antivirus-et-isolement",
                   .command = "./lab run file_inspector ARCHIVE.zip"}};
}

Inspection inspect(const std::string& bytes, const security::InspectionLimits& limits = {}) {
    const support::ExactBuffer exact{bytes};
    return security::inspect_archive(security::content_of(exact.view()), limits);
}

void expect_sound(const std::string& bytes, std::string_view detail, const security::InspectionLimits& limits = {}) {
    Lesson lesson = archive_lesson();
    const Inspection inspection = inspect(bytes, limits);
    lesson.expect("le détail", inspection.detail, detail);
    lesson.expect("le verdict", inspection.verdict, Inspection::Verdict::sound);
}

void expect_refused(std::string_view what, const std::string& bytes, std::string_view part,
                    const security::InspectionLimits& limits = {}) {
    Lesson lesson = archive_lesson();
    lesson.step(std::string{what});
    const Inspection inspection = inspect(bytes, limits);
    lesson.expect("le verdict", inspection.verdict, Inspection::Verdict::refused);
    lesson.expect_contains("le détail", inspection.detail, part);
}

// « archive ZIP de 2 entrées, 10 octets une fois décompressée »
std::string summary(const std::string& entries, std::size_t bytes) {
    return "archive ZIP de " + entries + ", " + common::format_bytes(bytes) + " une fois décompressée";
}

const std::vector<File> two_files{{.name = "a.txt", .data = "bonjour"}, {.name = "photos/été.png", .data = "..."}};

}  // namespace

TEST_CASE("archive : ce qu'elle contient est compté, sans être décompressé") {
    expect_sound(archive(two_files), summary("2 entrées", 10));
    expect_sound(archive({}), summary("0 entrée", 0));
    expect_sound(archive(two_files, {.comment = "un commentaire"}),
                 summary("2 entrées", 10));
    const std::string inner = archive(two_files);
    expect_sound(archive({{.name = "dedans.zip", .data = inner, .method = 8}}),
                 summary("1 entrée", inner.size()));
}

TEST_CASE("archive : zip64 dit la même chose autrement") {
    expect_sound(archive(two_files, {.is_zip64 = true}), summary("2 entrées", 10));
    expect_sound(archive({{.name = "a", .data = "bonjour", .is_zip64 = true}}, {.is_zip64 = true}),
                 summary("1 entrée", 7));
    std::string other = archive(two_files, {.is_zip64 = true});
    other.at(other.size() - 22 + 8) = '\x03';
    other.at(other.size() - 22 + 9) = '\0';
    other.at(other.size() - 22 + 10) = '\x03';
    other.at(other.size() - 22 + 11) = '\0';
    expect_refused("les deux fins se contredisent", other, "lisible d'une seule façon");
}

TEST_CASE("archive : un nom qui mène hors du répertoire est refusé") {
    for (const std::string name : {"../x", "a/../../x", "/etc/passwd", "..", "a/..", "\\x", "..\\x", "a\\..\\x",
                                   "C:\\x", "c:x", ""}) {
        expect_refused("le nom « " + name + " »", archive({{.name = name, .data = "a"}}), "mène ailleurs");
        Lesson lesson = archive_lesson();
        lesson.expect("leads_astray de « " + name + " »", security::leads_astray(name), true);
    }
    expect_refused("un caractère nul", archive({{.name = std::string{"a\0b", 3}, .data = "a"}}), "mène ailleurs");
    expect_refused("une fin de ligne", archive({{.name = "a\nb", .data = "a"}}), "« a\\nb »");
    Lesson lesson = archive_lesson();
    lesson.expect("photos/../../.bashrc", security::leads_astray("photos/../../.bashrc"), true);
    for (const std::string name : {"photos/..été.png", "a..b", "...", "a/", ".cache/x", "été:1"}) {
        lesson.expect("« " + name + " »", security::leads_astray(name), false);
    }
}

TEST_CASE("archive : un lien symbolique est refusé, et un nom qui vient deux fois aussi") {
    expect_refused("un lien", archive({{.name = "a", .data = "/etc", .is_link = true}}), "lien symbolique");
    expect_refused("deux fois le même nom", archive({{.name = "a", .data = "1"}, {.name = "a", .data = "2"}}),
                   "deux fois");
}

TEST_CASE("archive : trop de fichiers, trop d'octets ou un fichier qui gonfle trop la font refuser") {
    expect_refused("trois entrées au lieu de deux", archive({{.name = "a"}, {.name = "b"}, {.name = "c"}}), "3 entrées",
                   {.archive_entries = 2});
    const std::string much(50'000, 'x');
    expect_refused("100 fois et plus", archive({{.name = "a", .data = much, .unpacked = 5'000'001, .method = 8}}),
                   "gonflerait");
    expect_sound(archive({{.name = "a", .data = much, .unpacked = 5'000'000, .method = 8}}),
                 summary("1 entrée", 5'000'000));
    expect_refused("au-delà de ce qui est permis",
                   archive({{.name = "a", .data = much, .unpacked = 5'000'000, .method = 8},
                            {.name = "b", .data = much, .unpacked = 1'000'001, .method = 8}}),
                   "dépasserait", {.archive_bytes = 6'000'000});
    expect_refused("presque 2^64 octets",
                   archive({{.name = "a", .data = much, .unpacked = ~std::uint64_t{0}, .method = 8, .is_zip64 = true},
                            {.name = "b", .data = much, .unpacked = 2, .method = 8}}),
                   "dépasserait");
    expect_sound(archive({{.name = "vide", .data = "ab", .unpacked = 1'000'000, .method = 8}}),
                 summary("1 entrée", 1'000'000));
}

TEST_CASE("archive : beaucoup de petits fichiers qui gonflent ensemble sont refusés") {
    std::vector<File> files;
    for (int i = 0; i < 20; ++i) {
        files.push_back({.name = "f" + std::to_string(i), .data = "ab", .unpacked = 900'000, .method = 8});
    }
    expect_refused("vingt fois 900 000 octets", archive(files), "plus de 100 fois");
}

TEST_CASE("archive : des fichiers qui se partagent leurs octets sont refusés (la bombe de David Fifield)") {
    const std::string kernel(1'000, 'x');
    expect_refused("deux entrées pour un même en-tête local",
                   archive({{.name = "a", .data = kernel}, {.name = "a2", .data = kernel, .header = 0}}),
                   "deux choses");
    std::vector<File> quoted{{.name = "a", .data = kernel}, {.name = "b", .data = "1"}};
    const std::string inside = archive({{.name = "b", .data = "1"}});
    quoted[0].data = inside.substr(0, 32) + kernel;  // holds a local header of « b »
    quoted[1].header = 31;
    expect_refused("un en-tête local dans les données d'un autre", archive(quoted), "se partagent");
}

TEST_CASE("archive : ce qui peut se lire de deux façons est refusé") {
    expect_refused("un autre nom devant les données", archive({{.name = "a.txt", .data = "1", .local_name = "a.exe"}}),
                   "deux choses");
    expect_refused("stocké tel quel, avec deux tailles", archive({{.name = "a", .data = "123", .unpacked = 4}}),
                   "deux tailles");
    expect_refused("des octets qui ne sont d'aucun fichier", archive(two_files, {.between = std::string(25, 'x')}),
                   "d'aucun");
    expect_refused("des octets derrière la table", archive(two_files, {.behind = "x"}), "lisible d'une seule façon");
    expect_refused("une fin d'archive dans le commentaire", archive(two_files, {.comment = archive({})}),
                   "lisible d'une seule façon");
    expect_refused("un commentaire plus court qu'annoncé", archive(two_files, {.comment = "abc"}) + "x",
                   "lisible d'une seule façon");
    expect_refused("plus d'entrées qu'il n'y en a", archive(two_files, {.entries = 3}), "abîmée");
    expect_refused("moins d'entrées qu'il n'y en a", archive(two_files, {.entries = 1}), "ne s'arrête pas");
    expect_sound(archive(two_files, {.between = std::string(24, 'x')}),
                 summary("2 entrées", 10));
}

TEST_CASE("archive : un contenu chiffré est compté, et dit") {
    const File encrypted{.name = "a", .data = "xxxxxxxxxxxxx", .unpacked = 1, .flags = 1};
    expect_sound(archive({encrypted, {.name = "b", .data = "1"}}),
                 summary("2 entrées", 2) + ", dont 1 au contenu chiffré, que personne n'a vu");
}

TEST_CASE("archive : coupée n'importe où ou changée d'un octet, elle ne fait lire personne au-delà de sa fin") {
    Lesson lesson = archive_lesson();
    for (const bool is_zip64 : {false, true}) {
        const std::string bytes = archive(two_files, {.is_zip64 = is_zip64});
        for (std::size_t size = 0; size < bytes.size(); ++size) {
            lesson.expect("coupée après " + std::to_string(size) + " octets", inspect(bytes.substr(0, size)).verdict,
                          Inspection::Verdict::refused);
        }
        for (std::size_t at = 0; at < bytes.size(); ++at) {
            std::string other = bytes;
            other[at] = static_cast<char>(other[at] ^ 0xFF);
            const bool has_answered = !inspect(other).detail.empty();
            if (!has_answered) lesson.expect("une réponse après l'octet " + std::to_string(at), has_answered, true);
        }
    }
}
