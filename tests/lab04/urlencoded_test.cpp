#include "04-cgi/urlencoded.hpp"

#include "common/escape.hpp"
#include "support/exact_buffer.hpp"
#include "support/lesson.hpp"

namespace {

// « a=1 ; b= », or why it is refused; the bytes arrive `step` at a time.
std::string read_pairs(std::string_view body, std::size_t step, const cgi::FormLimits& limits) {
    cgi::UrlencodedParser parser{limits};
    std::string found;
    std::size_t used = 0;
    std::size_t arrived = 0;
    for (;;) {
        const support::ExactBuffer buffer{body.substr(used, arrived - used)};
        const auto pair = parser.next(buffer.view(), arrived == body.size());
        if (pair.is_rejected()) {
            return found + "refusé : statut " + std::to_string(pair.rejection().status) + ", octet " +
                   std::to_string(used + pair.rejection().offset);
        }
        if (pair.is_incomplete()) {
            arrived = std::min(arrived + step, body.size());
            continue;
        }
        if (pair.used() > buffer.view().size()) return found + "plus d'octets utilisés qu'il n'en est arrivé";
        if (pair.used() == 0 && !buffer.view().empty()) return found + "aucun octet utilisé : la lecture n'avance pas";
        used += pair.used();
        if (!pair.value().is_empty) found += pair.value().name + "=" + pair.value().value + " ; ";
        if (used == body.size() && arrived == body.size()) return found;
    }
}

void expect_pairs(std::string_view body, std::string_view pairs, std::string_view rule,
                  const cgi::FormLimits& limits = {}) {
    support::Lesson lesson{{"WHATWG URL §5.1", "04-cgi.md#les-formulaires",
                            "printf '%s' '" + common::escape_bytes(body) +
                                "' | ./lab run form_inspect --content-type application/x-www-form-urlencoded"}};
    lesson.step("la règle : " + std::string{rule});
    for (std::size_t step = 1; step <= body.size() + 1; ++step) {
        const std::string found = read_pairs(body, step, limits);
        if (found == pairs && step <= body.size()) continue;
        lesson.received(body);
        lesson.step("arrivé " + std::to_string(step) + " octets par " + std::to_string(step));
        lesson.require("les paires", found, pairs);
    }
}

}  // namespace

TEST_CASE("4.6 un corps urlencoded donne ses paires, dans l'ordre") {
    expect_pairs("", "", "rien");
    expect_pairs("nom=Zo%C3%A9&ville=Le+Mans", "nom=Zoé ; ville=Le Mans ; ", "décodées comme une chaîne de requête");
    expect_pairs("a=1&b=2&a=3", "a=1 ; b=2 ; a=3 ; ", "les noms répétés restent");
    expect_pairs("a=&b&=c&a=b=c", "a= ; b= ; =c ; a=b=c ; ", "ce qui manque est vide");
    expect_pairs("&&a=1&&", "a=1 ; ", "rien entre deux &");
    expect_pairs("a=1;b=2&c", "a=1;b=2 ; c= ; ", "un point-virgule ne sépare rien");
    expect_pairs("a=%26%3D%2B%25&b=100%&c=%zz%4", "a=&=+% ; b=100% ; c=%zz%4 ; ", "un % isolé reste");
}

TEST_CASE("4.6 une paire n'est complète qu'avec son esperluette, ou à la fin du corps") {
    support::Lesson lesson{{"WHATWG URL §5.1", "04-cgi.md#les-formulaires", {}}};
    cgi::UrlencodedParser parser{{}};
    const auto first = parser.next("a=1&b=", false);
    lesson.require("« a=1& » est une paire", first.is_complete(), true);
    lesson.expect("le nom", first.value().name, "a");
    lesson.expect("la valeur", first.value().value, "1");
    lesson.expect("les octets utilisés", first.used(), 4u);
    lesson.expect_that("« b= » peut continuer", parser.next("b=", false).is_incomplete());
    const auto last = parser.next("b=2=3", true);
    lesson.require("« b=2=3 », à la fin du corps, est une paire", last.is_complete(), true);
    lesson.expect("le nom", last.value().name, "b");
    lesson.expect("la valeur, depuis le premier « = »", last.value().value, "2=3");
}

TEST_CASE("4.6 les octets où une esperluette a été cherchée ne sont pas relus") {
    support::Lesson lesson{{"urlencoded.hpp", "04-cgi.md#les-formulaires", {}}};
    cgi::UrlencodedParser parser{{}};
    lesson.expect_that("« nom=Zoé » peut continuer", parser.next("nom=Zoé", false).is_incomplete());
    lesson.step("à la place du « m », déjà vu, le test met un « & » : qui ne cherche que dans ce qui est nouveau ne le "
                "voit pas, et un long corps ne lui coûte pas le carré de sa longueur");
    lesson.expect_that("« no&=Zoé, » est encore incomplet", parser.next("no&=Zoé,", false).is_incomplete());
    const auto pair = parser.next("nom=Zoé,Léa&", false);
    lesson.require("« nom=Zoé,Léa& » est une paire", pair.is_complete(), true);
    lesson.expect("la valeur", pair.value().value, "Zoé,Léa");
    const auto next = parser.next("a&", false);
    lesson.require("la paire suivante, « a& », se cherche depuis son début", next.is_complete(), true);
    lesson.expect("son nom", next.value().name, "a");
}

TEST_CASE("4.6 trop de paires, une paire ou un nom trop longs sont refusés") {
    cgi::FormLimits limits;
    limits.parts = 2;
    limits.name_bytes = 3;
    limits.memory_bytes = 8;
    expect_pairs("a=1&b=2", "a=1 ; b=2 ; ", "deux paires", limits);
    expect_pairs("a=1&b=2&&c=3", "a=1 ; b=2 ; refusé : statut 413, octet 9", "trois paires pour deux", limits);
    expect_pairs("&&&a=1&&b=2&&", "a=1 ; b=2 ; ", "rien entre deux & n'est pas une paire", limits);
    expect_pairs("abc=1", "abc=1 ; ", "trois octets de nom", limits);
    expect_pairs("a%62c=1", "abc=1 ; ", "trois octets de nom, une fois décodés", limits);
    expect_pairs("abcd=1", "refusé : statut 400, octet 0", "quatre pour trois", limits);
    expect_pairs("a=345678", "a=345678 ; ", "huit octets", limits);
    expect_pairs("b=1&a=3456789", "b=1 ; refusé : statut 413, octet 12", "neuf pour huit", limits);
    support::Lesson lesson{{"form_limits.hpp", "04-cgi.md#les-formulaires", {}}};
    lesson.step("neuf octets pour huit, sans « & », et d'autres peuvent suivre : ils ne sont pas attendus");
    lesson.expect_that("c'est déjà un refus", cgi::UrlencodedParser{limits}.next("a=3456789", false).is_rejected());
}
