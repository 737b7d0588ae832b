#include "04-cgi/script_path.hpp"

#include <sys/stat.h>

#include <filesystem>

#include "lab03/somebody_else.hpp"
#include "lab03/temporary_directory.hpp"
#include "support/lesson.hpp"

namespace {

using cgi::Located;
using cgi::ScriptDirectory;
using Kind = Located::Kind;
using namespace std::string_literals;

support::Lesson lesson_on(std::string rule, std::string path = "/cgi-bin/environnement.py/2024/mai") {
    return support::Lesson{{.rule = std::move(rule),
                            .slide = "04-cgi.md#où-est-le-script",
                            .command = "(après l'étape 4.4) ./lab run cgi_server --cgi-bin cgi-bin, puis : "
                                       "curl -si --path-as-is http://127.0.0.1:8080" + path}};
}

std::string_view name_of(Kind kind) {
    switch (kind) {
    case Kind::script: return "un script";
    case Kind::not_executable: return "un script qui n'est pas exécutable";
    case Kind::not_script: return "pas un script";
    case Kind::not_found: return "introuvable";
    case Kind::forbidden: return "interdit";
    }
    return "?";
}

std::string joined(const std::vector<std::string_view>& parts) {
    std::string all;
    for (std::string_view part : parts) all.append(part).append(" ");
    if (!all.empty()) all.pop_back();
    return all;
}

constexpr std::string_view shell_script = "#!/bin/sh\nenv\n";
constexpr std::string_view python_text = "print('Content-Type: text/plain')\n";

// A directory of scripts, and beside it what must stay out of reach:
//
//     secret/clé.sh    cgi-bin/agenda.py    cgi-bin/sous/heure
struct Place {
    played::TemporaryDirectory all;
    std::string scripts = std::filesystem::canonical(all.make_directory("cgi-bin"));

    Place() {
        script("secret/clé.sh", shell_script);
        script("cgi-bin/agenda.py", "#!/usr/bin/python3\n");
        script("cgi-bin/sous/heure", shell_script);
        all.make_directory("cgi-bin/vide");
    }

    // An executable file.
    void script(std::string_view name, std::string_view content) const {
        ::chmod(all.write(name, content).c_str(), 0755);
    }
};

// What locate() must find under a path.
struct Case {
    std::string path;
    Kind kind;
    std::string why;
    std::string interpreter = {};
};

void expect_kinds(support::Lesson& lesson, const ScriptDirectory& scripts, const std::vector<Case>& cases) {
    for (const Case& wanted : cases) {
        const Located located = scripts.locate(wanted.path);
        const std::string about = wanted.path.substr(0, 60) + ", " + wanted.why;
        lesson.expect(about, name_of(located.kind), name_of(wanted.kind));
        lesson.expect("l'interpréteur de " + about, located.interpreter, wanted.interpreter);
    }
}

}  // namespace

TEST_CASE("4.1 un chemin se coupe avant chaque barre oblique, du plus court au plus long") {
    support::Lesson lesson = lesson_on("RFC 3875 §3.3");
    struct Row {
        std::string_view path;
        std::string_view prefixes;  // with a space between two
    };
    for (const Row& row : {Row{"/", "/"}, Row{"/a", "/a"}, Row{"/a/", "/a /a/"}, Row{"/a/b", "/a /a/b"},
                           Row{"/a/b/", "/a /a/b /a/b/"}, Row{"/a.py/b/c", "/a.py /a.py/b /a.py/b/c"},
                           Row{"/a\\b%2Fc", "/a\\b%2Fc"}, Row{"/été/x", "/été /été/x"}}) {
        lesson.step("path_prefixes(\"" + std::string{row.path} + "\")");
        lesson.expect("les débuts du chemin", joined(cgi::path_prefixes(row.path)), row.prefixes);
    }
}

TEST_CASE("4.1 plusieurs barres obliques de suite n'en font qu'une") {
    support::Lesson lesson = lesson_on("path_resolution(7)", "//cgi-bin//agenda.py");
    struct Row {
        std::string_view path;
        std::string_view merged;
    };
    for (const Row& row : {Row{"//cgi-bin//x", "/cgi-bin/x"}, Row{"/", "/"}, Row{"////", "/"}, Row{"/a/b", "/a/b"},
                           Row{"/a///", "/a/"}, Row{"", ""}, Row{"/a/./b", "/a/./b"}, Row{"/a\\\\b", "/a\\\\b"}}) {
        lesson.step("merge_slashes(\"" + std::string{row.path} + "\")");
        lesson.expect("le chemin", cgi::merge_slashes(row.path), row.merged);
    }
}

TEST_CASE("4.1 le script est le premier fichier du chemin, et le reste est pour lui") {
    support::Lesson lesson = lesson_on("RFC 3875 §3.3, §4.1.5, §4.1.13");
    const Place place;
    const ScriptDirectory scripts{place.scripts, "/cgi-bin/"};
    struct Row {
        std::string path, file, script_name, path_info;
    };
    const std::string much(100'000, 'x');
    for (const Row& row : {Row{"/cgi-bin/agenda.py", "/agenda.py", "/cgi-bin/agenda.py", ""},
                           Row{"/cgi-bin/agenda.py/2024/mai", "/agenda.py", "/cgi-bin/agenda.py", "/2024/mai"},
                           Row{"/cgi-bin/agenda.py/", "/agenda.py", "/cgi-bin/agenda.py", "/"},
                           Row{"/cgi-bin/agenda.py/a/", "/agenda.py", "/cgi-bin/agenda.py", "/a/"},
                           Row{"/cgi-bin/agenda.py/.caché", "/agenda.py", "/cgi-bin/agenda.py", "/.caché"},
                           Row{"/cgi-bin/agenda.py/agenda.py", "/agenda.py", "/cgi-bin/agenda.py", "/agenda.py"},
                           Row{"/cgi-bin/agenda.py/" + much, "/agenda.py", "/cgi-bin/agenda.py", "/" + much},
                           Row{"/cgi-bin/sous/heure", "/sous/heure", "/cgi-bin/sous/heure", ""},
                           Row{"/cgi-bin/sous/heure/x", "/sous/heure", "/cgi-bin/sous/heure", "/x"}}) {
        lesson.step("locate(\"" + row.path.substr(0, 60) + "\")");
        const Located located = scripts.locate(row.path);
        lesson.require("ce qui est trouvé", name_of(located.kind), "un script");
        lesson.expect("le fichier", located.script.file, place.scripts + row.file);
        lesson.expect("SCRIPT_NAME", located.script.script_name, row.script_name);
        lesson.expect_that("PATH_INFO est ce qui suit le nom du script", located.script.path_info == row.path_info);
        lesson.expect("un interpréteur", located.interpreter, "");
    }
}

TEST_CASE("4.1 un chemin de 4 000 noms s'arrête au premier qui n'est pas un répertoire") {
    support::Lesson lesson = lesson_on("RFC 3875 §3.3");
    const Place place;
    const ScriptDirectory scripts{place.scripts, "/cgi-bin/"};
    std::string much;
    for (int i = 0; i < 4'000; ++i) much += "/a";
    const Located located = scripts.locate("/cgi-bin/agenda.py" + much);
    lesson.step("locate(\"/cgi-bin/agenda.py/a/a/a…\")");
    lesson.expect("ce qui est trouvé", name_of(located.kind), "un script");
    lesson.expect_that("PATH_INFO a les 4 000 noms", located.script.path_info == much);
    expect_kinds(lesson, scripts, {{"/cgi-bin/absent" + much, Kind::not_found, "4 000 noms après un absent"}});
}

TEST_CASE("4.1 le répertoire des scripts peut être monté ailleurs, même à la racine") {
    support::Lesson lesson = lesson_on("RFC 3875 §4.1.13", "/agenda.py/mai, avec --cgi-prefix /");
    const Place place;
    struct Row {
        std::string mount, path, script_name, path_info;
    };
    for (const Row& row : {Row{"/", "/agenda.py", "/agenda.py", ""}, Row{"/", "/agenda.py/mai", "/agenda.py", "/mai"},
                           Row{"/", "/sous/heure", "/sous/heure", ""},
                           Row{"/a/b/", "/a/b/agenda.py/", "/a/b/agenda.py", "/"}}) {
        lesson.step("monté sur " + row.mount + ", locate(\"" + row.path + "\")");
        const Located located = ScriptDirectory{place.scripts, row.mount}.locate(row.path);
        lesson.require("ce qui est trouvé", name_of(located.kind), "un script");
        lesson.expect("SCRIPT_NAME", located.script.script_name, row.script_name);
        lesson.expect("PATH_INFO", located.script.path_info, row.path_info);
    }
    lesson.step("tout le disque est le répertoire des scripts");
    const Located located = ScriptDirectory{"/", "/"}.locate(place.scripts + "/agenda.py");
    lesson.expect("le fichier", located.script.file, place.scripts + "/agenda.py");
}

TEST_CASE("4.1 un répertoire n'est pas un script, et ce qui manque est introuvable") {
    support::Lesson lesson = lesson_on("RFC 9110 §15.5.5", "/cgi-bin/absent");
    const Place place;
    const ScriptDirectory site{place.scripts, "/", cgi::Tree::mixed};
    expect_kinds(lesson, site, {{"/", Kind::not_script, "la racine d'un site qui a des scripts"},
                                {"/sous", Kind::not_script, "un répertoire de ce site"}});
    const ScriptDirectory scripts{place.scripts, "/cgi-bin/"};
    expect_kinds(lesson, scripts,
                 {{"/cgi-bin/", Kind::not_found, "le répertoire des scripts, dont les noms ne se montrent pas"},
                  {"/cgi-bin/sous", Kind::not_found, "un répertoire"},
                  {"/cgi-bin/vide/", Kind::not_found, "un répertoire vide"},
                  {"/cgi-bin/absent", Kind::not_found, "rien de ce nom"},
                  {"/cgi-bin/vide/absent/x", Kind::not_found, "rien de ce nom dans un répertoire"},
                  {"/cgi-bin/AGENDA.PY", Kind::not_found, "les majuscules comptent"},
                  {"/cgi-bin/agenda.py.", Kind::not_found, "un point de trop"},
                  {"/cgi-bin/agenda.py ", Kind::not_found, "une espace de trop"},
                  {"/cgi-bin/agenda.py\0.txt"s, Kind::not_found, "un octet nul"},
                  {"/cgi-bin", Kind::not_found, "au-dessus du point de montage"},
                  {"/agenda.py", Kind::not_found, "hors du point de montage"}});
}

TEST_CASE("4.1 un répertoire mène à son index.html, si c'est un script : son texte serait montré") {
    support::Lesson lesson = lesson_on("RFC 3875 §9.7", "/accueil/, avec --cgi-prefix /");
    const Place place;
    place.script("cgi-bin/accueil/index.html", shell_script);
    place.all.write("cgi-bin/oubli/index.html", shell_script);
    const ScriptDirectory site{place.scripts, "/", cgi::Tree::mixed};
    expect_kinds(lesson, site, {{"/accueil/", Kind::script, "un index.html que le noyau saurait lancer"},
                                {"/accueil", Kind::not_script, "un répertoire sans sa barre oblique"},
                                {"/oubli/", Kind::not_executable, "« #! », mais chmod +x oublié"}});
    const Located located = site.locate("/accueil/");
    lesson.expect("son nom", located.script.script_name, "/accueil/index.html");
    lesson.expect("son fichier", located.script.file, place.scripts + "/accueil/index.html");
    lesson.expect("ce qui reste du chemin", located.script.path_info, "");
}

TEST_CASE("4.1 aucun nom caché n'est un script") {
    support::Lesson lesson = lesson_on("RFC 9110 §17.1", "/cgi-bin/.git/hooks/post-commit");
    const Place place;
    place.script("cgi-bin/.git/hooks/post-commit", shell_script);
    place.script("cgi-bin/.caché.sh", shell_script);
    expect_kinds(lesson, ScriptDirectory{place.scripts, "/cgi-bin/"},
                 {{"/cgi-bin/.git/hooks/post-commit", Kind::not_found, "dans un répertoire caché"},
                  {"/cgi-bin/.caché.sh", Kind::not_found, "un nom caché"},
                  {"/cgi-bin/../secret/clé.sh", Kind::not_found, "un « .. » oublié par l'analyse"},
                  {"/cgi-bin/sous/heure", Kind::script, "un nom visible"}});
}

TEST_CASE("4.1 un lien symbolique ne mène pas hors du répertoire des scripts") {
    support::Lesson lesson = lesson_on("openat2(2), RESOLVE_BENEATH", "/cgi-bin/sortie/clé.sh");
    const Place place;
    place.all.link("cgi-bin/sortie", "../secret");
    place.all.link("cgi-bin/clé.sh", "../secret/clé.sh");
    place.all.link("cgi-bin/sh", "/bin/sh");
    place.all.link("cgi-bin/raccourci", "sous/heure");
    place.all.make_pipe("cgi-bin/tube");
    expect_kinds(lesson, ScriptDirectory{place.scripts, "/cgi-bin/"},
                 {{"/cgi-bin/sortie/clé.sh", Kind::forbidden, "par un répertoire du dehors"},
                  {"/cgi-bin/clé.sh", Kind::forbidden, "un fichier du dehors"},
                  {"/cgi-bin/sh", Kind::forbidden, "un programme du système"},
                  {"/cgi-bin/tube", Kind::forbidden, "un tube nommé"},
                  {"/cgi-bin/raccourci/x", Kind::script, "un lien qui reste dedans"}});
}

TEST_CASE("4.1 un script que le serveur ne peut pas lire est interdit") {
    support::Lesson lesson = lesson_on("path_resolution(7)", "/cgi-bin/fermé.sh");
    const Place place;
    ::chmod(place.all.path().c_str(), 0755);
    place.script("cgi-bin/fermé.sh", shell_script);
    ::chmod(place.all.path("cgi-bin/fermé.sh").c_str(), 0711);
    const ScriptDirectory scripts{place.scripts, "/cgi-bin/"};
    const played::AsSomebodyElse somebody;
    expect_kinds(lesson, scripts,
                 {{"/cgi-bin/fermé.sh", Kind::forbidden, "exécutable, mais illisible"},
                  {"/cgi-bin/agenda.py", Kind::script, "lisible"}});
}

TEST_CASE("4.1 un fichier qui n'est pas exécutable n'est ni lancé ni montré") {
    support::Lesson lesson = lesson_on("execve(2), EACCES", "/cgi-bin/oublié.sh");
    const Place place;
    place.all.write("cgi-bin/oublié.sh", shell_script);
    place.all.write("cgi-bin/notes.txt", "à faire");
    place.all.write("cgi-bin/vide.html", "");
    const ScriptDirectory scripts{place.scripts, "/cgi-bin/"};
    expect_kinds(lesson, scripts,
                 {{"/cgi-bin/oublié.sh", Kind::not_executable, "chmod +x oublié"},
                  {"/cgi-bin/notes.txt", Kind::not_executable, "un texte parmi les scripts"},
                  {"/cgi-bin/vide.html", Kind::not_executable, "une page parmi les scripts"}});
    const Located located = scripts.locate("/cgi-bin/oublié.sh/a");
    lesson.expect("le fichier, pour le journal d'erreurs", located.script.file, place.scripts + "/oublié.sh");
    lesson.expect("SCRIPT_NAME", located.script.script_name, "/cgi-bin/oublié.sh");
}

TEST_CASE("4.1 un interpréteur lance les fichiers de son extension, sauf ceux qui ont choisi le leur") {
    support::Lesson lesson = lesson_on("execve(2), « Interpreter scripts »", "/cgi-bin/index.py");
    const Place place;
    place.all.write("cgi-bin/texte.py", python_text);
    place.all.write("cgi-bin/ligne.py", "#!/usr/bin/python3\n");
    place.script("cgi-bin/exécutable.py", python_text);
    place.script("cgi-bin/un-octet.py", "#");
    place.script("cgi-bin/sans-extension", "echo\n");
    place.script("cgi-bin/programme", "\x7f" "ELF");
    ScriptDirectory scripts{place.scripts, "/cgi-bin/"};
    scripts.add_interpreter(".py", "/usr/bin/python3.11");
    scripts.add_interpreter(".py", "/usr/bin/autre");
    const std::string python = "/usr/bin/python3.11";
    expect_kinds(lesson, scripts,
                 {{"/cgi-bin/texte.py", Kind::script, "non exécutable, sans « #! »", python},
                  {"/cgi-bin/texte.py/a.sh", Kind::script, "l'extension est celle du fichier", python},
                  {"/cgi-bin/ligne.py", Kind::script, "non exécutable, avec « #! »", python},
                  {"/cgi-bin/exécutable.py", Kind::script, "exécutable, sans « #! »", python},
                  {"/cgi-bin/un-octet.py", Kind::script, "un seul octet", python},
                  {"/cgi-bin/agenda.py", Kind::script, "exécutable, avec « #! » : il s'exécute lui-même"},
                  {"/cgi-bin/sans-extension", Kind::script, "exécutable, sans « #! » ni extension"},
                  {"/cgi-bin/programme", Kind::script, "un programme compilé"}});
}

TEST_CASE("4.1 dans un site mêlé, une page se montre, jamais le texte d'un script") {
    support::Lesson lesson = lesson_on("RFC 3875 §9.7", "/index.html, avec --cgi-prefix /");
    const Place place;
    for (const std::string_view name : {"index.html", "style.css", "photo.png", "LISEZMOI", "données.json"}) {
        place.all.write("cgi-bin/" + std::string{name}, "<p>");
    }
    place.all.write("cgi-bin/oublié", shell_script);
    place.all.write("cgi-bin/index.py.bak", "#!/usr/bin/python3\n");
    place.all.write("cgi-bin/config.py", "mot_de_passe = '1234'\n");
    place.all.write("cgi-bin/vieux.cgi", "print 1");
    place.script("cgi-bin/tout-exécutable.html", "<p>");
    place.script("cgi-bin/vraie.html", shell_script);
    place.script("cgi-bin/compilée.html", "\x7f" "ELF");
    place.script("cgi-bin/sans-ligne", "echo");
    place.script("cgi-bin/sans-ligne.sh", "echo");
    expect_kinds(lesson, ScriptDirectory{place.scripts, "/", cgi::Tree::mixed},
                 {{"/", Kind::not_script, "un répertoire"},
                  {"/index.html", Kind::not_script, "une page"},
                  {"/index.html/a", Kind::not_script, "une page, et un reste"},
                  {"/style.css", Kind::not_script, "un style"},
                  {"/photo.png", Kind::not_script, "une image"},
                  {"/LISEZMOI", Kind::not_script, "un texte sans extension"},
                  {"/données.json", Kind::not_script, "des données"},
                  {"/absent", Kind::not_found, "rien de ce nom"},
                  {"/agenda.py", Kind::script, "exécutable"},
                  {"/oublié", Kind::not_executable, "« #! », mais chmod +x oublié"},
                  {"/index.py.bak", Kind::not_executable, "la copie qu'un éditeur a laissée"},
                  {"/config.py", Kind::not_executable, "un module de script : son texte est un secret"},
                  {"/vieux.cgi", Kind::not_executable, "l'extension d'un script"},
                  {"/tout-exécutable.html", Kind::not_script, "là où tout est exécutable, une page reste une page"},
                  {"/vraie.html", Kind::script, "exécutable, et le noyau saurait"},
                  {"/compilée.html", Kind::script, "un programme compilé"},
                  {"/sans-ligne", Kind::script, "exécutable, sans « #! » : l'exécution échouera, le texte reste caché"},
                  {"/sans-ligne.sh", Kind::script, "le même, avec une extension"}});
}
