#include "support/lesson.hpp"

#include "support/exact_buffer.hpp"

TEST_CASE("0.2 une leçon réussie ne dit rien") {
    support::Lesson lesson{{.rule = "RFC 9110 §1", .slide = "", .command = ""}};
    lesson.step("on ne fait rien");
    lesson.expect("le nombre", 2, 2);
    lesson.expect("le texte", std::string{"a"}, "a");
    lesson.expect_contains("le texte", "abc", "b");
    lesson.expect_that("le ciel est bleu", true);
}

TEST_CASE("0.2 une leçon ratée compte comme un échec", "[!shouldfail]") {
    support::Lesson lesson{{.rule = "RFC 9110 §1", .slide = "", .command = ""}};
    lesson.expect("le nombre", 2, 3);
}

TEST_CASE("0.2 un tampon exact contient ce qu'on y met") {
    CHECK(support::ExactBuffer{"abc"}.view() == "abc");
    CHECK(support::ExactBuffer{""}.view().empty());
}
