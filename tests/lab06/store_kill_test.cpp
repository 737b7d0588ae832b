#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <cstdlib>
#include <map>
#include <random>
#include <set>
#include <sstream>
#include <thread>

#include "05-https-client/checksum.hpp"
#include "lab03/temporary_directory.hpp"
#include "lab06/plain_decisions.hpp"
#include "lab06/system_calls.hpp"
#include "support/catch.hpp"

// A server that takes and removes files all the time is killed (SIGKILL) at any moment, and started again on the same
// directory, again and again. What it has acknowledged must be there, whole; nothing may be there by half.
//
// 50 times; ATELIER_KILLS=2000 in the environment gives another number.
namespace {

using security::Incoming;
using security::Partial;
using security::Store;
using security::StoredFile;

// Many uploads are begun of which no client was told any more: they would be too many one day.
security::StoreLimits limits() {
    return {.reserved_bytes = 0, .owner_files = 100'000, .owner_partials = 100'000};
}

// What an upload of this number holds: known to both processes, and different for each.
std::string bytes_of(unsigned number) {
    std::minstd_rand random{number};
    std::string bytes(1 + random() % 60'000, '\0');
    for (char& byte : bytes) byte = static_cast<char>(random() & 0xFF);
    return bytes;
}

// One line for each thing that a client would know by now: the verb, the id, a number.
class Report {
public:
    explicit Report(int pipe) : pipe_{pipe} {}
    void say(const std::string& verb, const std::string& id, std::uint64_t number = 0) const {
        const std::string line = verb + " " + id + " " + std::to_string(number) + "\n";
        if (::write(pipe_, line.data(), line.size()) != static_cast<ssize_t>(line.size())) std::_Exit(1);
    }

private:
    int pipe_;
};

void write_all(Incoming& incoming, const std::string& bytes) {
    for (std::size_t at = 0; at < bytes.size(); at += 8192) {
        if (incoming.write(std::string_view{bytes}.substr(at, 8192))) std::_Exit(2);
    }
}

// Uploads at one go; when there are enough files the oldest is removed.
[[noreturn]] void upload_and_remove(Store& store, const Report& report, unsigned seed) {
    for (unsigned number = seed;; ++number) {
        const auto files = store.list("ada");
        if (files.size() > 20) {
            report.say("removing", files.back().id);
            store.remove(files.back().id);
            continue;
        }
        auto incoming = store.begin("ada", std::nullopt);
        if (!incoming) std::_Exit(3);
        write_all(incoming.value(), bytes_of(number));
        report.say("file", store.publish(std::move(incoming.value()), {"ada", "a", "text/plain"}).id, number);
    }
}

// Goes on with an upload until it is a file; its metadata are its number.
void go_on(Store& store, const Report& report, Partial partial) {
    const auto number = static_cast<unsigned>(std::stoul(partial.metadata));
    const std::string bytes = bytes_of(number);
    while (partial.offset < partial.length) {
        const auto turn = store.begin_turn(partial.id, partial.offset);
        const std::string_view piece = std::string_view{bytes}.substr(partial.offset, 8192);
        if (!turn || store.write_turn(partial.id, turn.value(), piece)) std::_Exit(4);
        if (store.keep_turn(partial.id, turn.value())) std::_Exit(5);
        partial.offset += piece.size();
        report.say("kept", partial.id, partial.offset);
    }
    auto taken = store.take_partial(partial.id);
    if (!taken) std::_Exit(6);
    report.say("completing", partial.id, number);
    store.publish(std::move(taken.value()), {"alan", "a", "text/plain"});
    report.say("file", partial.id, number);
    report.say("removing", partial.id);
    store.remove(partial.id);
}

[[noreturn]] void upload_in_pieces(Store& store, const Report& report, unsigned seed, const std::set<std::string>& begun) {
    for (const std::string& id : begun) go_on(store, report, store.find_partial(id).value());
    for (unsigned number = seed;; ++number) {
        auto partial = store.begin_partial("alan", bytes_of(number).size(), std::to_string(number));
        if (!partial) std::_Exit(7);
        report.say("kept", partial.value().id, 0);
        go_on(store, report, partial.value());
    }
}

// What the clients know.
struct Known {
    std::map<std::string, unsigned> files;         // acknowledged, with their numbers
    std::set<std::string> in_doubt;                // being removed
    std::map<std::string, std::uint64_t> partials;  // how far they have come
    std::map<std::string, unsigned> completing;

    void hear(const std::string& line) {
        std::istringstream words{line};
        std::string verb;
        std::string id;
        std::uint64_t number = 0;
        words >> verb >> id >> number;
        if (verb == "kept") partials[id] = number;
        if (verb == "completing") completing[id] = static_cast<unsigned>(number);
        if (verb == "removing") in_doubt.insert(id);
        if (verb != "file") return;
        files[id] = static_cast<unsigned>(number);
        partials.erase(id);
        completing.erase(id);
    }
};

[[noreturn]] void serve(const std::string& path, int pipe, unsigned seed, const Known& known) {
    Store store{path, limits(), tested::plain_decisions()};
    const Report report{pipe};
    std::set<std::string> begun;
    for (const auto& [id, offset] : known.partials) begun.insert(id);
    std::thread pieces{[&] { upload_in_pieces(store, report, seed + 500'000, begun); }};
    upload_and_remove(store, report, seed);
}

// Listens for this time, then kills it, and hears what it had still said.
void listen_and_kill(int pipe, pid_t server, std::chrono::microseconds life, Known& known) {
    const auto end = std::chrono::steady_clock::now() + life;
    std::string heard;
    bool killed = false;
    for (;;) {
        const auto left = std::chrono::ceil<std::chrono::milliseconds>(end - std::chrono::steady_clock::now());
        pollfd waited{pipe, POLLIN, 0};
        const bool quiet = !killed && (left.count() <= 0 || ::poll(&waited, 1, static_cast<int>(left.count())) == 0);
        if (quiet) killed = ::kill(server, SIGKILL) == 0;
        if (quiet) continue;
        char bytes[4096];
        const ssize_t count = ::read(pipe, bytes, sizeof bytes);
        if (count <= 0) break;
        heard.append(bytes, static_cast<std::size_t>(count));
    }
    std::istringstream lines{heard};
    for (std::string line; std::getline(lines, line);) known.hear(line);
}

bool holds(const Store& store, const StoredFile& file, unsigned number) {
    const std::string bytes = bytes_of(number);
    return tested::content_of(store, file) == bytes && file.sha256 == client::sha256_hex(bytes);
}

// Those that came and of which nobody was told are whole too. Then all know what is there.
void check_files(const Store& store, Known& known) {
    for (const auto& [id, number] : known.completing) {
        const auto file = store.find(id);
        if (!file) continue;
        known.partials.erase(id);
        known.files[id] = number;
    }
    for (const auto& [id, number] : known.files) {
        const auto file = store.find(id);
        if (file) CHECK(holds(store, *file, number));
        if (!known.in_doubt.contains(id)) CHECK(file);
    }
    for (const StoredFile& file : store.list(std::nullopt)) {
        CHECK(client::sha256_hex(tested::content_of(store, file)) == file.sha256);
    }
    std::erase_if(known.files, [&](const auto& file) { return !store.find(file.first); });
    known.completing.clear();
    known.in_doubt.clear();
}

void check_partials(const Store& store, const Known& known) {
    for (const auto& [id, offset] : known.partials) {
        const auto partial = store.find_partial(id);
        REQUIRE(partial);
        CHECK(partial->offset >= offset);
    }
}

void check(const std::string& path, Known& known) {
    const Store store{path, limits(), tested::plain_decisions()};
    check_files(store, known);
    check_partials(store, known);
    CHECK(tested::names_in(path + "/files") == store.list(std::nullopt).size());
}

void run_and_kill(const std::string& path, Known& known, unsigned seed, std::chrono::microseconds life) {
    int ends[2];
    REQUIRE(::pipe(ends) == 0);
    const common::UniqueFd out{ends[0]};
    common::UniqueFd in{ends[1]};
    const pid_t server = ::fork();
    REQUIRE(server >= 0);
    if (server == 0) serve(path, in.get(), seed, known);
    in.reset();
    listen_and_kill(out.get(), server, life, known);
    int status = 0;
    ::waitpid(server, &status, 0);
    CHECK((WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL));
}

unsigned wanted_kills() {
    const char* number = std::getenv("ATELIER_KILLS");
    return number ? static_cast<unsigned>(std::strtoul(number, nullptr, 10)) : 50;
}

}  // namespace

TEST_CASE("dépôt tué : à tout moment, ce qui a été acquitté reste, entier, et rien n'est là à moitié") {
    const tested::system_calls::Unsynchronised quick;
    const played::TemporaryDirectory directory;
    const std::string path = directory.path("depot");
    Known known;
    std::mt19937 random{std::random_device{}()};
    const unsigned kills = wanted_kills();
    for (unsigned kill = 0; kill < kills; ++kill) {
        INFO("arrêt numéro " << kill + 1 << " sur " << kills);
        run_and_kill(path, known, kill * 1'000'000, std::chrono::microseconds{random() % 60'000});
        check(path, known);
    }
    WARN(kills << " arrêts, " << known.files.size() << " fichiers à la fin");
}
