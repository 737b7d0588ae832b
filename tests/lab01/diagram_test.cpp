// What surrounds the relay: its words, its recording, its diagram. Given code, so no step of the lab: these tests, named
// 0.4, pass in the starter too.
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "01-tcp/diagram_file.hpp"
#include "01-tcp/event_printer.hpp"
#include "01-tcp/sequence_diagram.hpp"
#include "support/catch.hpp"

using namespace std::chrono_literals;
using tcp::Direction;
using tcp::EventKind;
using tcp::RecordedEvent;

namespace {

bool contains(const std::string& text, std::string_view part) {
    return text.find(part) != std::string::npos;
}

std::size_t count(const std::string& text, std::string_view part) {
    std::size_t found = 0;
    for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++found;
    return found;
}

RecordedEvent data(Direction direction, std::string bytes) {
    return {EventKind::data, 1, direction, 1500us, bytes.size(), bytes};
}

const std::vector<EventKind> all_kinds{EventKind::accepted, EventKind::connected, EventKind::unreachable,
                                       EventKind::data,     EventKind::finished,  EventKind::reset,
                                       EventKind::expired,  EventKind::stopped,   EventKind::closed};

// A directory of its own, which goes away with all it holds.
class ScratchDirectory {
public:
    ScratchDirectory() {
        std::string name = (std::filesystem::temp_directory_path() / "lab01-XXXXXX").string();
        if (::mkdtemp(name.data()) != nullptr) path_ = name;
    }
    ~ScratchDirectory() { std::filesystem::remove_all(path_); }
    std::filesystem::path operator/(const char* name) const { return path_ / name; }

private:
    std::filesystem::path path_;
};

std::string file_contents(const std::filesystem::path& path) {
    std::ostringstream text;
    text << std::ifstream{path}.rdbuf();
    return text.str();
}

}  // namespace

TEST_CASE("0.4 une durée s'écrit à la française") {
    CHECK(tcp::format_elapsed(0us) == "+0,0\u00A0ms");
    CHECK(tcp::format_elapsed(499us) == "+0,4\u00A0ms");
    CHECK(tcp::format_elapsed(12'000us) == "+12,0\u00A0ms");
    CHECK(tcp::format_elapsed(999'999us) == "+999,9\u00A0ms");
    CHECK(tcp::format_elapsed(1'034'567us) == "+1,034\u00A0s");
}

TEST_CASE("0.4 les octets s'écrivent comme par hexdump") {
    CHECK(tcp::hex_dump("GET /\r\n") ==
          "00000000  47 45 54 20 2f 0d 0a                             |GET /..|\n");
    CHECK(count(tcp::hex_dump(std::string(33, '\xFF')), "\n") == 3);
    CHECK(tcp::hex_dump("").empty());
}

TEST_CASE("0.4 le diagramme est une page complète, sans script ni ressource extérieure") {
    const std::string page = tcp::sequence_diagram({.relay = "127.0.0.1:7778", .server = "exemple.org:80",
                                                    .events = {data(Direction::to_server, "GET / HTTP/1.0\r\n\r\n")}});
    CHECK(page.rfind("<!DOCTYPE html>", 0) == 0);
    CHECK(contains(page, "<html lang=\"fr\">"));
    CHECK(contains(page, "default-src 'none'"));
    CHECK(contains(page, "exemple.org:80"));
    CHECK(contains(page, "GET / HTTP/1.0\\r\\n"));
    CHECK(contains(page, "00000000  47 45 54"));
    CHECK(contains(page, "+1,5"));
    for (const std::string_view outside : {"<script", "http://", "https://", "url(", "@import", "src=\""}) {
        CHECK_FALSE(contains(page, outside));
    }
}

TEST_CASE("0.4 chaque sorte d'événement est dessinée") {
    for (const EventKind kind : all_kinds) {
        const std::string page = tcp::sequence_diagram({.events = {{kind, 1, Direction::to_client, 0us, 3, "abc"}}});
        CHECK(count(page, "<li class=\"event ") == 1);
        CHECK(count(page, "<li") == count(page, "</li>"));
        CHECK(count(page, "<div") == count(page, "</div>"));
        CHECK(count(page, "<p ") + count(page, "<p>") == count(page, "</p>"));
        CHECK(contains(page, tcp::describe(kind, Direction::to_client, 3).substr(0, 6)));
    }
}

TEST_CASE("0.4 des octets hostiles ne peuvent rien dans le diagramme") {
    const std::string hostile =
        "</pre></details><script>alert(1)</script><img src=x onerror=\"alert('2')\">\x1b[2J\xff&" +
        std::string(1, '\0');
    const RecordedEvent wicked{EventKind::unreachable, 1, Direction::to_server, 0us, hostile.size(), hostile};
    const RecordedEvent sent = data(Direction::to_client, hostile);
    const std::string page = tcp::sequence_diagram(
        {.relay = hostile, .server = hostile, .started = hostile, .events = {sent, wicked}});
    CHECK_FALSE(contains(page, "<script"));
    CHECK_FALSE(contains(page, "<img"));
    CHECK_FALSE(contains(page, "\x1b"));
    CHECK(count(page, "</details>") == 1);
    CHECK(contains(page, "&lt;script&gt;"));
}

TEST_CASE("0.4 plusieurs connexions ont chacune leur partie et leur lien") {
    RecordedEvent first = data(Direction::to_server, "un");
    RecordedEvent second = data(Direction::to_server, "deux");
    second.connection = 7;
    const std::string page = tcp::sequence_diagram({.events = {first, second}});
    CHECK(contains(page, "<a href=\"#c1\">"));
    CHECK(contains(page, "<a href=\"#c7\">"));
    CHECK(count(page, "<section") == 2);
    CHECK_FALSE(contains(tcp::sequence_diagram({.events = {first}}), "<nav"));
    CHECK(contains(tcp::sequence_diagram({}), "Aucune connexion"));
}

TEST_CASE("0.4 un enregistrement a des limites, et le diagramme le dit") {
    const auto start = std::chrono::steady_clock::now();
    tcp::Recording recording{{}, {.events = 3, .bytes_per_event = 4, .bytes = 6}, start};
    for (const std::string_view bytes : {"abcdef", "ghijkl", "m", "perdu"}) {
        recording.on_event({EventKind::data, 1, Direction::to_server, start + 5us, bytes});
    }
    const tcp::Conversation conversation = recording.conversation();
    REQUIRE(conversation.events.size() == 3);
    CHECK(conversation.events[0].bytes == "abcd");
    CHECK(conversation.events[0].size == 6);
    CHECK(conversation.events[0].elapsed == 5us);
    CHECK(conversation.events[1].bytes == "gh");
    CHECK(conversation.events[2].bytes.empty());
    CHECK(conversation.lost_bytes == 7);
    CHECK(conversation.lost_events == 1);
    const std::string page = tcp::sequence_diagram(conversation);
    CHECK(contains(page, "Conversation incomplète"));
    CHECK(contains(page, "7\u00A0octets"));
    CHECK(contains(page, "Seuls les 4\u00A0octets du début"));
    CHECK_FALSE(contains(tcp::sequence_diagram({}), "Conversation incomplète"));
}

TEST_CASE("0.4 le fichier du diagramme existe dès le début, et suit chaque connexion qui se ferme") {
    const ScratchDirectory directory;
    const std::filesystem::path path = directory / "page.html";
    const auto start = std::chrono::steady_clock::now();
    tcp::DiagramFile file{path.string(), {}, start};
    CHECK(contains(file_contents(path), "Aucune connexion"));
    file.on_event({EventKind::data, 1, Direction::to_server, start, "bonjour"});
    file.on_event({EventKind::closed, 1, Direction::to_server, start, ""});
    CHECK(contains(file_contents(path), "bonjour"));
    CHECK_FALSE(std::filesystem::exists(directory / "page.html.part"));
    CHECK_THROWS_AS((tcp::DiagramFile{(directory / "absent/page.html").string(), {}, start}), std::system_error);
}

TEST_CASE("0.4 le terminal montre chaque événement, et n'obéit pas aux octets qui passent") {
    const auto start = std::chrono::steady_clock::now();
    std::ostringstream out;
    tcp::EventPrinter printer{out, common::Palette{false}, start};
    printer.on_event({EventKind::accepted, 1, Direction::to_server, start, "127.0.0.1:5"});
    printer.on_event({EventKind::data, 1, Direction::to_server, start + 600us, "bonjour\nà tous\x1b[2J"});
    printer.on_event({EventKind::finished, 1, Direction::to_client, start + 700us, ""});
    CHECK(out.str() ==
          "#1 +0,0\u00A0ms  connexion du client (127.0.0.1:5)\n"
          "#1 +0,6\u00A0ms  → 19\u00A0octets vers le serveur\n"
          "    bonjour\\n\n"
          "    à tous\\x1b[2J\n"
          "#1 +0,7\u00A0ms  ← le serveur a fini d'envoyer (FIN)\n");
}

TEST_CASE("0.4 le terminal coupe les longs envois et le dit") {
    const auto start = std::chrono::steady_clock::now();
    std::ostringstream out;
    tcp::EventPrinter printer{out, common::Palette{false}, start};
    printer.on_event({EventKind::data, 1, Direction::to_client, start, std::string(3'000, 'x')});
    const std::string shown = out.str();
    CHECK(contains(shown, "… et 952\u00A0octets de plus"));
    CHECK(contains(shown, std::string(2'048, 'x') + "\n"));
}
