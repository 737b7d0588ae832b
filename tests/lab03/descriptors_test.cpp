#include "03-static-server/server.hpp"
#include "support/catch.hpp"
#include "support/lesson.hpp"

TEST_CASE("0.3 à peu de descripteurs, les limites laissent de quoi ouvrir des fichiers") {
    support::Lesson lesson{{.rule = "EMFILE ; server.hpp, fit_to_descriptors",
                            .slide = "03-static-server.md#connexions-persistantes",
                            .command = "(ulimit -n 64; ./lab run static_server --root www)"}};
    for (const unsigned threads : {1u, 2u, 8u}) {
        for (const std::uint64_t descriptors : {64u, 256u, 1'024u}) {
            const files::Limits limits = files::fit_to_descriptors({}, threads, descriptors);
            lesson.step(std::to_string(threads) + " fils, " + std::to_string(descriptors) + " descripteurs : " +
                        std::to_string(limits.connections) + " connexions et " + std::to_string(limits.cached_files) +
                        " fichiers gardés par fil");
            lesson.expect_that("il y a place pour une connexion", limits.connections >= 1);
            lesson.expect_that("connexions et fichiers gardés prennent les sept huitièmes des descripteurs au plus",
                               threads * (limits.connections + limits.cached_files) <= descriptors * 7 / 8);
        }
    }
    const files::Limits usual = files::fit_to_descriptors({}, 2, 1'048'576);
    lesson.expect("les connexions, quand les descripteurs ne manquent pas", usual.connections, files::Limits{}.connections);
    lesson.expect("les fichiers gardés", usual.cached_files, files::Limits{}.cached_files);
    lesson.expect("les connexions d'un fil qui a 17 000 descripteurs", files::fit_to_descriptors({}, 1, 17'000).connections,
                  files::Limits{}.connections);
}
