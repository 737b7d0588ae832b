#include "03-static-server/listing.hpp"

#include <fcntl.h>

#include <algorithm>
#include <string>

#include "common/unique_fd.hpp"
#include "lab03/temporary_directory.hpp"
#include "support/lesson.hpp"

namespace {

using namespace std::chrono_literals;

support::Lesson lesson_on_listings(std::string_view rule) {
    return support::Lesson{{.rule = std::string{rule},
                            .slide = "03-static-server.md#répertoires",
                            .command = "./lab run static_server, puis ouvrez http://127.0.0.1:8080/fichiers/"}};
}

using played::TemporaryDirectory;

files::Listing read(const TemporaryDirectory& root, std::size_t limit = 100) {
    return files::read_directory(TemporaryDirectory::open(root.path()).get(), limit);
}

// "cours/ index.html": the names, directories with a '/', in the order of the list.
std::string names(const std::vector<files::Entry>& entries) {
    std::string text;
    for (const files::Entry& entry : entries) {
        if (!text.empty()) text += ' ';
        text.append(entry.name).append(entry.is_directory ? "/" : "");
    }
    return text;
}

std::string sorted_names(files::Listing listing) {
    std::ranges::sort(listing.entries, {}, &files::Entry::name);
    return names(listing.entries);
}

http::Target target(std::string_view raw) {
    const http::Parsed<http::Target> parsed = http::parse_target(raw, "GET");
    REQUIRE(parsed.is_complete());
    return parsed.value();
}

void expect_location(std::string_view raw, std::string_view expected) {
    support::Lesson lesson = lesson_on_listings("RFC 9110 §15.4.2 (301) ; RFC 3986 §4.2 : « //hôte/ » mène ailleurs");
    lesson.received("GET " + std::string{raw} + " HTTP/1.1\r\n");
    lesson.expect("Location", files::directory_location(target(raw)), expected);
}

void expect_order(std::string_view query, files::SortKey key, bool descending) {
    support::Lesson lesson = lesson_on_listings("« tri » vaut nom, taille ou date ; « ordre », croissant ou decroissant");
    lesson.step("la chaîne de requête est « " + std::string{query} + " »");
    const files::Order order = files::parse_order(query);
    lesson.expect("le critère", order.key, key);
    lesson.expect("l'ordre est décroissant", order.descending, descending);
}

files::Entry file(std::string name, std::uint64_t size = 0, http::Seconds modified = {}) {
    return {.name = std::move(name), .is_directory = false, .size = size, .modified = modified};
}

files::Entry directory(std::string name, http::Seconds modified = {}) {
    return {.name = std::move(name), .is_directory = true, .size = 4096, .modified = modified};
}

void expect_sorted(files::Order order, std::vector<files::Entry> entries, std::string_view expected) {
    support::Lesson lesson = lesson_on_listings("les répertoires d'abord, puis le critère, puis le nom");
    lesson.step("les entrées arrivent dans l'ordre : " + names(entries));
    files::sort_entries(entries, order);
    lesson.expect("les entrées triées", names(entries), expected);
    std::ranges::reverse(entries);
    files::sort_entries(entries, order);
    lesson.expect("les mêmes, retournées puis triées", names(entries), expected);
}

void expect_link(const files::Entry& entry, std::string_view expected) {
    support::Lesson lesson = lesson_on_listings("RFC 3986 §2.1 pour le lien, échappement HTML pour le texte");
    lesson.expect("le lien", files::entry_link(entry), expected);
}

}  // namespace

TEST_CASE("3.5 un répertoire demandé sans « / » final est redirigé vers son adresse complète") {
    expect_location("/cours", "/cours/");
    expect_location("/a/b/c", "/a/b/c/");
    expect_location("/cours/", "/cours/");
}

TEST_CASE("3.5 la redirection garde la chaîne de requête") {
    expect_location("/cours?a=b", "/cours/?a=b");
    expect_location("/cours?", "/cours/?");
    expect_location("/cours?x=%20&y=/", "/cours/?x=%20&y=/");
}

TEST_CASE("3.5 la redirection encode de nouveau le chemin") {
    expect_location("/cours%20de%20r%C3%A9seau", "/cours%20de%20r%C3%A9seau/");
    expect_location("/a%3Fb", "/a%3Fb/");
    expect_location("/a%0D%0ASet-Cookie:x", "/a%0D%0ASet-Cookie%3Ax/");
}

TEST_CASE("3.5 une redirection ne mène jamais à un autre serveur") {
    expect_location("//mechant.example", "/mechant.example/");
    expect_location("////mechant.example/a", "/mechant.example/a/");
    expect_location("/%2Fmechant.example", "/mechant.example/");
    expect_location("/\\mechant.example", "/%5Cmechant.example/");
    expect_location("/./%5Cmechant.example", "/%5Cmechant.example/");
}

TEST_CASE("3.5 un répertoire donne ses fichiers et ses sous-répertoires") {
    support::Lesson lesson = lesson_on_listings("openat(2), readdir(3), fstatat(2)");
    const TemporaryDirectory root;
    root.write("index.txt", "douze octets");
    root.make_directory("cours");
    const files::Listing listing = read(root);
    lesson.expect("les noms", sorted_names(listing), "cours/ index.txt");
    lesson.expect_that("la liste est complète", !listing.truncated);
    const auto file = std::ranges::find(listing.entries, "index.txt", &files::Entry::name);
    lesson.require("l'entrée index.txt est là", file != listing.entries.end(), true);
    lesson.expect("sa taille", file->size, 12u);
    const auto age = std::chrono::system_clock::now() - file->modified;
    lesson.expect_that("sa date est celle de sa création, à l'instant", age > -2s && age < 60s);
}

TEST_CASE("3.5 un répertoire vide donne une liste vide") {
    support::Lesson lesson = lesson_on_listings("readdir(3) : « . » et « .. » ne sont pas montrés");
    const TemporaryDirectory root;
    const files::Listing listing = read(root);
    lesson.expect("les noms", names(listing.entries), "");
    lesson.expect_that("la liste est complète", !listing.truncated);
}

TEST_CASE("3.5 les noms cachés ne sont pas montrés") {
    support::Lesson lesson = lesson_on_listings("un nom qui commence par un point est caché");
    const TemporaryDirectory root;
    root.write(".env", "");
    root.make_directory(".git");
    root.write("visible", "");
    root.write("pas.caché", "");
    lesson.expect("les noms", sorted_names(read(root)), "pas.caché visible");
}

TEST_CASE("3.5 ni tube, ni socket, ni lien symbolique ne sont montrés") {
    support::Lesson lesson = lesson_on_listings("fstatat(2) avec AT_SYMLINK_NOFOLLOW");
    const TemporaryDirectory root;
    root.write("fichier", "");
    root.make_pipe("tube");
    root.make_socket("socket");
    root.link("lien-interne", "fichier");
    root.link("lien-externe", "/etc/passwd");
    root.link("lien-repertoire", "/");
    root.link("lien-brise", "nulle-part");
    lesson.expect("les noms", sorted_names(read(root)), "fichier");
}

TEST_CASE("3.5 un nom peut être fait de n'importe quels octets") {
    support::Lesson lesson = lesson_on_listings("Linux n'interdit que « / » et l'octet nul dans un nom");
    const TemporaryDirectory root;
    root.write("a\xff\n<b>", "");
    lesson.expect("les noms", names(read(root).entries), "a\xff\n<b>");
}

TEST_CASE("3.5 au-delà de la limite, la liste est coupée et le dit") {
    support::Lesson lesson = lesson_on_listings("toute taille a une limite");
    const TemporaryDirectory root;
    for (const char* name : {"a", "b", "c", ".caché"}) root.write(name, "");
    for (const std::size_t limit : {0u, 1u, 2u}) {
        const files::Listing listing = read(root, limit);
        lesson.expect("le nombre d'entrées", listing.entries.size(), limit);
        lesson.expect_that("la liste dit qu'elle est coupée", listing.truncated);
    }
    lesson.expect("le nombre d'entrées", read(root, 3).entries.size(), 3u);
    lesson.expect_that("avec la limite juste, la liste est complète", !read(root, 3).truncated);
}

TEST_CASE("3.5 un répertoire se lit deux fois de suite, et son descripteur reste ouvert") {
    support::Lesson lesson = lesson_on_listings("openat(2) de « . » : la copie d'un descripteur partagerait sa position");
    const TemporaryDirectory root;
    root.write("a", "");
    const common::UniqueFd fd = TemporaryDirectory::open(root.path());
    lesson.expect("les noms, une première fois", names(files::read_directory(fd.get(), 9).entries), "a");
    lesson.expect("les noms, une seconde fois", names(files::read_directory(fd.get(), 9).entries), "a");
    lesson.expect_that("le descripteur est encore ouvert", ::fcntl(fd.get(), F_GETFD) != -1);
}

TEST_CASE("3.5 lire un répertoire ne laisse pas de descripteur ouvert") {
    support::Lesson lesson = lesson_on_listings("closedir(3), ou un propriétaire qui le fait pour vous");
    const TemporaryDirectory root;
    root.write("a", "");
    const common::UniqueFd fd = TemporaryDirectory::open(root.path());
    const auto lowest_free = [] {
        const common::UniqueFd probe{::open("/dev/null", O_RDONLY | O_CLOEXEC)};
        return probe.get();
    };
    const int before = lowest_free();
    for (int i = 0; i < 20; ++i) files::read_directory(fd.get(), 0);
    lesson.expect("le plus petit descripteur libre", lowest_free(), before);
}

TEST_CASE("3.5 le tri se lit dans la chaîne de requête") {
    expect_order("tri=nom", files::SortKey::name, false);
    expect_order("tri=taille", files::SortKey::size, false);
    expect_order("tri=date&ordre=decroissant", files::SortKey::date, true);
    expect_order("ordre=decroissant&tri=taille", files::SortKey::size, true);
    expect_order("tri=taille&ordre=croissant", files::SortKey::size, false);
}

TEST_CASE("3.5 un tri inconnu vaut le tri par nom, croissant") {
    for (const std::string_view query :
         {"", "tri", "tri=", "tri=poids", "tri=NOM&ordre=DECROISSANT", "ordre=bizarre", "a=b&&=&%", "trix=taille"}) {
        expect_order(query, files::SortKey::name, false);
    }
}

TEST_CASE("3.5 les répertoires viennent avant les fichiers, dans les deux sens") {
    const std::vector<files::Entry> entries{file("b"), directory("c"), file("a"), directory("d")};
    expect_sorted({files::SortKey::name, false}, entries, "c/ d/ a b");
    expect_sorted({files::SortKey::name, true}, entries, "d/ c/ b a");
}

TEST_CASE("3.5 le tri par nom ne tient pas compte de la casse") {
    expect_sorted({files::SortKey::name, false}, {file("Zoo"), file("abc"), file("ABD"), file("Abe")},
                  "abc ABD Abe Zoo");
    expect_sorted({files::SortKey::name, false}, {file("a"), file("A")}, "A a");
    expect_sorted({files::SortKey::name, false}, {file("ab"), file("abc"), file("a")}, "a ab abc");
}

TEST_CASE("3.5 un nom accentué vient après les lettres sans accent, sur toutes les machines") {
    expect_sorted({files::SortKey::name, false}, {file("été"), file("zoo"), file("100"), file("\xff")},
                  "100 zoo été \xff");
}

TEST_CASE("3.5 à taille égale, le nom décide") {
    const std::vector<files::Entry> entries{file("c", 5), file("a", 10), file("b", 5), directory("r"), directory("q")};
    expect_sorted({files::SortKey::size, false}, entries, "q/ r/ b c a");
    expect_sorted({files::SortKey::size, true}, entries, "r/ q/ a c b");
}

TEST_CASE("3.5 le tri par date vaut pour les répertoires aussi") {
    const http::Seconds early{1s};
    const http::Seconds late{2s};
    const std::vector<files::Entry> entries{file("a", 0, late), file("b", 0, early), directory("c", late),
                                            directory("d", early)};
    expect_sorted({files::SortKey::date, false}, entries, "d/ c/ b a");
    expect_sorted({files::SortKey::date, true}, entries, "c/ d/ a b");
}

TEST_CASE("3.5 un nom est encodé dans le lien et échappé dans le texte") {
    expect_link(file("index.html"), "<a href=\"./index.html\">index.html</a>");
    expect_link(file("a&b \"c\".txt"), "<a href=\"./a%26b%20%22c%22.txt\">a&amp;b &quot;c&quot;.txt</a>");
    expect_link(file("100%.txt"), "<a href=\"./100%25.txt\">100%.txt</a>");
    expect_link(file("été.txt"), "<a href=\"./%C3%A9t%C3%A9.txt\">été.txt</a>");
    expect_link(file("a?b#c"), "<a href=\"./a%3Fb%23c\">a?b#c</a>");
}

TEST_CASE("3.5 un nom ne devient ni balise, ni script, ni adresse d'ailleurs") {
    expect_link(file("<script>alert(1)<"), "<a href=\"./%3Cscript%3Ealert%281%29%3C\">&lt;script&gt;alert(1)&lt;</a>");
    expect_link(file("javascript:alert(1)"), "<a href=\"./javascript%3Aalert%281%29\">javascript:alert(1)</a>");
    expect_link(file("'onclick='x"), "<a href=\"./%27onclick%3D%27x\">&#39;onclick=&#39;x</a>");
}

TEST_CASE("3.5 un nom qui n'est pas de l'UTF-8 est montré échappé, et reste accessible") {
    expect_link(file("a\xff.bin"), "<a href=\"./a%FF.bin\">a\\xff.bin</a>");
    expect_link(file("a\nb"), "<a href=\"./a%0Ab\">a\\nb</a>");
}

TEST_CASE("3.5 le nom d'un répertoire finit par « / », dans le lien et dans le texte") {
    expect_link(directory("cours"), "<a href=\"./cours/\">cours/</a>");
}

TEST_CASE("3.5 la page d'un répertoire vide le dit") {
    support::Lesson lesson = lesson_on_listings("une page dit ce qu'elle a à dire, même rien");
    const std::string page = files::render_listing("/vide/", {}, {});
    lesson.expect_contains("la page", page, "Ce répertoire est vide.");
    lesson.expect_contains("la page", page, "<a href=\"../\">");
    lesson.expect_contains("la page", page, "<title>Contenu de /vide/</title>");
}

TEST_CASE("3.5 la racine n'a pas de répertoire parent") {
    support::Lesson lesson = lesson_on_listings("RFC 3986 §5.2.4 : on ne remonte pas au-dessus de la racine");
    const std::string page = files::render_listing("/", {{file("a")}, false}, {});
    lesson.expect_that("il n'y a pas de lien vers ../", page.find("href=\"../\"") == std::string::npos);
    lesson.expect_contains("la page", page, "1 élément.");
}

TEST_CASE("3.5 la page donne le nom, la taille et la date de chaque entrée, triées") {
    support::Lesson lesson = lesson_on_listings("une liste se lit, et se trie");
    const http::Seconds date = std::chrono::sys_days{2026y / 3 / 7} + 9h + 5min;
    const std::string page = files::render_listing("/a/", {{file("z.txt", 1'536, date), directory("b", date)}, false}, {});
    lesson.expect_contains("la page", page, "<a href=\"./z.txt\">z.txt</a>");
    lesson.expect_contains("la page", page, "1,5\u00A0Kio");
    lesson.expect_contains("la page", page, "<time datetime=\"2026-03-07T09:05Z\">2026-03-07 09:05</time>");
    lesson.expect_that("le répertoire vient avant le fichier", page.find("./b/") < page.find("./z.txt"));
    lesson.expect_contains("la page", page, "2 éléments.");
}

TEST_CASE("3.5 les titres des colonnes sont des liens qui trient") {
    support::Lesson lesson = lesson_on_listings("aria-sort dit aussi l'ordre à qui ne voit pas la flèche");
    const std::string by_name = files::render_listing("/", {}, {});
    lesson.expect_contains("la page", by_name, "aria-sort=\"ascending\"><a href=\"?tri=nom&amp;ordre=decroissant\">Nom");
    lesson.expect_contains("la page", by_name, "<a href=\"?tri=taille&amp;ordre=croissant\">Taille</a>");
    const std::string by_size = files::render_listing("/", {}, {files::SortKey::size, true});
    lesson.expect_contains("la page", by_size,
                           "aria-sort=\"descending\"><a href=\"?tri=taille&amp;ordre=croissant\">Taille");
}

TEST_CASE("3.5 le chemin du répertoire est échappé dans la page") {
    support::Lesson lesson = lesson_on_listings("ce qui vient de l'adresse ne devient jamais du HTML");
    const std::string page = files::render_listing("/<script>/\"&\xff/", {}, {});
    lesson.expect_that("aucun script n'y est", page.find("<script") == std::string::npos);
    lesson.expect_contains("la page", page, "<a href=\"/%3Cscript%3E/\">&lt;script&gt;</a> / ");
}

TEST_CASE("3.5 une liste coupée le dit au lecteur") {
    support::Lesson lesson = lesson_on_listings("toute taille a une limite, et on la dit");
    const std::string page = files::render_listing("/", {{file("a"), file("b")}, true}, {});
    lesson.expect_contains("la page", page, "Seuls les 2 éléments lus en premier sont montrés");
}
