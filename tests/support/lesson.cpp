#include "support/lesson.hpp"

#include <iostream>

#include "common/escape.hpp"

namespace support {
namespace {

constexpr std::size_t shown_bytes = 400;

}  // namespace

void Lesson::step(std::string text) {
    steps_.push_back(std::move(text));
}

void Lesson::sent(std::string_view bytes) {
    step("envoi de \"" + common::escape_bytes(bytes, shown_bytes) + "\"");
}

void Lesson::received(std::string_view bytes) {
    step("réception de \"" + common::escape_bytes(bytes, shown_bytes) + "\"");
}

void Lesson::expect_contains(std::string_view what, std::string_view obtained, std::string_view part) {
    const bool holds = obtained.find(part) != std::string_view::npos;
    report(holds, what, show(obtained), "un texte qui contient " + show(part));
}

void Lesson::expect_that(std::string_view statement, bool holds) {
    report(holds, statement, "faux", "vrai");
}

std::string Lesson::show(std::string_view text) {
    return '"' + common::escape_bytes(text, shown_bytes) + '"';
}

void Lesson::report(bool holds, std::string_view what, const std::string& obtained, const std::string& expected) {
    if (holds) {
        SUCCEED();
        return;
    }
    std::string message = transcript();
    message.append("\n  ").append(what);
    message.append("\n    attendu : ").append(expected).append("\n    obtenu  : ").append(obtained).append("\n");
    if (!source_.rule.empty()) message += "\n  La règle   : " + source_.rule;
    if (!source_.slide.empty()) message += "\n  Le cours   : slides/" + source_.slide;
    if (!source_.command.empty()) message += "\n  À essayer  : " + source_.command;
    FAIL_CHECK("ce n'est pas ce qui était attendu :");
    std::cout << message << "\n" << std::flush;  // not through Catch2, which would cut lines, and so commands, at 80
}

std::string Lesson::transcript() const {
    std::string text = "\n";
    for (std::size_t i = 0; i < steps_.size(); ++i) {
        text += "  " + std::to_string(i + 1) + ". " + steps_[i] + "\n";
    }
    return text;
}

void Lesson::stop() {
    FAIL("la suite du test a besoin de ce résultat");
    throw std::logic_error{"unreachable"};
}

}  // namespace support
