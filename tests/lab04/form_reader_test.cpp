#include "04-cgi/form_reader.hpp"

#include "support/lesson.hpp"

namespace {

const std::string type = "multipart/form-data; boundary=limite";

std::string describe(cgi::FormReader& reader) {
    std::string text;
    for (const cgi::FormPart& part : reader.parts()) text += part.head.name + "=" + part.content.read() + " ; ";
    if (!reader.rejection()) return text + "complet";
    return text + std::to_string(reader.rejection()->status) + ", octet " + std::to_string(reader.rejection()->offset);
}

std::string read_in_steps(const std::string& content_type, std::string_view body, std::size_t step,
                          const cgi::FormLimits& limits) {
    cgi::FormReader reader{content_type, limits};
    for (std::size_t at = 0; at < body.size(); at += step) {
        if (!reader.add(body.substr(at, step))) break;
    }
    reader.finish();
    return describe(reader);
}

void expect_read(const std::string& content_type, const std::string& body, std::string_view found,
                 const cgi::FormLimits& limits = {}) {
    support::Lesson lesson{{"RFC 7578", "04-cgi.md#les-formulaires", {}}};
    lesson.received(body);
    for (std::size_t step = body.size() + 1; step > 0; --step) {
        const std::string steps_found = read_in_steps(content_type, body, step, limits);
        if (steps_found == found && step > 1) continue;
        lesson.step("arrivés " + std::to_string(step) + " octets par " + std::to_string(step));
        lesson.require("ce qui est trouvé", steps_found, found);
    }
}

std::string field(const std::string& name, const std::string& value, const std::string& more = {}) {
    return "--limite\r\nContent-Disposition: form-data; name=\"" + name + "\"" + more + "\r\n\r\n" + value + "\r\n";
}

}  // namespace

TEST_CASE("4.6 les parties complètes avant une erreur sont gardées, et l'erreur a sa position dans le corps") {
    const std::string body = field("a", "1") + field("b", "2");
    expect_read(type, body + "--limite--", "a=1 ; b=2 ; complet");
    expect_read(type, body, "a=1 ; 400, octet " + std::to_string(body.size()));
    expect_read(type, body.substr(0, body.size() - 3), "a=1 ; 400, octet " + std::to_string(body.size() - 3));
    expect_read(type, body + "--limite\r\nX\r\n\r\n", "a=1 ; b=2 ; 400, octet " + std::to_string(body.size() + 11));
}

TEST_CASE("4.6 une limite est dépassée au même octet, où que le corps soit coupé") {
    cgi::FormLimits limits;
    limits.memory_bytes = 6;
    limits.file_bytes = 4;
    limits.file_memory_bytes = 2;
    limits.total_bytes = 300;
    const std::string first = field("a", "1");
    const std::string before = first + "--limite\r\nContent-Disposition: form-data; name=\"b\"\r\n\r\n";
    expect_read(type, before + "23456\r\n--limite--", "a=1 ; 413, octet " + std::to_string(before.size() + 3), limits);
    const std::string file = first + "--limite\r\nContent-Disposition: form-data; name=\"\"; filename=f\r\n\r\n";
    expect_read(type, file + "1234\r\n--limite--", "a=1 ; =1234 ; complet", limits);
    expect_read(type, file + "12345\r\n--limite--", "a=1 ; 413, octet " + std::to_string(file.size() + 4), limits);
    expect_read(type, first + "--limite--" + std::string(300, 'x'), "a=1 ; 413, octet 300", limits);
    expect_read("application/x-www-form-urlencoded", "a=12&b=34&c=5", "a=12 ; b=34 ; 413, octet 10", limits);
}
