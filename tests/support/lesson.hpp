#pragma once

#include <concepts>
#include <string>
#include <string_view>
#include <vector>

#include "support/catch.hpp"

namespace support {

// A test that teaches when it fails: it remembers the steps that led to a check, and a failed check prints them
// numbered, with what was expected, what was obtained, and where the rule comes from.
//
//     TEST_CASE("2.1 GET / HTTP/1.0 donne ses trois parties") {
//         Lesson lesson{{.rule = "RFC 1945 §5.1", .slide = "02-http-message.md#ligne-de-requête",
//                        .command = R"(printf 'GET / HTTP/1.0\r\n\r\n' | ./lab run http_inspect)"}};
//         lesson.received("GET / HTTP/1.0\r\n");
//         lesson.expect("la méthode", line.method, "GET");
//     }
struct LessonSource {
    std::string rule;     // the RFC section, or the manual page
    std::string slide;    // file of slides/ and its anchor
    std::string command;  // a shell command that shows the same thing
};

class Lesson {
public:
    explicit Lesson(LessonSource source) : source_{std::move(source)} {}

    // What happened, in the order it happened; bytes are escaped and cut.
    void step(std::string text);
    void sent(std::string_view bytes);
    void received(std::string_view bytes);

    // Is `obtained` what was `expected`? `what` names it in French: « le statut ».
    template <typename Obtained, typename Expected>
    void expect(std::string_view what, const Obtained& obtained, const Expected& expected) {
        report(obtained == expected, what, show(obtained), show(expected));
    }

    // The same, but the test stops here if it is not so: use it before reading a result that may not be there.
    template <typename Obtained, typename Expected>
    void require(std::string_view what, const Obtained& obtained, const Expected& expected) {
        expect(what, obtained, expected);
        if (!(obtained == expected)) stop();
    }

    // Does the text contain this part?
    void expect_contains(std::string_view what, std::string_view obtained, std::string_view part);

    // Is the statement true? Written as a French sentence: « la connexion reste ouverte ».
    void expect_that(std::string_view statement, bool holds);

private:
    static std::string show(std::string_view text);
    template <std::same_as<bool> T>
    static std::string show(T value) {
        return value ? "vrai" : "faux";
    }
    template <typename T>
        requires(std::integral<T> || std::floating_point<T>) && (!std::same_as<T, bool>)
    static std::string show(T value) {
        return std::to_string(value);
    }
    template <typename T>
        requires std::is_enum_v<T>
    static std::string show(T value) {
        return std::to_string(static_cast<long long>(value));
    }

    void report(bool holds, std::string_view what, const std::string& obtained, const std::string& expected);
    std::string transcript() const;
    [[noreturn]] static void stop();

    LessonSource source_;
    std::vector<std::string> steps_;
};

}  // namespace support
