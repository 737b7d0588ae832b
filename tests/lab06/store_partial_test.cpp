#include <atomic>
#include <filesystem>
#include <thread>

#include "05-https-client/checksum.hpp"
#include "lab03/temporary_directory.hpp"
#include "lab06/plain_decisions.hpp"
#include "lab06/system_calls.hpp"
#include "support/catch.hpp"

namespace {

using security::Partial;
using security::Refusal;
using security::Store;
using tested::content_of;
using tested::plain_decisions;
using tested::small_limits;

struct Shelf {
    Store open(const security::StoreLimits& limits = small_limits()) const { return Store{path, limits, plain_decisions()}; }
    std::size_t files() const { return tested::names_in(path + "/files"); }
    std::size_t incoming() const { return tested::names_in(path + "/incoming"); }

    tested::system_calls::Unsynchronised quick;
    played::TemporaryDirectory directory;
    std::string path = directory.path("depot");
};

int status_of(const std::optional<Refusal>& refusal) {
    return refusal ? refusal->status : 0;
}

template <typename Value>
int status_of(const security::Decided<Value>& decided) {
    return decided ? 0 : decided.refusal().status;
}

std::string begin(Store& store, std::string_view owner, std::uint64_t length) {
    const auto begun = store.begin_partial(owner, length, "filename bm90ZXM=");
    REQUIRE(begun);
    return begun.value().id;
}

// One piece, written and kept.
void send(Store& store, const std::string& id, std::uint64_t offset, std::string_view bytes) {
    const auto turn = store.begin_turn(id, offset);
    REQUIRE(turn);
    REQUIRE(!store.write_turn(id, turn.value(), bytes));
    REQUIRE(!store.keep_turn(id, turn.value()));
}

security::StoredFile publish(Store& store, const std::string& id, const std::string& owner) {
    auto taken = store.take_partial(id);
    REQUIRE(taken);
    return store.publish(std::move(taken.value()), {owner, "notes.txt", "text/plain"});
}

}  // namespace

TEST_CASE("reprise : des morceaux font un fichier entier, sous son propre identifiant") {
    const Shelf shelf;
    Store store = shelf.open();
    const std::string id = begin(store, "ada", 7);
    CHECK(store.find_partial(id)->metadata == "filename bm90ZXM=");
    CHECK(store.find_partial(id)->owner == "ada");
    send(store, id, 0, "bon");
    CHECK(store.find_partial(id)->offset == 3);
    CHECK(!store.find(id));
    send(store, id, 3, "jour");
    const auto file = publish(store, id, "ada");
    CHECK(file.id == id);
    CHECK(file.sha256 == client::sha256_hex("bonjour"));
    CHECK(content_of(store, file) == "bonjour");
    CHECK(!store.find_partial(id));
    CHECK(shelf.incoming() == 0);
}

TEST_CASE("reprise : un téléversement d'aucun octet est complet tout de suite") {
    const Shelf shelf;
    Store store = shelf.open();
    const std::string id = begin(store, "ada", 0);
    CHECK(publish(store, id, "ada").size == 0);
}

TEST_CASE("reprise : après un redémarrage on continue où l'index le dit, ce qui n'était pas gardé est à renvoyer") {
    const Shelf shelf;
    std::string id;
    {
        Store store = shelf.open();
        id = begin(store, "ada", 7);
        send(store, id, 0, "bon");
        const auto turn = store.begin_turn(id, 3);
        REQUIRE(!store.write_turn(id, turn.value(), "XXXX"));
    }
    Store store = shelf.open();
    REQUIRE(store.find_partial(id));
    CHECK(store.find_partial(id)->offset == 3);
    CHECK(status_of(store.begin_turn(id, 7)) == 409);
    send(store, id, 3, "jour");
    CHECK(content_of(store, publish(store, id, "ada")) == "bonjour");
}

TEST_CASE("reprise : un morceau commencé ailleurs que là où en est le téléversement est refusé (409)") {
    const Shelf shelf;
    Store store = shelf.open();
    const std::string id = begin(store, "ada", 7);
    send(store, id, 0, "bon");
    for (const std::uint64_t offset : {0U, 2U, 4U, 7U, 8U}) CHECK(status_of(store.begin_turn(id, offset)) == 409);
    CHECK(status_of(store.begin_turn("inconnu", 0)) == 404);
}

TEST_CASE("reprise : qui vient après prend le tour, et l'ancienne connexion ne change plus rien") {
    const Shelf shelf;
    Store store = shelf.open();
    const std::string id = begin(store, "ada", 7);
    const auto old = store.begin_turn(id, 0);
    REQUIRE(!store.write_turn(id, old.value(), "vieux"));
    const auto fresh = store.begin_turn(id, 0);
    CHECK(status_of(store.write_turn(id, old.value(), "X")) == 409);
    REQUIRE(!store.write_turn(id, fresh.value(), "bonjour"));
    CHECK(status_of(store.keep_turn(id, old.value())) == 409);
    REQUIRE(!store.keep_turn(id, fresh.value()));
    CHECK(content_of(store, publish(store, id, "ada")) == "bonjour");
}

TEST_CASE("reprise : des octets de plus que la taille annoncée sont refusés (413), et rien de ce morceau n'est écrit") {
    const Shelf shelf;
    Store store = shelf.open();
    const std::string id = begin(store, "ada", 7);
    const auto turn = store.begin_turn(id, 0);
    REQUIRE(!store.write_turn(id, turn.value(), "bon"));
    CHECK(status_of(store.write_turn(id, turn.value(), "jour!")) == 413);
    REQUIRE(!store.write_turn(id, turn.value(), "jour"));
    REQUIRE(!store.keep_turn(id, turn.value()));
    CHECK(content_of(store, publish(store, id, "ada")) == "bonjour");
}

TEST_CASE("reprise : un morceau plus court écrit après un plus long ne laisse rien de celui-ci") {
    const Shelf shelf;
    Store store = shelf.open();
    const std::string id = begin(store, "ada", 3);
    REQUIRE(!store.write_turn(id, store.begin_turn(id, 0).value(), "XXX"));
    send(store, id, 0, "o");
    send(store, id, 1, "ui");
    CHECK(content_of(store, publish(store, id, "ada")) == "oui");
}

TEST_CASE("reprise : on ne prend que ce qui est complet, et un seul le prend (409)") {
    const Shelf shelf;
    Store store = shelf.open();
    const std::string id = begin(store, "ada", 3);
    CHECK(status_of(store.take_partial(id)) == 409);
    const auto turn = store.begin_turn(id, 0);
    REQUIRE(!store.write_turn(id, turn.value(), "oui"));
    CHECK(status_of(store.take_partial(id)) == 409);
    REQUIRE(!store.keep_turn(id, turn.value()));
    {
        const auto taken = store.take_partial(id);
        REQUIRE(taken);
        CHECK(taken.value().sha256() == client::sha256_hex("oui"));
        CHECK(taken.value().first_bytes(2) == "ou");
        CHECK(status_of(store.take_partial(id)) == 409);
        CHECK(status_of(store.begin_turn(id, 3)) == 409);
        CHECK(status_of(store.write_turn(id, turn.value(), "")) == 409);
    }
    CHECK(store.take_partial(id));
    CHECK(status_of(store.take_partial("inconnu")) == 404);
}

TEST_CASE("reprise : un téléversement supprimé n'est plus, et sa place est rendue") {
    const Shelf shelf;
    Store store = shelf.open();
    const std::string id = begin(store, "ada", 1000);
    const auto turn = store.begin_turn(id, 0);
    CHECK(store.remove_partial(id));
    CHECK(!store.remove_partial(id));
    CHECK(status_of(store.write_turn(id, turn.value(), "x")) == 409);
    CHECK(status_of(store.keep_turn(id, turn.value())) == 409);
    CHECK(status_of(store.begin_turn(id, 0)) == 404);
    CHECK(!store.find_partial(id));
    CHECK(shelf.incoming() == 0);
    const auto first = store.begin("ada", 1000);
    const auto second = store.begin("ada", 1000);
    CHECK((first && second && store.begin("ada", 500)));
}

TEST_CASE("reprise : supprimé pendant qu'il est vérifié, un téléversement ne devient pas un fichier") {
    const Shelf shelf;
    Store store = shelf.open();
    const std::string id = begin(store, "ada", 3);
    send(store, id, 0, "oui");
    auto taken = store.take_partial(id);
    REQUIRE(taken);
    CHECK(store.remove_partial(id));
    CHECK_THROWS_AS(store.publish(std::move(taken.value()), {"ada", "a", "text/plain"}), std::runtime_error);
    CHECK(store.list(std::nullopt).empty());
    CHECK(shelf.files() == 0);
}

TEST_CASE("reprise : ce qui est annoncé compte dans le quota, aussi après un redémarrage") {
    const Shelf shelf;
    std::string id;
    {
        Store store = shelf.open();
        id = begin(store, "ada", 1000);
        begin(store, "ada", 1000);
        CHECK(status_of(store.begin_partial("ada", 501, "")) == 413);
        CHECK(status_of(store.begin("ada", 501)) == 413);
        send(store, id, 0, std::string(600, 'x'));
    }
    Store store = shelf.open();
    CHECK(status_of(store.begin("ada", 501)) == 413);
    send(store, id, 600, std::string(400, 'x'));
    static_cast<void>(publish(store, id, "ada"));
    CHECK(status_of(store.begin("ada", 501)) == 413);
    CHECK(store.begin("ada", 500));
    CHECK(store.remove(id));
    CHECK(store.begin("ada", 1000));
}

TEST_CASE("reprise : un téléversement de trop est refusé (429)") {
    const Shelf shelf;
    Store store = shelf.open();
    for (int i = 0; i < 3; ++i) begin(store, "ada", 1);
    CHECK(status_of(store.begin_partial("ada", 1, "")) == 429);
    CHECK(store.begin_partial("alan", 1, ""));
}

TEST_CASE("reprise : des longueurs hors de toute mesure sont refusées (413)") {
    const Shelf shelf;
    Store store = shelf.open();
    for (const std::uint64_t length : {std::uint64_t{1001}, std::uint64_t{1} << 60, std::uint64_t{1} << 63, ~std::uint64_t{0}}) {
        CHECK(status_of(store.begin_partial("ada", length, "")) == 413);
        CHECK(status_of(store.begin("ada", length)) == 413);
    }
}

TEST_CASE("reprise : ce qui est trop vieux n'est plus, au démarrage et au prochain téléversement") {
    const Shelf shelf;
    security::StoreLimits limits = small_limits();
    limits.partial_life = std::chrono::hours{0};
    {
        Store store = shelf.open(limits);
        const std::string id = begin(store, "ada", 1000);
        CHECK(!store.find_partial(id));
        CHECK(status_of(store.begin_turn(id, 0)) == 404);
        CHECK(shelf.incoming() == 1);
        begin(store, "ada", 1000);
        CHECK(shelf.incoming() == 1);
    }
    Store store = shelf.open();
    CHECK(shelf.incoming() == 0);
    const auto first = store.begin("ada", 1000);
    const auto second = store.begin("ada", 1000);
    CHECK((first && second));
}

TEST_CASE("reprise : un fichier plus court que l'index ne le dit n'est pas continué avec des zéros") {
    const Shelf shelf;
    std::string id;
    {
        Store store = shelf.open();
        id = begin(store, "ada", 7);
        send(store, id, 0, "bon");
    }
    std::filesystem::resize_file(shelf.path + "/incoming/" + id, 2);
    Store store = shelf.open();
    CHECK(!store.find_partial(id));
    CHECK(shelf.incoming() == 0);
}

TEST_CASE("reprise : huit connexions se disputent un téléversement, et il devient un seul fichier entier") {
    const Shelf shelf;
    Store store = shelf.open();
    const std::string bytes(1000, 'x');
    const std::string id = begin(store, "ada", bytes.size());
    std::atomic<int> published = 0;
    const auto work = [&] {
        for (;;) {
            const auto partial = store.find_partial(id);
            if (!partial) return;
            if (partial->offset == partial->length) {
                auto taken = store.take_partial(id);
                if (!taken) continue;
                if (taken.value().sha256() != client::sha256_hex(bytes)) return;
                store.publish(std::move(taken.value()), {"ada", "a", "text/plain"});
                ++published;
                return;
            }
            const auto turn = store.begin_turn(id, partial->offset);
            if (!turn) continue;
            const std::string_view piece = std::string_view{bytes}.substr(partial->offset, 100);
            if (!store.write_turn(id, turn.value(), piece)) static_cast<void>(store.keep_turn(id, turn.value()));
        }
    };
    std::vector<std::thread> clients;
    for (int i = 0; i < 8; ++i) clients.emplace_back(work);
    for (std::thread& client : clients) client.join();
    CHECK(published == 1);
    CHECK(content_of(store, *store.find(id)) == bytes);
    CHECK(shelf.incoming() == 0);
}
