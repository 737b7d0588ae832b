#pragma once

#include "05-https-client/url.hpp"
#include "common/escape.hpp"
#include "support/exact_buffer.hpp"
#include "support/lesson.hpp"

// What the tests of addresses have in common.

inline support::Lesson url_lesson(std::string_view text) {
    support::Lesson lesson{{"RFC 3986 §3", "05-https-client.md#une-adresse-en-morceaux",
                            "./lab run https_client --verbose '" + common::escape_bytes(text, 60) + "'"}};
    lesson.step("l'adresse : « " + common::escape_bytes(text, 100) + " »");
    return lesson;
}

// « https · ada:secret · example.com · 8443 · /cours ?page=2 #haut », or why it is refused.
inline std::string read_url(std::string_view text) {
    const support::ExactBuffer buffer{text};
    const auto parsed = client::parse_url(buffer.view());
    if (parsed.is_incomplete()) return "incomplète";
    if (parsed.is_rejected()) return "refusée, octet " + std::to_string(parsed.rejection().offset);
    if (parsed.used() != text.size()) return "il reste des octets";
    const client::Url& url = parsed.value();
    std::string parts = url.scheme + " · " + url.user + ":" + url.password + " · " + url.host + " · " +
                        std::to_string(url.port) + " · " + url.path;
    if (url.has_query) parts += " ?" + url.query;
    if (!url.has_query && !url.query.empty()) parts += " chaîne de requête sans « ? » : " + url.query;
    if (!url.fragment.empty()) parts += " #" + url.fragment;
    return parts;
}

inline void expect_parts(std::string_view text, std::string_view parts, std::string_view rule) {
    auto lesson = url_lesson(text);
    const std::string found = read_url(text);
    lesson.expect(rule, found, parts);
}

inline void expect_refused(std::string_view text, std::size_t offset, std::string_view rule) {
    auto lesson = url_lesson(text);
    const support::ExactBuffer buffer{text};
    const auto parsed = client::parse_url(buffer.view());
    lesson.require(std::string{rule} + " : refusée", parsed.is_rejected(), true);
    lesson.expect(std::string{rule} + " : l'octet en cause", parsed.rejection().offset, offset);
    lesson.expect_that("une raison est donnée", !parsed.rejection().reason.empty());
}
