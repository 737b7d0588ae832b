#include "lab04/multipart_reading.hpp"

#include <algorithm>

#include "common/escape.hpp"
#include "support/exact_buffer.hpp"

namespace lab04 {
namespace {

std::string describe(const cgi::PartHead& head) {
    std::string text = common::escape_bytes(head.name);
    if (!head.file_name && !head.type) return text;
    text += " (" + (head.file_name ? common::escape_bytes(*head.file_name) : "sans nom de fichier");
    if (head.type) text += ", " + common::escape_bytes(*head.type);
    return text + ")";
}

std::string describe(const http::Rejected& rejected, std::size_t used) {
    return "refusé : statut " + std::to_string(rejected.status) + ", octet " + std::to_string(used + rejected.offset);
}

// Puts together what the events tell.
class Story {
public:
    void add(const cgi::MultipartEvent& event) {
        switch (event.kind) {
        case cgi::MultipartEvent::Kind::nothing: break;
        case cgi::MultipartEvent::Kind::part_begins:
            part_ = describe(event.head);
            data_.clear();
            in_part_ = true;
            break;
        case cgi::MultipartEvent::Kind::data:
            if (!in_part_) say("des données hors d'une partie");
            data_ += event.data;
            break;
        case cgi::MultipartEvent::Kind::part_ends:
            say(part_ + " = \"" + common::escape_bytes(data_) + '"');
            in_part_ = false;
            break;
        }
    }
    void say(const std::string& words) { text_ += (text_.empty() ? "" : " ; ") + words; }
    std::string text() const { return text_.empty() ? "aucune partie" : text_; }

private:
    std::string text_;
    std::string part_;
    std::string data_;
    bool in_part_ = false;
};

std::string inspect_command(std::string_view body, std::string_view limit) {
    constexpr std::size_t readable = 600;
    if (body.size() > readable) return {};
    std::string format;
    for (char c : common::escape_bytes(body)) {
        if (c == '%') format += "%%";
        else if (c == '\'') format += "'\\''";
        else format += c;
    }
    return "printf -- '" + format + "' | ./lab run form_inspect --content-type 'multipart/form-data; boundary=\"" +
           std::string{limit} + "\"'";
}

}  // namespace

std::string read_body(std::string_view body, std::size_t first, std::size_t step, const cgi::FormLimits& limits,
                      std::string_view limit) {
    cgi::MultipartParser parser{std::string{limit}, limits};
    Story story;
    std::size_t used = 0;
    std::size_t arrived = std::min(first, body.size());
    while (!parser.finished()) {
        const support::ExactBuffer buffer{body.substr(used, arrived - used)};
        const auto event = parser.next(buffer.view());
        if (event.is_complete() && (event.used() == 0 || event.used() > buffer.view().size())) {
            story.say(std::to_string(event.used()) + " octets utilisés sur " + std::to_string(buffer.view().size()) +
                      " : la lecture n'avance pas comme il faut");
            break;
        }
        if (event.is_complete()) {
            story.add(event.value());
            used += event.used();
        } else if (event.is_rejected()) {
            story.say(describe(event.rejection(), used));
            break;
        } else if (arrived == body.size()) {
            story.say("incomplet");
            break;
        } else {
            arrived = std::min(arrived + step, body.size());
        }
    }
    return story.text();
}

std::string read_at_every_cut(support::Lesson& lesson, std::string_view body, const cgi::FormLimits& limits,
                              std::string_view limit) {
    const std::string whole = read_body(body, body.size(), 1, limits, limit);
    for (std::size_t cut = 0; cut < body.size(); ++cut) {
        const std::string found = read_body(body, cut, body.size(), limits, limit);
        if (found == whole) continue;
        lesson.step("les mêmes octets, mais d'abord les " + std::to_string(cut) + " premiers, puis les autres");
        lesson.require("ce qui est trouvé", found, whole);
    }
    for (std::size_t step : {std::size_t{1}, std::size_t{3}}) {
        const std::string found = read_body(body, step, step, limits, limit);
        if (found == whole) continue;
        lesson.step("les mêmes octets, arrivés " + std::to_string(step) + " par " + std::to_string(step));
        lesson.require("ce qui est trouvé", found, whole);
    }
    return whole;
}

support::Lesson form_lesson(const std::string& rule, std::string_view body, std::string_view rule_in_words,
                            std::string_view limit) {
    support::Lesson lesson{{rule, "04-cgi.md#les-formulaires", inspect_command(body, limit)}};
    lesson.step("la règle : " + std::string{rule_in_words});
    lesson.received(body);
    return lesson;
}

void expect_form(const std::string& rule, std::string_view rule_in_words, std::string_view body,
                 std::string_view found, const cgi::FormLimits& limits, std::string_view limit) {
    support::Lesson lesson = form_lesson(rule, body, rule_in_words, limit);
    lesson.expect("ce qui est trouvé", read_at_every_cut(lesson, body, limits, limit), found);
}

std::string head_of(std::string_view name) {
    return "Content-Disposition: form-data; name=\"" + std::string{name} + "\"\r\n\r\n";
}

}  // namespace lab04
