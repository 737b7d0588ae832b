#include "05-https-client/download_plan.hpp"

#include <charconv>
#include <chrono>
#include <cstdint>
#include <limits>

#include "05-https-client/errors.hpp"
#include "common/escape.hpp"
#include "common/not_implemented.hpp"

namespace client {
namespace {

constexpr std::uint64_t largest = std::numeric_limits<std::uint64_t>::max();  // what follows it is no number

// The digits that `text` begins with, taken away from it.
std::optional<std::uint64_t> take_number(std::string_view& text) {
    std::uint64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{}) return std::nullopt;
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    return number;
}

bool take(std::string_view& text, std::string_view expected) {
    if (!text.starts_with(expected)) return false;
    text.remove_prefix(expected.size());
    return true;
}

bool is_encoded(const http::Fields& fields) {
    const std::string coding = fields.joined("Content-Encoding").value_or("");
    return !coding.empty() && !http::equal_ignoring_case(coding, "identity");
}

bool is_strong_tag(std::string_view tag) {
    return tag.size() >= 2 && tag.front() == '"' && tag.back() == '"' && tag.find('"', 1) == tag.size() - 1;
}

}  // namespace

std::optional<ContentRange> parse_content_range(std::string_view value) {
    if (!http::equal_ignoring_case(value.substr(0, 6), "bytes ")) return std::nullopt;
    value.remove_prefix(6);
    ContentRange range;
    if (!take(value, "*")) {
        range.first = take_number(value);
        if (!range.first || !take(value, "-")) return std::nullopt;
        range.last = take_number(value);
        if (!range.last || *range.last < *range.first || *range.last == largest) return std::nullopt;
    }
    if (!take(value, "/")) return std::nullopt;
    if (range.first && value == "*") return range;
    range.total = take_number(value);
    if (!range.total || !value.empty() || (range.last && *range.last >= *range.total)) return std::nullopt;
    return range;
}

std::string strong_validator(const http::Fields& fields, http::Seconds now) {
    if (is_encoded(fields) || http::equal_ignoring_case(fields.find("Accept-Ranges").value_or(""), "none")) return {};
    if (const auto tag = fields.find("ETag")) {
        return is_strong_tag(*tag) && fields.count("ETag") == 1 ? std::string{*tag} : std::string{};
    }
    const std::string_view modified = fields.find("Last-Modified").value_or("");
    const auto modified_at = http::parse_date(modified, now);
    const auto date = http::parse_date(fields.find("Date").value_or(""), now);
    if (!modified_at || !date || *date - *modified_at < std::chrono::seconds{1}) return {};
    return std::string{modified};
}

Pairs range_fields(const Begun& begun) {
    // À écrire : rien s'il n'y a rien ; sinon « Range: bytes=N- », et If-Range s'il y a un validateur.
    // BEGIN SOLUTION 5.9
    if (begun.bytes == 0) return {};
    Pairs fields{{"Range", "bytes=" + std::to_string(begun.bytes) + "-"}};
    if (!begun.validator.empty()) fields.emplace_back("If-Range", begun.validator);
    return fields;
    // END SOLUTION
}

// BEGIN SOLUTION 5.9 helper
namespace {

// Does the answer name another version of the file than the one begun? If-Range should have kept the server from that.
bool is_other_version(const http::Fields& fields, const Begun& begun) {
    const std::string_view tag = fields.find("ETag").value_or("");
    return is_strong_tag(begun.validator) && !tag.empty() && tag != begun.validator;
}

DownloadPlan plan_for_part(const http::Fields& fields, const Begun& begun) {
    const std::string value = fields.joined("Content-Range").value_or("");
    const auto range = parse_content_range(value);
    if (begun.bytes == 0 || !range || !range->first || *range->first != begun.bytes) {
        throw ProtocolError{"le serveur envoie une autre partie du fichier que celle demandée (à partir de l'octet " +
                                std::to_string(begun.bytes) + ") : il répond « Content-Range: " +
                                common::escape_bytes(value, 80) + " »",
                            "recommencez sans reprise"};
    }
    if (is_other_version(fields, begun) || is_encoded(fields)) return {.kind = DownloadPlan::Kind::ask_for_all};
    return {.kind = DownloadPlan::Kind::append, .end = *range->last + 1, .total = range->total};
}

DownloadPlan plan_for_nothing_behind(const http::Fields& fields, const Begun& begun) {
    if (begun.bytes == 0) return {.kind = DownloadPlan::Kind::refused};
    const auto range = parse_content_range(fields.joined("Content-Range").value_or(""));
    const bool whole = range && !range->first && range->total == begun.bytes;
    return {.kind = whole ? DownloadPlan::Kind::complete : DownloadPlan::Kind::ask_for_all};
}

}  // namespace
// END SOLUTION

DownloadPlan plan_download(int status, const http::Fields& fields, const Begun& begun) {
    // À écrire, selon le statut :
    //  - 206 : la suite. parse_content_range doit donner celle de ce qui est là, exactement, sinon (ou s'il n'y a rien)
    //    ProtocolError. Si l'ETag n'est plus celui de begun (dont le validateur peut être une date : alors rien à
    //    comparer), ou si le corps est compressé (is_encoded), n'ajoutez rien : ask_for_all ;
    //  - 416 : si rien n'avait été demandé (begun.bytes vaut 0), c'est un refus ; si le fichier a juste la taille de ce
    //    qui est là, il est complet ; sinon, ask_for_all ;
    //  - un autre 2xx : tout le fichier, on recommence (begin_again) ;
    //  - le reste : un refus.
    // BEGIN SOLUTION 5.9
    if (status == 206) return plan_for_part(fields, begun);
    if (status == 416) return plan_for_nothing_behind(fields, begun);
    if (status >= 200 && status < 300) return {.kind = DownloadPlan::Kind::begin_again};
    return {.kind = DownloadPlan::Kind::refused};
    // END SOLUTION
}

}  // namespace client
