#pragma once

#include <string>
#include <string_view>

#include "02-http-message/limits.hpp"
#include "02-http-message/parsed.hpp"
#include "support/exact_buffer.hpp"
#include "support/lesson.hpp"

// What every test of a parser does: bytes arrive in pieces, so a parser is asked about the whole input and about
// each of its beginnings, always in a heap block of exactly that size (AddressSanitizer then sees a read too far).
namespace lab02 {

// A lesson about one input: its rule in words, the slide, and the command that shows the same thing.
struct Topic {
    std::string rule;    // the section of the RFC
    std::string slide;   // the anchor in slides/02-http-message.md
    bool is_response = false;
};

// The shell command that shows this input to http_inspect; none where there is no input, or too much of it.
std::string inspect_command(std::string_view bytes, bool is_response);

support::Lesson lesson_about(const Topic& topic, std::string_view bytes, std::string_view rule_in_words = {});

// One line that says what the parser found: « complet (18 octets) », « refusé : 400, octet 3 ».
template <typename T>
std::string describe(const http::Parsed<T>& parsed) {
    if (parsed.is_incomplete()) return "incomplet";
    if (parsed.is_complete()) return "complet (" + std::to_string(parsed.used()) + " octets)";
    const http::Rejected& rejected = parsed.rejection();
    return "refusé : statut " + std::to_string(rejected.status) + ", octet " + std::to_string(rejected.offset);
}

// What must be said of the first `cut` bytes, when `whole` was said of all of them?
template <typename T>
bool agree(const http::Parsed<T>& part, std::size_t cut, const http::Parsed<T>& whole) {
    if (whole.is_complete() && cut >= whole.used()) return part.is_complete() && part.used() == whole.used();
    if (part.is_incomplete()) return true;
    return part.is_rejected() && whole.is_rejected() && describe(part) == describe(whole) &&
           part.rejection().reason == whole.rejection().reason;
}

// The parser's answer for all bytes, once its answer for each beginning was found to agree with it.
template <typename Parse>
auto parse_at_every_cut(support::Lesson& lesson, std::string_view bytes, Parse parse) {
    lesson.received(bytes);
    const support::ExactBuffer all{bytes};
    auto whole = parse(all.view());
    for (std::size_t cut = 0; cut < bytes.size(); ++cut) {
        const support::ExactBuffer beginning{bytes.substr(0, cut)};
        const auto part = parse(beginning.view());
        if (agree(part, cut, whole)) continue;
        const bool must_be_complete = whole.is_complete() && cut >= whole.used();
        lesson.step("les mêmes octets, mais seuls les " + std::to_string(cut) + " premiers sont arrivés");
        lesson.expect("le résultat pour ce début (en entier : " + describe(whole) + ")", describe(part),
                      must_be_complete ? describe(whole) : "incomplet");
        break;
    }
    return whole;
}

// One line of a table of inputs that are refused.
struct Refused {
    std::string_view bytes;
    int status;
    std::size_t offset;     // of the first byte that cannot be right
    std::string_view rule;  // in words
};

template <typename Parse>
void expect_refused(const Topic& topic, Parse parse, std::initializer_list<Refused> rows) {
    for (const Refused& row : rows) {
        support::Lesson lesson = lesson_about(topic, row.bytes, row.rule);
        const auto parsed = parse_at_every_cut(lesson, row.bytes, parse);
        lesson.expect("le résultat", describe(parsed),
                      "refusé : statut " + std::to_string(row.status) + ", octet " + std::to_string(row.offset));
        if (parsed.is_rejected()) lesson.expect_that("le refus donne une raison", !parsed.rejection().reason.empty());
    }
}

// One line of a table of inputs that are accepted whole.
struct Accepted {
    std::string_view bytes;
    std::string_view rule;
};

template <typename Parse>
void expect_accepted(const Topic& topic, Parse parse, std::initializer_list<Accepted> rows) {
    for (const Accepted& row : rows) {
        support::Lesson lesson = lesson_about(topic, row.bytes, row.rule);
        const auto parsed = parse_at_every_cut(lesson, row.bytes, parse);
        lesson.expect("le résultat", describe(parsed), "complet (" + std::to_string(row.bytes.size()) + " octets)");
    }
}

}  // namespace lab02
