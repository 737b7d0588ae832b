#include <filesystem>

#include "04-cgi/site.hpp"
#include "common/program.hpp"
#include "lab03/temporary_directory.hpp"
#include "support/lesson.hpp"

namespace {

support::Lesson lesson_on(std::string rule) {
    return support::Lesson{{.rule = std::move(rule) + " ; site.hpp",
                            .slide = "04-cgi.md#piège--le-code-source-du-script",
                            .command = "./lab run cgi_server --root . --cgi-bin scripts"}};
}

// What cgi::check says, "" when all is in order.
std::string objection(const cgi::SiteOptions& options) {
    try {
        cgi::check(options);
        return "";
    } catch (const common::WrongUsage& wrong) {
        return wrong.what();
    }
}

}  // namespace

TEST_CASE("0.4 un répertoire de scripts qui se lirait comme des fichiers est refusé dès le départ") {
    support::Lesson lesson = lesson_on("CWE-540");
    const played::TemporaryDirectory site;
    for (const std::string name : {"www/cgi-bin", "www/scripts", "www/a/cgi-bin", "cgi-bin", "www-scripts"}) {
        site.make_directory(name);
    }
    site.link("raccourci", site.path("www/scripts"));
    const auto objection_to = [&](const std::string& root, const std::string& scripts) {
        cgi::SiteOptions options;
        options.root = site.path(root);
        options.cgi_bins = {site.path(scripts)};
        return objection(options);
    };
    for (const std::string good : {"cgi-bin", "www-scripts", "www/cgi-bin", "www/../cgi-bin", "absent"}) {
        lesson.expect("l'objection à " + good, objection_to("www", good), "");
    }
    for (const std::string bad : {"www/scripts", "www", "www/a/cgi-bin", "raccourci", "www/absent", "."}) {
        lesson.expect_contains("l'objection à " + bad, objection_to("www", bad), "est dans la racine");
    }
}

TEST_CASE("0.4 le préfixe des scripts commence et finit par une barre oblique") {
    support::Lesson lesson = lesson_on("--cgi-prefix");
    for (const std::string prefix : {"", "/", "/outils/", "/a/b/"}) {
        cgi::SiteOptions options;
        options.cgi_prefix = prefix;
        lesson.expect("l'objection à « " + prefix + " »", objection(options), "");
    }
    for (const std::string prefix : {"outils", "/outils", "outils/"}) {
        cgi::SiteOptions options;
        options.cgi_prefix = prefix;
        lesson.expect_contains("l'objection à « " + prefix + " »", objection(options), "doit commencer et finir");
    }
}

TEST_CASE("0.4 un interpréteur se trouve par son nom dans PATH, ou à la place que l'on dit") {
    support::Lesson lesson = lesson_on("--interpreter");
    const played::TemporaryDirectory place;
    place.make_directory("bin");
    place.write("bin/outil", "#!/bin/sh\n");
    place.write("bin/texte", "rien d'exécutable");
    std::filesystem::permissions(place.path("bin/outil"), std::filesystem::perms::owner_all);
    const std::string path = "relatif::" + place.path("absent") + ":" + place.path("bin");
    lesson.expect("un nom", cgi::find_program("outil", path), place.path("bin/outil"));
    lesson.expect("un chemin", cgi::find_program(place.path("bin/outil"), ""), place.path("bin/outil"));
    for (const std::string missing : {"texte", "absent", ".", ""}) {
        lesson.expect("« " + missing + " »", cgi::find_program(missing, path), "");
    }
    lesson.expect("un chemin où il n'y a rien", cgi::find_program("bin/absent", path), "");
}
