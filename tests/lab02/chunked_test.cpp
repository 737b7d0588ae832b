#include "02-http-message/chunked.hpp"

#include "lab02/every_cut.hpp"

namespace {

const lab02::Topic topic{"RFC 9112 §7.1", "morceaux"};

// Decodes a whole body as the example of chunked.hpp does, the bytes arriving `step` at a time.
http::Parsed<std::string> decode_in_steps(std::string_view bytes, std::size_t step, const http::Limits& limits = {}) {
    http::ChunkedDecoder decoder{limits};
    std::string body;
    std::size_t used = 0;
    std::size_t arrived = 0;
    while (!decoder.finished()) {
        const support::ExactBuffer buffer{bytes.substr(used, arrived - used)};
        const auto piece = decoder.next(buffer.view());
        if (piece.is_rejected()) return piece.failure<std::string>(used);
        if (piece.is_complete()) {
            body += piece.value();
            used += piece.used();
        } else if (arrived == bytes.size()) {
            return http::Incomplete{};
        } else {
            arrived = std::min(arrived + step, bytes.size());
        }
    }
    return http::Complete<std::string>{body, used};
}

http::Parsed<std::string> decode(std::string_view bytes) {
    return decode_in_steps(bytes, bytes.size() + 1);
}

void expect_body(std::string_view bytes, std::string_view body) {
    support::Lesson lesson = lab02::lesson_about(
        topic, "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n" + std::string{bytes});
    const auto parsed = lab02::parse_at_every_cut(lesson, bytes, decode);
    lesson.require("le résultat", lab02::describe(parsed), "complet (" + std::to_string(bytes.size()) + " octets)");
    lesson.expect("le corps", parsed.value(), body);
    for (std::size_t step = 1; step < bytes.size(); ++step) {
        const auto piecemeal = decode_in_steps(bytes, step);
        if (piecemeal.is_complete() && piecemeal.value() == body) continue;
        lesson.step("les mêmes octets, arrivés " + std::to_string(step) + " par " + std::to_string(step));
        lesson.require("le corps est le même", false, true);
    }
}

}  // namespace

TEST_CASE("2.7 des morceaux mis bout à bout font le corps") {
    expect_body("0\r\n\r\n", "");
    expect_body("5\r\nhello\r\n0\r\n\r\n", "hello");
    expect_body("5\r\nhello\r\n7\r\n, world\r\n0\r\n\r\n", "hello, world");
    expect_body("1\r\na\r\n1\r\nb\r\n1\r\nc\r\n0\r\n\r\n", "abc");
}

TEST_CASE("2.7 la taille d'un morceau est en hexadécimal, sans égard à la casse") {
    expect_body("a\r\n0123456789\r\n0\r\n\r\n", "0123456789");
    expect_body("A\r\n0123456789\r\n0\r\n\r\n", "0123456789");
    expect_body("10\r\n0123456789abcdef\r\n0\r\n\r\n", "0123456789abcdef");
    expect_body("0005\r\nhello\r\n000\r\n\r\n", "hello");
}

TEST_CASE("2.7 les données d'un morceau peuvent contenir CR LF") {
    expect_body("6\r\na\r\n0\r\n\r\n0\r\n\r\n", "a\r\n0\r\n");
}

TEST_CASE("2.7 les extensions et la section finale sont vérifiées, puis ignorées") {
    expect_body("5;a\r\nhello\r\n0;b=c\r\n\r\n", "hello");
    expect_body("5 ; a = b ; c=\"d;\\\"e\"\r\nhello\r\n0\r\n\r\n", "hello");
    expect_body("5\r\nhello\r\n0\r\nDigest: x\r\nB: c\r\n\r\n", "hello");
}

TEST_CASE("2.7 une taille de morceau mal écrite est refusée (400)") {
    lab02::expect_refused(topic, decode, {
        {"\r\n", 400, 0, "la taille manque"},
        {"+5\r\nhello\r\n", 400, 0, "un signe"},
        {"-5\r\nhello\r\n", 400, 0, "un signe"},
        {"0x5\r\nhello\r\n", 400, 1, "un préfixe 0x"},
        {" 5\r\nhello\r\n", 400, 0, "une espace devant"},
        {"5 \r\nhello\r\n", 400, 2, "une espace derrière, sans extension"},
        {"5g\r\nhello\r\n", 400, 1, "g n'est pas un chiffre hexadécimal"},
        {"5,5\r\nhello\r\n", 400, 1, "une liste"},
        {"5.0\r\nhello\r\n", 400, 1, "un point"},
        {"1000000000000000\r\n", 400, 15, "16 chiffres : de quoi déborder"},
        {"0000000000000005\r\nhello\r\n", 400, 15, "16 chiffres, même des zéros"},
        {"5\nhello\r\n", 400, 1, "un LF seul"},
        {"5\rhello\r\n", 400, 2, "un CR seul"},
    });
}

TEST_CASE("2.7 une extension mal écrite est refusée (400)") {
    lab02::expect_refused({"RFC 9112 §7.1.1", "morceaux"}, decode, {
        {"5;\r\nhello\r\n", 400, 2, "le nom manque"},
        {"5;a=\r\nhello\r\n", 400, 4, "la valeur manque"},
        {"5;a=\"b\r\nhello\r\n", 400, 6, "les guillemets ne sont pas refermés"},
        {"5;a\nb\r\nhello\r\n", 400, 3, "un LF seul dans une extension"},
        {"5;a b\r\nhello\r\n", 400, 4, "deux mots"},
        {"5 a\r\nhello\r\n", 400, 2, "sans point-virgule"},
    });
}

TEST_CASE("2.7 les données d'un morceau sont suivies de CR LF (400)") {
    lab02::expect_refused(topic, decode, {
        {"5\r\nhelloX\r\n0\r\n\r\n", 400, 8, "un octet de trop"},
        {"5\r\nhello0\r\n\r\n", 400, 8, "le CR LF manque"},
        {"5\r\nhello\n0\r\n\r\n", 400, 8, "un LF seul"},
        {"5\r\nhello\rX", 400, 9, "un CR seul"},
        {"4\r\nhello\r\n0\r\n\r\n", 400, 7, "la taille est trop petite"},
    });
}

TEST_CASE("2.7 une section finale mal écrite est refusée (400)") {
    lab02::expect_refused({"RFC 9112 §7.1.2", "morceaux"}, decode, {
        {"0\r\nA : b\r\n\r\n", 400, 4, "une espace avant les deux-points"},
        {"0\r\n A: b\r\n\r\n", 400, 3, "une espace au début"},
        {"0\r\n\n", 400, 3, "un LF seul"},
    });
}

TEST_CASE("2.7 une ligne de taille ou une section finale trop longue est refusée (400)") {
    http::Limits limits;
    limits.chunk_line_bytes = 4;
    limits.fields_bytes = 8;
    const auto decode_within = [limits](std::string_view bytes) {
        return decode_in_steps(bytes, bytes.size() + 1, limits);
    };
    lab02::expect_accepted(topic, decode_within, {{"1;ab\r\nx\r\n0\r\nA: b\r\n\r\n", "juste les limites"}});
    lab02::expect_refused(topic, decode_within, {
        {"1;abc\r\nx\r\n0\r\n\r\n", 400, 4, "cinq octets pour quatre"},
        {"0\r\nA: bc\r\n\r\n", 400, 11, "neuf octets pour huit"},
    });
}

TEST_CASE("2.7 encode_chunk puis le décodeur redonnent les données") {
    support::Lesson lesson = lab02::lesson_about(topic, {});
    lesson.expect("un morceau", http::encode_chunk("hello"), "5\r\nhello\r\n");
    lesson.expect("un morceau de 26 octets", http::encode_chunk("abcdefghijklmnopqrstuvwxyz"),
        "1a\r\nabcdefghijklmnopqrstuvwxyz\r\n");
    const std::string data(70'000, 'z');
    const std::string bytes = http::encode_chunk(data) + http::encode_chunk("fin") + std::string{http::last_chunk};
    const auto decoded = decode_in_steps(bytes, 1000);
    lesson.require("le résultat", lab02::describe(decoded), "complet (" + std::to_string(bytes.size()) + " octets)");
    lesson.expect("le corps est le même", decoded.value() == data + "fin", true);
}
