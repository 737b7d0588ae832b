#include "06-security/store/store.hpp"

#include <fcntl.h>
#include <sys/stat.h>

#include <filesystem>
#include <thread>

#include "05-https-client/checksum.hpp"
#include "lab03/temporary_directory.hpp"
#include "lab06/plain_decisions.hpp"
#include "lab06/system_calls.hpp"
#include "support/catch.hpp"

namespace {

using namespace std::string_literals;
using security::Store;
using security::StoredFile;
using tested::content_of;
using tested::plain_decisions;
using tested::small_limits;
using tested::upload;

// A directory, and the store in it: as often as the server starts.
struct Shelf {
    Store open(const security::StoreLimits& limits = small_limits()) const { return Store{path, limits, plain_decisions()}; }
    std::size_t files() const { return tested::names_in(path + "/files"); }
    std::size_t incoming() const { return tested::names_in(path + "/incoming"); }

    tested::system_calls::Unsynchronised quick;
    played::TemporaryDirectory directory;
    std::string path = directory.path("depot");
};

std::string reason_of(const std::function<void()>& action) {
    try {
        action();
    } catch (const std::exception& error) {
        return error.what();
    }
    return "rien n'a échoué";
}

unsigned mode_of(const std::string& path) {
    struct stat status {};
    return ::stat(path.c_str(), &status) == 0 ? status.st_mode & 0777U : 0U;
}

int status_of(const std::optional<security::Refusal>& refusal) {
    return refusal ? refusal->status : 0;
}

}  // namespace

TEST_CASE("dépôt : un fichier publié se retrouve entier, avec son empreinte, aussi après un redémarrage") {
    const Shelf shelf;
    StoredFile published;
    {
        Store store = shelf.open();
        published = upload(store, "ada", "bonjour");
        CHECK(content_of(store, published) == "bonjour");
    }
    const Store store = shelf.open();
    const auto found = store.find(published.id);
    REQUIRE(found);
    CHECK(found->owner == "ada");
    CHECK(found->name == "notes.txt");
    CHECK(found->media_type == "text/plain");
    CHECK(found->size == 7);
    CHECK(found->sha256 == client::sha256_hex("bonjour"));
    CHECK(found->created == published.created);
    CHECK(content_of(store, *found) == "bonjour");
}

TEST_CASE("dépôt : répertoires, index et fichiers ne sont lisibles que de leur propriétaire") {
    const Shelf shelf;
    Store store = shelf.open();
    const StoredFile file = upload(store, "ada", "secret");
    for (const char* directory : {"", "/files", "/incoming"}) CHECK(mode_of(shelf.path + directory) == 0700);
    for (const auto& name : {"index.sqlite"s, "index.sqlite-wal"s, "files/" + file.id}) {
        CHECK(mode_of(shelf.path + "/" + name) == 0600);
    }
}

TEST_CASE("dépôt : ce qui arrive n'est visible de personne avant d'être publié, et disparaît si on l'abandonne") {
    const Shelf shelf;
    Store store = shelf.open();
    {
        auto incoming = store.begin("ada", std::nullopt);
        REQUIRE(incoming);
        CHECK(!incoming.value().write("la moitié"));
        CHECK(store.list(std::nullopt).empty());
        CHECK(shelf.files() == 0);
    }
    CHECK(shelf.incoming() == 0);
    CHECK(store.list(std::nullopt).empty());
}

TEST_CASE("dépôt : un fichier qui arrive se compte, se relit et a l'empreinte de ce qui est venu") {
    const Shelf shelf;
    Store store = shelf.open();
    auto incoming = store.begin("ada", 9);
    REQUIRE(incoming);
    CHECK(incoming.value().sha256() == client::sha256_hex(""));
    CHECK(!incoming.value().write("bon"));
    CHECK(incoming.value().sha256() == client::sha256_hex("bon"));
    CHECK(!incoming.value().write("jour"));
    CHECK(incoming.value().size() == 7);
    CHECK(incoming.value().sha256() == client::sha256_hex("bonjour"));
    CHECK(incoming.value().first_bytes(4) == "bonj");
    CHECK(incoming.value().first_bytes(100) == "bonjour");
}

TEST_CASE("dépôt : trop grand, au-delà du quota : refusé, et rien n'est écrit") {
    const Shelf shelf;
    Store store = shelf.open();
    CHECK(store.begin("ada", 1000));
    CHECK(!store.begin("ada", 1001));
    auto incoming = store.begin("ada", std::nullopt);
    REQUIRE(incoming);
    CHECK(!incoming.value().write(std::string(1000, 'x')));
    CHECK(status_of(incoming.value().write("x")) == 413);
    CHECK(incoming.value().size() == 1000);
}

TEST_CASE("dépôt : le quota compte ce qui est là et ce qui arrive, et pas ce qui est parti") {
    const Shelf shelf;
    {
        Store store = shelf.open();
        const StoredFile first = upload(store, "ada", std::string(1000, 'x'));
        auto second = store.begin("ada", 1000);
        REQUIRE(second);
        CHECK(!store.begin("ada", 501));
        CHECK(store.begin("ada", 500));
        CHECK(store.begin("alan", 1000));
        REQUIRE(store.remove(first.id));
        CHECK(store.begin("ada", 1000));
        static_cast<void>(upload(store, "ada", std::string(800, 'x')));
    }
    Store store = shelf.open();
    auto again = store.begin("ada", 1000);
    CHECK(again);
    CHECK(!store.begin("ada", 701));
    CHECK(store.begin("ada", 700));
}

TEST_CASE("dépôt : un fichier plus petit qu'annoncé ne prend que sa place") {
    const Shelf shelf;
    Store store = shelf.open();
    for (int i = 0; i < 3; ++i) {
        auto incoming = store.begin("ada", 1000);
        REQUIRE(incoming);
        REQUIRE(!incoming.value().write("petit"));
        store.publish(std::move(incoming.value()), {"ada", "a", "text/plain"});
    }
    CHECK(store.list("ada").size() == 3);
}

TEST_CASE("dépôt : le nombre de fichiers d'un propriétaire a une limite") {
    const Shelf shelf;
    Store store = shelf.open();
    for (int i = 0; i < 4; ++i) static_cast<void>(upload(store, "ada", "x"));
    const auto refused = store.begin("ada", 1);
    REQUIRE(!refused);
    CHECK(refused.refusal().status == 413);
    CHECK(store.begin("alan", 1));
}

TEST_CASE("dépôt : une réserve est laissée sur le disque (507)") {
    const Shelf shelf;
    security::StoreLimits limits = small_limits();
    limits.reserved_bytes = std::uint64_t{1} << 62;
    Store store = shelf.open(limits);
    const auto refused = store.begin("ada", 1);
    REQUIRE(!refused);
    CHECK(refused.refusal().status == 507);
}

TEST_CASE("dépôt : la liste va du plus récent au plus ancien, d'un seul ou de tous") {
    const Shelf shelf;
    Store store = shelf.open();
    const StoredFile first = upload(store, "ada", "1");
    const StoredFile second = upload(store, "alan", "2");
    const StoredFile third = upload(store, "ada", "3");
    const auto ids = [&](std::optional<std::string_view> owner) {
        std::vector<std::string> found;
        for (const StoredFile& file : store.list(owner)) found.push_back(file.id);
        return found;
    };
    CHECK(ids("ada") == std::vector{third.id, first.id});
    CHECK(ids(std::nullopt) == std::vector{third.id, second.id, first.id});
    CHECK(ids("ad").empty());
}

TEST_CASE("dépôt : un fichier supprimé n'est plus, et son contenu non plus") {
    const Shelf shelf;
    Store store = shelf.open();
    const StoredFile file = upload(store, "ada", "bonjour");
    CHECK(store.remove(file.id));
    CHECK(!store.find(file.id));
    CHECK(shelf.files() == 0);
    CHECK(!store.remove(file.id));
    CHECK_THROWS_AS(store.open(file), std::system_error);
}

TEST_CASE("dépôt : un identifiant d'étranger n'est ni un chemin ni du SQL") {
    const Shelf shelf;
    Store store = shelf.open();
    static_cast<void>(upload(store, "ada", "bonjour"));
    for (const char* id : {"", ".", "..", "../index.sqlite", "x' OR '1'='1", "%", "*"}) {
        CHECK(!store.find(id));
        CHECK(!store.remove(id));
    }
    CHECK(store.list(std::nullopt).size() == 1);
}

TEST_CASE("dépôt : noms et propriétaires sont gardés octet par octet") {
    const Shelf shelf;
    Store store = shelf.open();
    const std::string odd = "a'b\"c\0d\xFF"s;
    auto incoming = store.begin(odd, std::nullopt);
    REQUIRE(incoming);
    const StoredFile file = store.publish(std::move(incoming.value()), {odd, "été.txt", ""});
    REQUIRE(store.find(file.id));
    CHECK(store.find(file.id)->owner == odd);
    CHECK(store.find(file.id)->name == "été.txt");
    CHECK(store.find(file.id)->media_type.empty());
    CHECK(store.list(odd).size() == 1);
}

TEST_CASE("dépôt : au démarrage, ce dont l'index ne sait rien est balayé") {
    const Shelf shelf;
    StoredFile file;
    {
        Store store = shelf.open();
        file = upload(store, "ada", "bonjour");
    }
    shelf.directory.write("depot/files/0123456789abcdef0123456789abcdef", "reste");
    shelf.directory.write("depot/incoming/fedcba9876543210fedcba9876543210", "reste");
    const Store store = shelf.open();
    CHECK(shelf.files() == 1);
    CHECK(shelf.incoming() == 0);
    CHECK(content_of(store, file) == "bonjour");
}

TEST_CASE("dépôt : deux serveurs ne partagent pas un répertoire, et cela est dit") {
    const Shelf shelf;
    {
        const Store store = shelf.open();
        CHECK(reason_of([&] { shelf.open(); }) ==
              shelf.path + " : un autre serveur a ouvert ce dépôt ; arrêtez-le, ou donnez un autre répertoire");
    }
    CHECK(reason_of([&] { shelf.open(); }) == "rien n'a échoué");
}

TEST_CASE("dépôt : un répertoire ouvert à d'autres est refusé, sauf s'il est vide : il est alors fermé") {
    const Shelf shelf;
    std::filesystem::create_directory(shelf.path);
    std::filesystem::permissions(shelf.path, std::filesystem::perms{0755});
    static_cast<void>(shelf.open());
    CHECK(mode_of(shelf.path) == 0700);
    std::filesystem::permissions(shelf.path, std::filesystem::perms{0750});
    CHECK(reason_of([&] { shelf.open(); }) == shelf.path + " : ce répertoire est ouvert à d'autres utilisateurs ; « chmod 700 " +
                                                  shelf.path + " » le ferme");
}

TEST_CASE("dépôt : des fichiers sans index ne sont pas balayés : le dépôt ne s'ouvre pas") {
    const Shelf shelf;
    {
        Store store = shelf.open();
        static_cast<void>(upload(store, "ada", "bonjour"));
    }
    std::filesystem::remove(shelf.path + "/index.sqlite");
    CHECK(reason_of([&] { shelf.open(); }).find("plus d'index") != std::string::npos);
    CHECK(shelf.files() == 1);
}

TEST_CASE("dépôt : un index qui n'en est pas un, ou d'une version inconnue, est dit") {
    const Shelf shelf;
    std::filesystem::create_directory(shelf.path);
    std::filesystem::permissions(shelf.path, std::filesystem::perms{0700});
    const std::string index = shelf.directory.write("depot/index.sqlite", std::string(5000, 'x'));
    CHECK(reason_of([&] { shelf.open(); }) == "sqlite3 " + index + " : ce n'est pas un index, ou il est abîmé");
}

TEST_CASE("dépôt : huit téléversements du même fichier à la fois donnent huit fichiers entiers") {
    const Shelf shelf;
    security::StoreLimits limits;
    limits.reserved_bytes = 0;
    Store store = shelf.open(limits);
    const std::string bytes(100'000, 'x');
    std::vector<std::thread> senders;
    for (int i = 0; i < 8; ++i) {
        senders.emplace_back([&] {
            for (int turn = 0; turn < 5; ++turn) static_cast<void>(upload(store, "ada", bytes));
        });
    }
    for (std::thread& sender : senders) sender.join();
    const auto files = store.list("ada");
    CHECK(files.size() == 40);
    CHECK(shelf.files() == 40);
    for (const StoredFile& file : files) CHECK(client::sha256_hex(content_of(store, file)) == file.sha256);
}

TEST_CASE("dépôt : plusieurs téléversements à la fois ne prennent pas ensemble plus que le quota") {
    const Shelf shelf;
    security::StoreLimits limits = small_limits();
    limits.owner_files = 1000;
    Store store = shelf.open(limits);
    std::atomic<int> published = 0;
    std::vector<std::thread> senders;
    for (int i = 0; i < 8; ++i) {
        senders.emplace_back([&] {
            for (int turn = 0; turn < 5; ++turn) {
                auto incoming = store.begin("ada", 100);
                if (!incoming || incoming.value().write(std::string(100, 'x'))) continue;
                store.publish(std::move(incoming.value()), {"ada", "a", "text/plain"});
                ++published;
            }
        });
    }
    for (std::thread& sender : senders) sender.join();
    CHECK(published == 25);  // of forty tries
    CHECK(store.list("ada").size() == static_cast<std::size_t>(published));
    CHECK(!store.begin("ada", 2501 - 100 * static_cast<std::uint64_t>(published)));
}

TEST_CASE("dépôt : un nom déjà pris n'est jamais remplacé") {
    const Shelf shelf;
    security::StoreDecisions decisions = plain_decisions();
    decisions.new_id = [] { return "toujours-le-meme"s; };
    Store store{shelf.path, small_limits(), decisions};
    const StoredFile first = upload(store, "ada", "le premier");
    CHECK_THROWS_AS(upload(store, "alan", "le second"), std::system_error);
    CHECK(content_of(store, first) == "le premier");
    CHECK(store.list(std::nullopt).size() == 1);
    CHECK(store.begin("alan", 1000));
}

TEST_CASE("dépôt : le journal garde l'ordre, et laisse partir le plus ancien") {
    const Shelf shelf;
    security::StoreLimits limits = small_limits();
    limits.trail_events = 3;
    {
        Store store = shelf.open(limits);
        for (const char* line : {"un", "deux", "trois", "quatre"}) store.add_event(line);
        CHECK(store.events(100) == std::vector{"deux"s, "trois"s, "quatre"s});
        CHECK(store.events(1) == std::vector{"quatre"s});
    }
    Store store = shelf.open(limits);
    store.add_event("cinq");
    CHECK(store.events(100) == std::vector{"trois"s, "quatre"s, "cinq"s});
}
