#pragma once

#include <string>
#include <string_view>

#include "04-cgi/multipart.hpp"
#include "support/lesson.hpp"

// What the tests of step 4.6 do with a multipart body: read it whole and cut anywhere, and tell what was found in one
// line, which is the same however the bytes arrived:
//
//     nom = "Zo\303\251"
//     photo (a.jpg, image/jpeg) = "…" ; refusé : statut 400, octet 120
namespace lab04 {

inline constexpr std::string_view boundary = "limite";

// What the parser finds when the bytes arrive `step` at a time, after `first` that arrive together. Each time it is
// asked about a heap block of exactly the bytes that are there.
std::string read_body(std::string_view body, std::size_t first, std::size_t step, const cgi::FormLimits& limits = {},
                      std::string_view limit = boundary);

// What it finds in the whole body; the lesson says so if that depends on where the body was cut.
std::string read_at_every_cut(support::Lesson& lesson, std::string_view body, const cgi::FormLimits& limits = {},
                              std::string_view limit = boundary);

// A lesson of step 4.6 with the command that shows this body to form_inspect.
support::Lesson form_lesson(const std::string& rule, std::string_view body, std::string_view rule_in_words,
                            std::string_view limit = boundary);

// Is this what is found in the body, whole and cut at every byte?
void expect_form(const std::string& rule, std::string_view rule_in_words, std::string_view body,
                 std::string_view found, const cgi::FormLimits& limits = {}, std::string_view limit = boundary);

// The head of a part « name », its empty line included.
std::string head_of(std::string_view name);

}  // namespace lab04
