#include "02-http-message/body.hpp"
#include "lab02/every_cut.hpp"

namespace {

const lab02::Topic topic{"RFC 9110 §8.6, RFC 9112 §6.3", "corps-et-content-length"};

using Length = std::optional<std::uint64_t>;

support::Lesson lesson_for(std::string_view value) {
    return lab02::lesson_about(
        topic, "POST / HTTP/1.0\r\nContent-Length: " + std::string{value} + "\r\n\r\nabcde");
}

http::Parsed<Length> length_of(std::string_view value) {
    http::Fields fields;
    fields.add("Host", "a");
    fields.add("content-LENGTH", value);
    return http::content_length(fields);
}

}  // namespace

TEST_CASE("2.4 Content-Length donne la longueur du corps en octets") {
    struct Row {
        std::string_view value;
        std::uint64_t length;
    };
    for (const Row& row : {Row{"0", 0}, Row{"5", 5}, Row{"1234567890", 1'234'567'890}, Row{"007", 7},
                           Row{"4294967296", 4'294'967'296}, Row{"9999999999999999999", 9'999'999'999'999'999'999u}}) {
        support::Lesson lesson = lesson_for(row.value);
        lesson.step("Content-Length: " + std::string{row.value});
        const auto length = length_of(row.value);
        lesson.require("la valeur est acceptée", length.is_complete(), true);
        lesson.require("il y a une longueur", length.value().has_value(), true);
        lesson.expect("la longueur", *length.value(), row.length);
        lesson.expect("used() : aucun octet de l'entrée n'a été lu", length.used(), 0u);
    }
}

TEST_CASE("2.4 sans Content-Length il n'y a pas de longueur") {
    support::Lesson lesson = lab02::lesson_about(topic, "GET / HTTP/1.0\r\n\r\n");
    http::Fields fields;
    fields.add("Content-Type", "text/html");
    const auto length = http::content_length(fields);
    lesson.require("le résultat est complet", length.is_complete(), true);
    lesson.expect("il y a une longueur", length.value().has_value(), false);
}

TEST_CASE("2.4 autre chose que des chiffres est refusé (400)") {
    for (std::string_view value : {"", "abc", "+5", "-1", "-0", "0x10", "5 ", " 5", "5 5", "5,5", "5, 5", "5;", "1e3",
                                   "5.0", "5\t", "\xB2", "12a", "a12", "1_000"}) {
        support::Lesson lesson = lesson_for(value);
        lesson.step("Content-Length: \"" + std::string{value} + "\"");
        lesson.expect("le résultat", lab02::describe(length_of(value)), "refusé : statut 400, octet 0");
    }
}

TEST_CASE("2.4 une longueur qui déborde est refusée (400)") {
    for (std::string_view value : {"18446744073709551616", "99999999999999999999", "00000000000000000005",
                                   "184467440737095516160", "340282366920938463463374607431768211456"}) {
        support::Lesson lesson = lesson_for(value);
        lesson.step("plus de 19 chiffres : un lecteur sur 64 bits en ferait un autre nombre");
        lesson.expect("le résultat", lab02::describe(length_of(value)), "refusé : statut 400, octet 0");
    }
}

TEST_CASE("2.4 deux Content-Length sont refusés, même égaux (400)") {
    for (std::string_view second : {"5", "6", ""}) {
        support::Lesson lesson = lesson_for("5\r\nContent-Length: " + std::string{second});
        http::Fields fields;
        fields.add("Content-Length", "5");
        fields.add("content-length", second);
        lesson.expect("le résultat", lab02::describe(http::content_length(fields)), "refusé : statut 400, octet 0");
    }
}

TEST_CASE("2.4 le corps fait exactement la longueur annoncée") {
    const auto take = [](std::uint64_t length) {
        return [length](std::string_view bytes) { return http::body_of_length(bytes, length); };
    };
    support::Lesson lesson = lab02::lesson_about({"RFC 9112 §6.2", "corps-et-content-length"}, {});
    const auto body = lab02::parse_at_every_cut(lesson, "helloGET /", take(5));
    lesson.require("le résultat", lab02::describe(body), "complet (5 octets)");
    lesson.expect("le nombre d'octets du corps", body.value().size(), 5u);
    lesson.step("un corps de longueur 0");
    const auto empty = lab02::parse_at_every_cut(lesson, "GET /", take(0));
    lesson.expect("le résultat", lab02::describe(empty), "complet (0 octets)");
    lesson.step("un corps de 5 octets dont 4 sont arrivés");
    lesson.expect("le résultat", lab02::describe(lab02::parse_at_every_cut(lesson, "hell", take(5))), "incomplet");
    lesson.step("un corps de 10 000 000 000 000 octets dont 3 sont arrivés");
    lesson.expect("le résultat", lab02::describe(http::body_of_length("abc", 10'000'000'000'000)), "incomplet");
}

TEST_CASE("2.4 le corps peut contenir n'importe quels octets") {
    support::Lesson lesson = lab02::lesson_about({"RFC 9112 §6.2", "corps-et-content-length"}, {});
    const std::string_view bytes{"\0\r\n\r\n\xFF\x7F", 7};
    const auto body = http::body_of_length(bytes, 7);
    lesson.received(bytes);
    lesson.require("le résultat", lab02::describe(body), "complet (7 octets)");
    lesson.expect("le corps", body.value(), bytes);
}
