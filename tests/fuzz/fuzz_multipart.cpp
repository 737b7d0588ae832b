// Any bytes, as a multipart body, a urlencoded one, the parameters of a field and a file's name: nothing crashes or
// reads too far, what is found does not depend on where the input was cut, and no parser waits for more than its
// limits allow.
#include <memory>

#include "04-cgi/file_name.hpp"
#include "04-cgi/form_reader.hpp"
#include "04-cgi/form_text.hpp"
#include "04-cgi/parameters.hpp"
#include "require.hpp"

namespace {

// Small, so that short inputs reach them.
cgi::FormLimits small_limits() {
    cgi::FormLimits limits;
    limits.parts = 3;
    limits.head_bytes = 80;
    limits.name_bytes = 10;
    limits.memory_bytes = 60;
    limits.file_memory_bytes = 8;
    limits.file_bytes = 40;
    limits.total_bytes = 280;
    return limits;
}

const cgi::FormLimits limits = small_limits();
constexpr std::string_view boundary = "b";
constexpr std::size_t most_delimiter = 300;  // the boundary, 256 blanks, line ends

// What the parser of one kind of body finds, in words that can be compared.
struct Found {
    std::string story;
    bool operator==(const Found&) const = default;
};

void tell(Found& found, const cgi::MultipartEvent& event) {
    switch (event.kind) {
    case cgi::MultipartEvent::Kind::nothing: break;
    case cgi::MultipartEvent::Kind::part_begins:
        require(event.head.name.size() <= limits.name_bytes, "a name is within its limit");
        found.story += "<" + event.head.name + "|" + event.head.file_name.value_or("-") + ">";
        break;
    case cgi::MultipartEvent::Kind::data: found.story += event.data; break;
    case cgi::MultipartEvent::Kind::part_ends: found.story += "</>"; break;
    }
}

Found read_multipart(std::string_view bytes, std::size_t first, std::size_t step) {
    cgi::MultipartParser parser{std::string{boundary}, limits};
    Found found;
    std::size_t used = 0;
    std::size_t arrived = std::min(first, bytes.size());
    while (!parser.finished()) {
        const std::size_t there = arrived - used;
        const auto block = std::make_unique<char[]>(there);
        std::copy_n(bytes.begin() + static_cast<std::ptrdiff_t>(used), there, block.get());
        const auto event = parser.next({block.get(), there});
        if (event.is_rejected()) {
            require(!event.rejection().reason.empty(), "a rejection has a reason");
            found.story += "!" + std::to_string(used + event.rejection().offset);
            return found;
        }
        if (event.is_complete()) {
            require(event.used() > 0 && event.used() <= there, "an event takes bytes that are there");
            tell(found, event.value());
            used += event.used();
            continue;
        }
        require(there <= std::max(limits.head_bytes, most_delimiter), "little is waited for");
        if (arrived == bytes.size()) return found;
        arrived = std::min(arrived + step, bytes.size());
    }
    found.story += "." + std::to_string(used);
    return found;
}

Found read_form(std::string_view type, std::string_view bytes, std::size_t step) {
    cgi::FormReader reader{type, limits};
    for (std::size_t at = 0; at < bytes.size() && reader.add(bytes.substr(at, step)); at += step) {}
    reader.finish();
    Found found;
    for (const cgi::FormPart& part : reader.parts()) found.story += part.head.name + "=" + part.content.read() + "&";
    require(found.story.size() <= bytes.size() + reader.parts().size() * 2, "decoding makes nothing longer");
    if (reader.rejection()) {
        require(reader.rejection()->offset <= bytes.size(), "the offset is in the body");
        found.story += "!" + std::to_string(reader.rejection()->offset);
    }
    return found;
}

void check_cuts(std::string_view bytes) {
    const Found whole = read_multipart(bytes, bytes.size(), 1);
    for (std::size_t cut = 0; cut < bytes.size(); ++cut) {
        require(read_multipart(bytes, cut, bytes.size()) == whole, "the same events wherever the body is cut");
    }
    require(read_multipart(bytes, 1, 1) == whole, "the same events byte by byte");
    for (std::string_view type : {"multipart/form-data; boundary=b", "application/x-www-form-urlencoded"}) {
        const Found form = read_form(type, bytes, bytes.size() + 1);
        for (std::size_t step : {std::size_t{1}, std::size_t{5}, std::size_t{64}}) {
            require(read_form(type, bytes, step) == form, "the same form in small steps");
        }
    }
}

void check_texts(std::string_view bytes) {
    const auto parameters = cgi::parse_parameters(bytes);
    require(!parameters.is_incomplete(), "parameters are never incomplete");
    if (parameters.is_rejected()) require(parameters.rejection().offset <= bytes.size(), "the offset is in the field");
    cgi::FormReader{bytes, limits}.finish();
    static_cast<void>(cgi::decode_extended(bytes));
    require(cgi::unescape_name(bytes).size() <= bytes.size(), "unescaping makes nothing longer");
    require(cgi::is_utf8(cgi::to_text(bytes, cgi::Charset::utf8)), "a text is UTF-8");
    require(cgi::is_utf8(cgi::to_text(bytes, cgi::Charset::windows_1252)), "a converted text is UTF-8");
    const std::string name = cgi::safe_file_name(bytes);
    require(!name.empty() && name.size() <= 255 && cgi::is_utf8(name), "a safe name is a name");
    constexpr std::string_view forbidden{"/\\\0\r\n", 5};
    require(name.find_first_of(forbidden) == name.npos && name.front() != '.', "a safe name is safe");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
    const auto block = std::make_unique<char[]>(size);
    std::copy(data, data + size, block.get());
    const std::string_view bytes{block.get(), size};
    check_cuts(bytes);
    check_texts(bytes);
    return 0;
}
