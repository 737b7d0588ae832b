// What a client may already have: conditions, and parts of a content (RFC 9110 §13, §14).
#include <algorithm>

#include "02-http-message/scanner.hpp"
#include "03-static-server/conditional.hpp"
#include "03-static-server/date_clock.hpp"
#include "03-static-server/range.hpp"
#include "05-https-client/playground/made_body.hpp"
#include "05-https-client/playground/requests.hpp"
#include "05-https-client/playground/site.hpp"

namespace playground {
namespace {

// The answer of `whole` as long as the conditions of the request hold; otherwise 304 or 412. It bears the tag.
files::Answer conditional(const files::Exchange& exchange, const files::Validators& current,
                          const std::function<files::Answer()>& whole) {
    files::Answer answer;
    switch (files::evaluate(exchange.request, current, files::current_second())) {
    case files::Condition::proceed: answer = whole(); break;
    case files::Condition::not_modified: answer.status = 304; break;
    case files::Condition::precondition_failed: answer = files::error_answer(412); break;
    }
    answer.fields.add("ETag", current.etag);
    return answer;
}

// This very version, now.
files::Validators tagged(std::string_view tag) {
    return {"\"" + std::string{tag} + "\"", files::current_second()};
}

// Which part of the content is asked for, if it is just one.
files::RangeSet wanted_range(const files::Exchange& exchange, const files::Validators& current, std::uint64_t size) {
    const auto field = exchange.request.fields.find("Range");
    if (!field || !files::if_range_holds(exchange.request, current, files::current_second())) return {};
    files::RangeSet wanted = files::parse_range(*field, size);
    return wanted.ranges.size() > 1 ? files::RangeSet{} : wanted;
}

files::Answer unsatisfiable(std::uint64_t size) {
    files::Answer answer = files::error_answer(416);
    answer.fields.add("Content-Range", files::unsatisfied_range(size));
    return answer;
}

// Letters. "cut" breaks the connection after so many of them: what is to be resumed must have been broken off first.
files::Answer letters_answer(const files::Exchange& exchange, files::ByteRange range) {
    const std::uint64_t kept = number_argument(exchange, "cut", range.length, {0, most_bytes});
    return made_answer(by_blocks(letters, range.first, std::min(kept, range.length)), "text/plain", range.length);
}

files::Answer part(const files::Exchange& exchange, const files::Validators& current, std::uint64_t size) {
    const files::RangeSet wanted = wanted_range(exchange, current, size);
    if (wanted.kind == files::RangeSet::Kind::unsatisfiable) return unsatisfiable(size);
    const bool is_part = wanted.kind == files::RangeSet::Kind::partial;
    const files::ByteRange range = is_part ? wanted.ranges.front() : files::ByteRange{0, size};
    files::Answer answer = letters_answer(exchange, range);
    answer.fields.add("Accept-Ranges", "bytes");
    if (is_part) {
        answer.status = 206;
        answer.fields.add("Content-Range", files::content_range(range, size));
    }
    return answer;
}

// /range/N?cut=C
files::Answer range(const files::Exchange& exchange) {
    const std::uint64_t size = whole_number(tail(exchange, "/range/"), 0, most_bytes);
    const files::Validators current = tagged("range" + std::to_string(size));
    return conditional(exchange, current, [&] { return part(exchange, current, size); });
}

// /etag/TAG
files::Answer etag(const files::Exchange& exchange) {
    const std::string_view tag = tail(exchange, "/etag/");
    const bool is_tag = !tag.empty() && std::all_of(tag.begin(), tag.end(), [](char c) {
        return http::target_bytes.contains(c) && c != '"';
    });
    if (!is_tag) throw Refused{400, "Une étiquette est faite de caractères ASCII visibles, sans guillemets."};
    return conditional(exchange, tagged(tag), [&] { return json_answer(echo_of_head(exchange)); });
}

}  // namespace

void add_versions(files::Dispatcher& site) {
    site.on("GET", "/range/", view(range));
    on_all_methods(site, "/etag/", view(etag));
}

}  // namespace playground
