#include "06-security/rights.hpp"

#include <string>

#include "support/lesson.hpp"

namespace {

using security::Action;
using security::Identity;
using security::Role;

const Identity louis{"louis", Role::reader};
const Identity ada{"ada", Role::author};
const Identity grace{"grace", Role::admin};

void expect_right(std::string_view sentence, const Identity& who, Action action, std::string_view owner, bool granted) {
    support::Lesson lesson{{.rule = "OWASP ASVS 4.0.3 4.1.3, 4.2.1", .slide = "06-security.md#les-droits",
                            .command = "./lab run audit URL --profile audit.conf --only role"}};
    lesson.step(std::string{sentence});
    lesson.expect("may", security::may(who, action, owner), granted);
}

}  // namespace

TEST_CASE("6.4 un lecteur liste et lit ses fichiers, et rien de plus") {
    expect_right("louis liste ses fichiers", louis, Action::list, "", true);
    expect_right("louis lit son fichier", louis, Action::read, "louis", true);
    expect_right("louis lit le fichier d'ada", louis, Action::read, "ada", false);
    expect_right("louis dépose un fichier", louis, Action::upload, "louis", false);
    expect_right("louis supprime son fichier", louis, Action::remove, "louis", false);
}

TEST_CASE("6.4 un auteur dépose, lit et supprime ses fichiers, pas ceux des autres") {
    expect_right("ada dépose un fichier", ada, Action::upload, "ada", true);
    expect_right("ada lit son fichier", ada, Action::read, "ada", true);
    expect_right("ada supprime son fichier", ada, Action::remove, "ada", true);
    expect_right("ada lit le fichier d'un autre auteur", ada, Action::read, "alan", false);
    expect_right("ada supprime le fichier d'un autre auteur", ada, Action::remove, "alan", false);
    expect_right("le nom d'un autre commence comme le sien", ada, Action::read, "adam", false);
}

TEST_CASE("6.4 un admin peut tout, et lui seul lit le journal") {
    expect_right("grace lit le fichier d'ada", grace, Action::read, "ada", true);
    expect_right("grace supprime le fichier d'ada", grace, Action::remove, "ada", true);
    expect_right("grace lit le journal", grace, Action::read_trail, "", true);
    expect_right("ada lit le journal", ada, Action::read_trail, "", false);
    expect_right("louis lit le journal", louis, Action::read_trail, "", false);
}

TEST_CASE("6.4 un propriétaire inconnu n'ouvre rien") {
    expect_right("louis lit un fichier sans propriétaire", louis, Action::read, "", false);
    expect_right("ada supprime un fichier sans propriétaire", ada, Action::remove, "", false);
}
