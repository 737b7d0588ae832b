#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <filesystem>
#include <system_error>
#include <thread>

#include "03-static-server/document_root.hpp"
#include "lab01/descriptor_limit.hpp"
#include "lab03/somebody_else.hpp"
#include "lab03/temporary_directory.hpp"
#include "support/lesson.hpp"

namespace {

using files::DocumentRoot;
using files::Opened;
using Lookup = DocumentRoot::Lookup;

support::Lesson lesson_on(std::string rule, std::string command = "curl -si --path-as-is http://127.0.0.1:8080/…") {
    return support::Lesson{{.rule = std::move(rule),
                            .slide = "03-static-server.md#de-la-cible-au-fichier",
                            .command = "./lab run static_server --root www, puis : " + std::move(command)}};
}

std::string_view name_of(Opened::Kind kind) {
    switch (kind) {
    case Opened::Kind::file: return "un fichier";
    case Opened::Kind::directory: return "un répertoire";
    case Opened::Kind::not_found: return "introuvable (404)";
    case Opened::Kind::forbidden: return "interdit (403)";
    }
    return "?";
}

std::string_view name_of(Lookup lookup) {
    return lookup == Lookup::openat2 ? "openat2" : "portable";
}

std::string content_of(const Opened& opened) {
    std::string content(1000, '\0');
    const ssize_t count = ::read(opened.fd.get(), content.data(), content.size());
    content.resize(count < 0 ? 0 : static_cast<std::size_t>(count));
    return content;
}

// The ways of looking up that this machine knows: openat2() may be missing, or forbidden in a container.
std::vector<Lookup> lookups() {
    std::vector<Lookup> known{Lookup::portable};
    if (DocumentRoot{"/"}.lookup() == Lookup::openat2) known.push_back(Lookup::openat2);
    return known;
}

// A site, and beside it what must stay out of reach:
//
//     secret/mot-de-passe.txt    site-voisin/a.txt    site/…
struct Place {
    played::TemporaryDirectory all;
    std::string site = all.make_directory("site");

    Place() {
        all.write("secret/mot-de-passe.txt", "1234");
        all.write("site-voisin/a.txt", "le voisin");
        all.write("site/index.html", "<h1>Accueil</h1>");
        all.write("site/cours/a.txt", "bonjour");
        all.make_directory("site/vide");
    }
};

struct Case {
    std::string path;
    Opened::Kind kind;
    std::string why;
};

// Opens each path in each way.
void expect_kinds(support::Lesson& lesson, const std::string& site, const std::vector<Case>& cases) {
    for (const Lookup lookup : lookups()) {
        const DocumentRoot root{site, lookup};
        for (const Case& wanted : cases) {
            const Opened opened = root.open(wanted.path);
            lesson.expect(wanted.path.substr(0, 60) + ", " + wanted.why + " (" + std::string{name_of(lookup)} + ")",
                          name_of(opened.kind), name_of(wanted.kind));
            const bool is_open = wanted.kind == Opened::Kind::file || wanted.kind == Opened::Kind::directory;
            lesson.expect("un descripteur est rendu", static_cast<bool>(opened.fd), is_open);
        }
    }
}

// The errno that an exception carries, 0 if there was none. Whatever else was thrown goes on.
int errno_of(const std::exception_ptr& thrown) {
    try {
        if (thrown) std::rethrow_exception(thrown);
    } catch (const std::system_error& failure) {
        return failure.code().value();
    }
    return 0;
}

std::size_t count_descriptors() {
    const std::filesystem::directory_iterator all{"/proc/self/fd"};
    return static_cast<std::size_t>(std::distance(begin(all), end(all)));
}

}  // namespace

TEST_CASE("3.2 un chemin désigne un fichier ou un répertoire de la racine") {
    support::Lesson lesson = lesson_on("RFC 9110 §3.1", "curl -si http://127.0.0.1:8080/index.html");
    const Place place;
    expect_kinds(lesson, place.site,
                 {{"/", Opened::Kind::directory, "la racine"},
                  {"//", Opened::Kind::directory, "la racine encore"},
                  {"/index.html", Opened::Kind::file, "un fichier"},
                  {"//index.html", Opened::Kind::file, "le même"},
                  {"/cours/a.txt", Opened::Kind::file, "un fichier d'un répertoire"},
                  {"/cours", Opened::Kind::directory, "un répertoire"},
                  {"/cours/", Opened::Kind::directory, "un répertoire"},
                  {"/vide/", Opened::Kind::directory, "un répertoire vide"}});
}

TEST_CASE("3.2 le fichier ouvert est le bon, avec son état") {
    support::Lesson lesson = lesson_on("open(2), fstat(2)");
    const Place place;
    for (const Lookup lookup : lookups()) {
        const Opened opened = DocumentRoot{place.site, lookup}.open("/cours/a.txt");
        lesson.require("ce qui est ouvert", name_of(opened.kind), "un fichier");
        lesson.expect("son contenu", content_of(opened), "bonjour");
        lesson.expect("sa taille d'après fstat()", opened.status.st_size, 7);
        lesson.expect_that("un programme lancé par le serveur n'en hérite pas (O_CLOEXEC)",
                           (::fcntl(opened.fd.get(), F_GETFD) & FD_CLOEXEC) != 0);
    }
}

TEST_CASE("3.2 ce qui n'existe pas est introuvable") {
    support::Lesson lesson = lesson_on("RFC 9110 §15.5.5", "curl -si http://127.0.0.1:8080/absent");
    const Place place;
    place.all.link("site/tourne", "rond");
    place.all.link("site/rond", "tourne");
    place.all.link("site/mort", "absent");
    expect_kinds(lesson, place.site,
                 {{"/absent", Opened::Kind::not_found, "sans fichier de ce nom"},
                  {"/absent/", Opened::Kind::not_found, "sans répertoire de ce nom"},
                  {"/cours/absent/a.txt", Opened::Kind::not_found, "dans un répertoire absent"},
                  {"/index.html/", Opened::Kind::not_found, "un fichier n'est pas un répertoire"},
                  {"/index.html/a", Opened::Kind::not_found, "rien n'est dans un fichier"},
                  {"/INDEX.HTML", Opened::Kind::not_found, "majuscules et minuscules diffèrent"},
                  {"/cours\\a.txt", Opened::Kind::not_found, "« \\ » n'est pas un séparateur"},
                  {"/mort", Opened::Kind::not_found, "un lien vers rien"},
                  {"/tourne", Opened::Kind::not_found, "un lien qui tourne en rond"}});
}

TEST_CASE("3.2 aucun nom caché n'est montré, où qu'il soit dans le chemin") {
    support::Lesson lesson = lesson_on("RFC 9110 §17.1", "curl -si http://127.0.0.1:8080/.git/config");
    const Place place;
    for (const std::string name : {".env", ".git/config", "cours/.htpasswd", "cours/.svn/entries", "..bizarre"}) {
        place.all.write("site/" + name, "secret");
        expect_kinds(lesson, place.site, {{"/" + name, Opened::Kind::not_found, "un nom caché"}});
    }
    expect_kinds(lesson, place.site,
                 {{"/.git", Opened::Kind::not_found, "un répertoire caché"},
                  {"/.git/", Opened::Kind::not_found, "un répertoire caché"},
                  {"//.env", Opened::Kind::not_found, "après deux barres"},
                  {"/cours//.htpasswd", Opened::Kind::not_found, "après deux barres"}});
    place.all.write("site/cours/a.b..c", "visible");
    expect_kinds(lesson, place.site, {{"/cours/a.b..c", Opened::Kind::file, "les points sont au milieu du nom"}});
}

TEST_CASE("3.2 « .. » ne fait jamais sortir de la racine") {
    support::Lesson lesson = lesson_on("RFC 9110 §17.3", "curl -si --path-as-is http://127.0.0.1:8080/../secret/");
    const Place place;
    expect_kinds(lesson, place.site,
                 {{"/../secret/mot-de-passe.txt", Opened::Kind::not_found, "un « .. » oublié par l'analyse"},
                  {"/cours/../../secret/mot-de-passe.txt", Opened::Kind::not_found, "deux « .. »"},
                  {"/..", Opened::Kind::not_found, "« .. » seul"},
                  {"/cours/..", Opened::Kind::not_found, "« .. » à la fin"},
                  {"//etc/passwd", Opened::Kind::not_found, "un chemin absolu"},
                  {"/" + place.all.path("secret/mot-de-passe.txt"), Opened::Kind::not_found, "un chemin absolu"}});
}

TEST_CASE("3.2 un lien symbolique qui sort de la racine est interdit") {
    support::Lesson lesson = lesson_on("openat2(2), RESOLVE_BENEATH ; symlink(7)", "ln -s /etc www/sortie …");
    const Place place;
    place.all.link("site/relatif.txt", "../secret/mot-de-passe.txt");
    place.all.link("site/absolu.txt", place.all.path("secret/mot-de-passe.txt"));
    place.all.link("site/dossier", "../secret");
    place.all.link("site/dossier-absolu", place.all.path("secret"));
    place.all.link("site/etc", "/etc");
    place.all.link("site/chaine-1", "chaine-2");
    place.all.link("site/chaine-2", "cours/chaine-3");
    place.all.link("site/cours/chaine-3", "../../secret");
    place.all.link("site/voisin", "../site-voisin");
    place.all.link("site/parent", "..");
    place.all.link("site/systeme", "/");
    expect_kinds(lesson, place.site,
                 {{"/relatif.txt", Opened::Kind::forbidden, "un lien relatif vers un fichier du dehors"},
                  {"/absolu.txt", Opened::Kind::forbidden, "un lien absolu vers un fichier du dehors"},
                  {"/dossier", Opened::Kind::forbidden, "un lien vers un répertoire du dehors"},
                  {"/dossier/mot-de-passe.txt", Opened::Kind::forbidden, "ce qu'il y a dedans"},
                  {"/dossier-absolu/", Opened::Kind::forbidden, "un lien absolu vers un répertoire"},
                  {"/etc/passwd", Opened::Kind::forbidden, "un fichier du système"},
                  {"/chaine-1/mot-de-passe.txt", Opened::Kind::forbidden, "trois liens à la suite"},
                  {"/voisin/a.txt", Opened::Kind::forbidden, "un répertoire dont le nom commence comme la racine"},
                  {"/parent/secret/mot-de-passe.txt", Opened::Kind::forbidden, "un lien vers « .. »"},
                  {"/systeme/etc/passwd", Opened::Kind::forbidden, "un lien vers « / »"}});
}

TEST_CASE("3.2 un lien symbolique qui reste dans la racine est suivi") {
    support::Lesson lesson = lesson_on("openat2(2), RESOLVE_BENEATH ; symlink(7)");
    const Place place;
    place.all.link("site/raccourci.txt", "cours/a.txt");
    place.all.link("site/cours/accueil.html", "../index.html");
    place.all.link("site/dossier", "cours");
    place.all.link("site/encore", "dossier");
    expect_kinds(lesson, place.site,
                 {{"/raccourci.txt", Opened::Kind::file, "un lien vers un fichier du site"},
                  {"/cours/accueil.html", Opened::Kind::file, "un lien qui remonte sans sortir"},
                  {"/dossier/a.txt", Opened::Kind::file, "par un lien vers un répertoire"},
                  {"/encore/a.txt", Opened::Kind::file, "par deux liens"},
                  {"/encore", Opened::Kind::directory, "un lien vers un lien vers un répertoire"}});
}

TEST_CASE("3.2 une racine qui est elle-même un lien est servie") {
    support::Lesson lesson = lesson_on("open(2)");
    const Place place;
    place.all.link("lien-vers-site", "site");
    place.all.link("site/raccourci.txt", "cours/a.txt");
    expect_kinds(lesson, place.all.path("lien-vers-site"),
                 {{"/index.html", Opened::Kind::file, "un fichier"},
                  {"/raccourci.txt", Opened::Kind::file, "un lien du dedans"}});
}

TEST_CASE("3.2 tout le disque peut être la racine") {
    support::Lesson lesson = lesson_on("open(2)");
    const Place place;
    expect_kinds(lesson, "/", {{place.site + "/index.html", Opened::Kind::file, "un fichier quelconque"}});
}

TEST_CASE("3.2 un tube, une socket ou un périphérique est interdit, et le serveur ne s'y bloque pas") {
    support::Lesson lesson = lesson_on("open(2), O_NONBLOCK ; fifo(7)", "mkfifo www/tube …");
    const Place place;
    place.all.make_pipe("site/tube");
    place.all.make_socket("site/socket");
    place.all.link("site/vers-le-tube", "tube");
    lesson.step("ouverture d'un tube nommé où personne n'écrit : open() attendrait sans O_NONBLOCK");
    expect_kinds(lesson, place.site,
                 {{"/tube", Opened::Kind::forbidden, "un tube nommé"},
                  {"/vers-le-tube", Opened::Kind::forbidden, "un lien vers un tube"},
                  {"/socket", Opened::Kind::forbidden, "une socket locale"}});
    expect_kinds(lesson, "/dev", {{"/null", Opened::Kind::forbidden, "un périphérique"}});
}

TEST_CASE("3.2 un fichier que le serveur n'a pas le droit de lire est interdit") {
    support::Lesson lesson = lesson_on("RFC 9110 §15.5.4 ; path_resolution(7)", "chmod 0 www/a …");
    const Place place;
    ::chmod(place.all.path().c_str(), 0755);
    ::chmod(place.all.write("site/illisible.txt", "secret").c_str(), 0);
    ::chmod(place.all.make_directory("site/fermé").c_str(), 0);
    const played::AsSomebodyElse somebody;
    expect_kinds(lesson, place.site,
                 {{"/illisible.txt", Opened::Kind::forbidden, "sans droit de lecture"},
                  {"/fermé/a.txt", Opened::Kind::forbidden, "dans un répertoire fermé"},
                  {"/cours/a.txt", Opened::Kind::file, "avec le droit de lecture"}});
}

TEST_CASE("3.2 un nom peut être long, accentué ou fait d'octets quelconques") {
    support::Lesson lesson = lesson_on("RFC 3986 §2.5 ; path_resolution(7)");
    const Place place;
    const std::string longest(255, 'n');
    for (const std::string name : {"été à la mer.txt", "a b&c<d>.txt", "100%.txt", "\xff\xfe.bin", "~$a:b?c#d", "-rf"}) {
        place.all.write("site/" + name, "x");
        expect_kinds(lesson, place.site, {{"/" + name, Opened::Kind::file, "un nom permis"}});
    }
    place.all.write("site/" + longest, "x");
    std::string deep;
    while (deep.size() < 5'000) deep += "/répertoire";
    expect_kinds(lesson, place.site,
                 {{"/" + longest, Opened::Kind::file, "255 octets, le plus long des noms"},
                  {"/" + longest + "n", Opened::Kind::not_found, "256 octets"},
                  {"/" + std::string(8'000, 'a'), Opened::Kind::not_found, "8 000 octets"},
                  {deep, Opened::Kind::not_found, "un chemin de 5 000 octets"}});
}

TEST_CASE("3.2 un octet nul ne cache pas la fin d'un nom") {
    support::Lesson lesson = lesson_on("RFC 3986 §7.3 ; open(2) s'arrête au premier octet nul");
    const Place place;
    using namespace std::string_literals;
    expect_kinds(lesson, place.site,
                 {{"/index.html\0.txt"s, Opened::Kind::not_found, "index.html, un octet nul, .txt"},
                  {"/\0"s, Opened::Kind::not_found, "un octet nul seul"}});
}

TEST_CASE("3.2 aucun descripteur n'est oublié") {
    support::Lesson lesson = lesson_on("close(2)", "ls /proc/$(pgrep static_server)/fd | wc -l");
    const Place place;
    place.all.make_pipe("site/tube");
    place.all.link("site/sortie", "../secret");
    for (const Lookup lookup : lookups()) {
        const DocumentRoot root{place.site, lookup};
        const std::size_t before = count_descriptors();
        for (const std::string_view path : {"/", "/index.html", "/absent", "/tube", "/sortie", "/.env", "/cours"}) {
            root.open(path);
        }
        lesson.expect("les descripteurs encore ouverts", count_descriptors(), before);
    }
}

TEST_CASE("3.2 à court de descripteurs, le serveur ne dit pas que le fichier n'existe pas") {
    support::Lesson lesson = lesson_on("RFC 9110 §15.6.4 ; open(2), EMFILE", "(ulimit -n 20; ./lab run static_server)");
    const Place place;
    for (const Lookup lookup : lookups()) {
        const DocumentRoot root{place.site, lookup};
        root.open("/index.html");
        std::exception_ptr thrown;
        {
            const peers::NoDescriptorLeft none;
            try {
                root.open("/index.html");
            } catch (...) {
                thrown = std::current_exception();
            }
        }
        lesson.expect("l'erreur signalée par une exception (EMFILE vaut 24)", errno_of(thrown), EMFILE);
    }
}

TEST_CASE("3.2 une racine qui n'existe pas est une erreur dès le départ") {
    support::Lesson lesson = lesson_on("open(2)", "./lab run static_server --root /absente");
    const Place place;
    for (const std::string name : {"absente", "site/index.html"}) {
        std::exception_ptr thrown;
        try {
            DocumentRoot{place.all.path(name)}.open("/");
        } catch (...) {
            thrown = std::current_exception();
        }
        lesson.expect("l'erreur pour " + name, errno_of(thrown), name == "absente" ? ENOENT : ENOTDIR);
    }
    const Opened opened = DocumentRoot{place.site}.open("/");
    lesson.expect("avec une vraie racine, « / »", name_of(opened.kind), "un répertoire");
}

TEST_CASE("3.2 un répertoire changé en lien pendant la recherche ne fait sortir personne") {
    support::Lesson lesson = lesson_on("openat2(2) : ce qui est vérifié puis ouvert peut changer entre les deux");
    const Place place;
    place.all.write("site/b/mot-de-passe.txt", "public");
    place.all.link("site/lien", "../secret");
    std::atomic<bool> stop = false;
    std::thread swapper{[&] {
        while (!stop) {
            ::renameat2(AT_FDCWD, place.all.path("site/b").c_str(), AT_FDCWD, place.all.path("site/lien").c_str(),
                        RENAME_EXCHANGE);
        }
    }};
    int escapes = 0;
    std::string failure;
    try {
        for (const Lookup lookup : lookups()) {
            const DocumentRoot root{place.site, lookup};
            for (int i = 0; i < 1'000; ++i) {
                const Opened opened = root.open("/b/mot-de-passe.txt");
                if (opened.fd && content_of(opened) == "1234") ++escapes;
            }
        }
    } catch (const std::exception& thrown) {
        failure = thrown.what();
    }
    stop = true;
    swapper.join();
    lesson.step("un autre processus échange sans cesse /b et un lien qui sort de la racine");
    lesson.expect("l'échec", failure, "");
    lesson.expect("les fois où le fichier du dehors a été ouvert", escapes, 0);
}
