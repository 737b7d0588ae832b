#include <cerrno>
#include <filesystem>
#include <functional>
#include <stdexcept>
#include <system_error>

#include "05-https-client/checksum.hpp"
#include "lab03/temporary_directory.hpp"
#include "lab06/plain_decisions.hpp"
#include "lab06/system_calls.hpp"
#include "support/catch.hpp"

// The k-th system call fails, for every k, until an upload comes through without meeting a failure. Each time the
// server is then killed, or goes on and ends; and the store is opened again, with all calls in order.
namespace {

namespace system_calls = tested::system_calls;
using security::Incoming;
using security::Store;
using security::StoredFile;
using system_calls::Failing;
using system_calls::Once;
using tested::plain_decisions;
using tested::small_limits;

const std::string old_bytes = "ce qui était là";
const std::string new_bytes(700, 'n');

// How the server ends: it is killed, and what stands on the disk at that moment is all there is; or it goes on, and
// closes.
enum class Ending { killed, closed };

// What the server told its clients before it ended, and how many calls could fail.
struct Told {
    bool acknowledged = false;
    std::string id;
    std::size_t calls = 0;
    std::string failed;  // the call
};

using Upload = std::function<std::string(Store&)>;

// A refusal is none of the failures that are played here.
template <typename Value>
Value granted(security::Decided<Value> decided) {
    if (!decided) throw std::logic_error{decided.refusal().reason};
    return std::move(decided.value());
}

void expect_none(const std::optional<security::Refusal>& refusal) {
    if (refusal) throw std::logic_error{refusal->reason};
}

std::string upload_at_once(Store& store) {
    Incoming incoming = granted(store.begin("ada", new_bytes.size()));
    for (std::size_t at = 0; at < new_bytes.size(); at += 100) {
        expect_none(incoming.write(std::string_view{new_bytes}.substr(at, 100)));
    }
    return store.publish(std::move(incoming), {"ada", "neuf.txt", "text/plain"}).id;
}

std::string upload_in_pieces(Store& store) {
    const std::string id = granted(store.begin_partial("ada", new_bytes.size(), "")).id;
    for (std::size_t at = 0; at < new_bytes.size(); at += 350) {
        const std::uint64_t turn = granted(store.begin_turn(id, at));
        expect_none(store.write_turn(id, turn, std::string_view{new_bytes}.substr(at, 350)));
        expect_none(store.keep_turn(id, turn));
    }
    return store.publish(granted(store.take_partial(id)), {"ada", "neuf.txt", "text/plain"}).id;
}

struct Attempt {
    Upload upload;
    std::size_t nth = 0;
    int error = 0;
    Once once = Once::yes;
    Ending ending = Ending::killed;
};

Told run_upload(Store& store, const Attempt& attempt) {
    Told told;
    const Failing failing{attempt.nth, attempt.error, attempt.once};
    try {
        told.id = attempt.upload(store);
        told.acknowledged = true;
    } catch (const std::runtime_error&) {
        told.acknowledged = false;
    }
    told.calls = Failing::count();
    told.failed = Failing::failed();
    return told;
}

// After a failure the same server takes a second upload: what went wrong has left nothing in it either.
void expect_still_works(Store& store, const std::string& path, const Told& told) {
    const StoredFile again = tested::upload(store, "ada", std::string(900, 'a'));
    CHECK(store.list("ada").size() == (told.acknowledged ? 3 : 2));
    CHECK(store.remove(again.id));
    if (told.failed != "unlinkat") CHECK(tested::names_in(path + "/files") == store.list("ada").size());
}

// The server's life; afterwards `after` holds what the next one finds.
Told live_and_end(const std::string& path, const std::string& after, const Attempt& attempt) {
    Told told;
    {
        Store store{path, small_limits(), plain_decisions()};
        told = run_upload(store, attempt);
        if (attempt.ending == Ending::killed) std::filesystem::copy(path, after, std::filesystem::copy_options::recursive);
        if (attempt.ending == Ending::closed) expect_still_works(store, path, told);
    }
    if (attempt.ending == Ending::closed) std::filesystem::rename(path, after);
    return told;
}

bool is_whole(const Store& store, const StoredFile& file) {
    const std::string content = tested::content_of(store, file);
    return content.size() == file.size && client::sha256_hex(content) == file.sha256;
}

// What a client may count on, once the server is back.
void expect_sound(const std::string& path, const StoredFile& old, const Told& told, bool may_surprise) {
    Store store{path, small_limits(), plain_decisions()};
    const auto files = store.list(std::nullopt);
    for (const StoredFile& file : files) CHECK(is_whole(store, file));
    REQUIRE(store.find(old.id));
    if (told.acknowledged) REQUIRE(store.find(told.id));
    if (!may_surprise) CHECK(files.size() == (told.acknowledged ? 2U : 1U));
    CHECK(tested::names_in(path + "/files") == files.size());
    std::uint64_t used = 0;
    for (const StoredFile& file : files) used += file.size;
    const std::size_t partials = tested::names_in(path + "/incoming");
    CHECK(partials <= 1);
    if (told.acknowledged) CHECK(partials == 0);
    // The quota to the byte: what is left fits, one byte more does not.
    used += partials * new_bytes.size();
    const auto first = store.begin("ada", 1000);
    REQUIRE(first);
    CHECK(!store.begin("ada", 2500 - 1000 - used + 1));
    CHECK(store.begin("ada", std::min<std::uint64_t>(1000, 2500 - 1000 - used)));
}

// All k; returns how many calls an undisturbed upload makes.
std::size_t torture(const Upload& upload, int error, Once once, Ending ending) {
    const system_calls::Unsynchronised quick;
    for (std::size_t nth = 1; nth < 500; ++nth) {
        const played::TemporaryDirectory directory;
        const std::string path = directory.path("depot");
        StoredFile old;
        {
            Store store{path, small_limits(), plain_decisions()};
            old = tested::upload(store, "ada", old_bytes);
        }
        INFO("échoue l'appel numéro " << nth << ", errno " << error);
        const std::string after = directory.path("apres");
        const Told told = live_and_end(path, after, {upload, nth, error, once, ending});
        expect_sound(after, old, told, once == Once::from_then_on);
        if (told.calls < nth) return told.calls;
    }
    FAIL("le téléversement n'aboutit jamais");
    return 0;
}

}  // namespace

TEST_CASE("dépôt en panne : chaque appel échoue une fois, puis le serveur est tué") {
    for (const int error : {EIO, ENOSPC, EMFILE}) CHECK(torture(upload_at_once, error, Once::yes, Ending::killed) > 10);
}

TEST_CASE("dépôt en panne : chaque appel échoue une fois, et le serveur continue") {
    for (const int error : {EIO, ENOSPC}) CHECK(torture(upload_at_once, error, Once::yes, Ending::closed) > 10);
}

TEST_CASE("dépôt en panne : le disque reste plein à partir de chaque appel, puis le serveur est tué") {
    CHECK(torture(upload_at_once, ENOSPC, Once::from_then_on, Ending::killed) > 10);
}

TEST_CASE("dépôt en panne : un téléversement en morceaux, chaque appel échoue une fois, puis le serveur est tué") {
    for (const int error : {EIO, ENOSPC, EMFILE}) CHECK(torture(upload_in_pieces, error, Once::yes, Ending::killed) > 20);
}

TEST_CASE("dépôt en panne : un téléversement en morceaux, chaque appel échoue une fois, et le serveur continue") {
    CHECK(torture(upload_in_pieces, EIO, Once::yes, Ending::closed) > 20);
}

TEST_CASE("dépôt en panne : le disque reste plein à partir de chaque appel d'un téléversement en morceaux") {
    CHECK(torture(upload_in_pieces, ENOSPC, Once::from_then_on, Ending::killed) > 20);
}

TEST_CASE("dépôt en panne : sans fichiers sans nom, chaque appel échoue une fois, puis le serveur est tué") {
    const system_calls::OnlyNamedFiles only_named;
    CHECK(torture(upload_at_once, EIO, Once::yes, Ending::killed) > 10);
}

TEST_CASE("dépôt en panne : au démarrage, chaque appel échoue une fois, et rien n'est perdu") {
    const system_calls::Unsynchronised quick;
    std::size_t calls = 0;
    for (std::size_t nth = 1; nth < 500 && nth <= calls + 1; ++nth) {
        const played::TemporaryDirectory directory;
        const std::string path = directory.path("depot");
        StoredFile old;
        {
            Store store{path, small_limits(), plain_decisions()};
            old = tested::upload(store, "ada", old_bytes);
            REQUIRE(store.begin_partial("ada", new_bytes.size(), ""));
        }
        directory.write("depot/files/reste", "reste");
        bool opened = true;
        {
            const Failing failing{nth, EIO};
            try {
                const Store store{path, small_limits(), plain_decisions()};
            } catch (const std::runtime_error&) {
                opened = false;
            }
            calls = Failing::count();
        }
        INFO("échoue l'appel numéro " << nth << " du démarrage, qui " << (opened ? "réussit" : "échoue"));
        expect_sound(path, old, {}, false);
    }
    CHECK(calls > 10);
}

TEST_CASE("dépôt en panne : des écritures d'un octet ou deux, sans cesse interrompues, donnent un fichier entier") {
    const played::TemporaryDirectory directory;
    const std::string path = directory.path("depot");
    StoredFile old;
    Told told;
    {
        Store store{path, small_limits(), plain_decisions()};
        old = tested::upload(store, "ada", old_bytes);
        const system_calls::Hesitating hesitating;
        told.acknowledged = true;
        told.id = upload_in_pieces(store);
    }
    expect_sound(path, old, told, false);
}
