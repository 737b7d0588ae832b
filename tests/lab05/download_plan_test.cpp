#include "05-https-client/download_plan.hpp"

#include "05-https-client/errors.hpp"
#include "support/lesson.hpp"

namespace {

using Kind = client::DownloadPlan::Kind;

support::Lesson lesson_of_ranges() {
    return support::Lesson{{"RFC 9110 §14", "05-https-client.md#les-gros-fichiers",
                            "curl -i -H 'Range: bytes=500-' http://127.0.0.1:8081/range/1234"}};
}

http::Fields fields_of(const client::Pairs& pairs) {
    http::Fields fields;
    for (const auto& [name, value] : pairs) fields.add(name, value);
    return fields;
}

const client::Begun begun{500, "\"v1\""};

std::string_view name_of(Kind kind) {
    switch (kind) {
    case Kind::append: return "ajouter";
    case Kind::begin_again: return "recommencer";
    case Kind::complete: return "le fichier est complet";
    case Kind::ask_for_all: return "redemander tout";
    case Kind::refused: return "refus";
    }
    return {};
}

std::string plan(support::Lesson& lesson, int status, const client::Pairs& fields, const client::Begun& asked = begun) {
    lesson.step("sont là : " + std::to_string(asked.bytes) + " octets ; la réponse : " + std::to_string(status));
    for (const auto& [name, value] : fields) lesson.step("  " + name + ": " + value);
    try {
        const client::DownloadPlan found = client::plan_download(status, fields_of(fields), asked);
        std::string text{name_of(found.kind)};
        if (found.kind == Kind::append) text += " jusqu'à " + std::to_string(found.end);
        return found.total ? text + " sur " + std::to_string(*found.total) : text;
    } catch (const client::ProtocolError&) {
        return "erreur de protocole";
    }
}

std::string shown(const client::Pairs& fields) {
    std::string text;
    for (const auto& [name, value] : fields) text += name + ": " + value + "\n";
    return text;
}

}  // namespace

TEST_CASE("5.9 la reprise demande la suite, à condition que le fichier soit le même") {
    support::Lesson lesson = lesson_of_ranges();
    lesson.expect("rien n'est là", shown(client::range_fields({})), "");
    lesson.expect("500 octets, avec leur ETag", shown(client::range_fields(begun)),
                  "Range: bytes=500-\nIf-Range: \"v1\"\n");
    lesson.expect("500 octets, sans validateur", shown(client::range_fields({500, ""})), "Range: bytes=500-\n");
}

TEST_CASE("5.9 une réponse 206 avec la suite demandée s'ajoute à ce qui est là") {
    support::Lesson lesson = lesson_of_ranges();
    lesson.expect("la décision", plan(lesson, 206, {{"Content-Range", "bytes 500-1233/1234"}, {"ETag", "\"v1\""}}),
                  "ajouter jusqu'à 1234 sur 1234");
    lesson.expect("la décision", plan(lesson, 206, {{"Content-Range", "bytes 500-599/1234"}}),
                  "ajouter jusqu'à 600 sur 1234");
    lesson.expect("la décision", plan(lesson, 206, {{"Content-Range", "BYTES 500-1233/*"}}), "ajouter jusqu'à 1234");
}

TEST_CASE("5.9 une réponse 206 qui n'est pas la suite demandée est une erreur") {
    support::Lesson lesson = lesson_of_ranges();
    for (std::string_view range : {"bytes 499-1233/1234", "bytes 501-1233/1234", "bytes 0-1233/1234", "bytes */1234",
                                   "", "bytes 500-1234/1234", "bytes 500-499/1234", "items 500-1233/1234",
                                   "bytes 500-/1234", "bytes 500-1233",
                                   "bytes 500-1233/1234, bytes 500-1233/1234", "bytes -500-1233/1234",
                                   "bytes 500-1233/99999999999999999999", "bytes 500-1233/1234 ",
                                   "bytes 500-18446744073709551615/*"}) {
        lesson.expect("la décision", plan(lesson, 206, {{"Content-Range", std::string{range}}}), "erreur de protocole");
    }
    lesson.expect("sans Content-Range", plan(lesson, 206, {}), "erreur de protocole");
    lesson.expect("plusieurs parties", plan(lesson, 206, {{"Content-Type", "multipart/byteranges; boundary=x"}}),
                  "erreur de protocole");
    lesson.expect("sans que rien n'ait été demandé", plan(lesson, 206, {{"Content-Range", "bytes 0-1233/1234"}}, {}),
                  "erreur de protocole");
}

TEST_CASE("5.9 une réponse 206 d'une autre version du fichier ne s'ajoute pas") {
    support::Lesson lesson = lesson_of_ranges();
    const std::string range = "bytes 500-1233/1234";
    lesson.expect("un autre ETag", plan(lesson, 206, {{"Content-Range", range}, {"ETag", "\"v2\""}}),
                  "redemander tout");
    lesson.expect("compressée", plan(lesson, 206, {{"Content-Range", range}, {"Content-Encoding", "gzip"}}),
                  "redemander tout");
    lesson.expect("une date pour validateur, un ETag en réponse",
                  plan(lesson, 206, {{"Content-Range", range}, {"ETag", "\"v2\""}},
                       {500, "Sun, 06 Nov 1994 08:49:37 GMT"}),
                  "ajouter jusqu'à 1234 sur 1234");
}

TEST_CASE("5.9 une réponse 200 apporte tout le fichier : on recommence") {
    support::Lesson lesson = lesson_of_ranges();
    lesson.expect("à une reprise", plan(lesson, 200, {{"ETag", "\"v2\""}}), "recommencer");
    lesson.expect("à une première demande", plan(lesson, 200, {}, {}), "recommencer");
    lesson.expect("un autre succès", plan(lesson, 203, {}, {}), "recommencer");
}

TEST_CASE("5.9 une réponse 416 dit que le fichier est complet, s'il a la taille de ce qui est là") {
    support::Lesson lesson = lesson_of_ranges();
    lesson.expect("la même taille", plan(lesson, 416, {{"Content-Range", "bytes */500"}}), "le fichier est complet");
    lesson.expect("plus petit", plan(lesson, 416, {{"Content-Range", "bytes */400"}}), "redemander tout");
    lesson.expect("plus grand", plan(lesson, 416, {{"Content-Range", "bytes */600"}}), "redemander tout");
    lesson.expect("sans taille", plan(lesson, 416, {}), "redemander tout");
    lesson.expect("sans que rien n'ait été demandé", plan(lesson, 416, {{"Content-Range", "bytes */0"}}, {}), "refus");
}

TEST_CASE("5.9 toute autre réponse est un refus, qui ne touche pas à ce qui est là") {
    support::Lesson lesson = lesson_of_ranges();
    for (int status : {304, 302, 404, 403, 412, 500, 503}) {
        lesson.expect("la décision", plan(lesson, status, {}), "refus");
    }
}
