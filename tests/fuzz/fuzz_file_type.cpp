// Any bytes, the first line as the name of a file, the rest as its beginning; and all of it as an answer of clamd.
// Nothing crashes or reads too far; a name that was kept is kept as it is, and leads nowhere; a text holds nothing that
// a browser would execute; only one answer of clamd is a yes.
#include <algorithm>
#include <memory>
#include <string>
#include <string_view>

#include "06-security/clamd.hpp"
#include "06-security/file_name.hpp"
#include "06-security/file_type.hpp"
#include "require.hpp"

namespace {

void check_name(std::string_view given) {
    const std::string kept = security::kept_name(given);
    require(!kept.empty() && kept.size() <= 120, "a kept name has 1 to 120 bytes");
    require(kept.find_first_of(std::string_view{"/\\\0\r\n", 5}) == kept.npos, "a kept name is no path");
    require(kept.front() != '.' && std::count(kept.begin(), kept.end(), '.') <= 1, "a kept name has one extension");
    require(security::kept_name(kept) == kept, "what was kept is kept as it is");
}

void check_type(std::string_view name, std::string_view first_bytes) {
    const auto type = security::decide_type(name, first_bytes);
    if (!type) return require(type.refusal().status == 415, "a refusal is 415");
    require(security::extension_of(name) == type.value().extension, "the type is that of the extension");
    require(security::has_signature(type.value(), first_bytes), "the first bytes agree");
}

// A file in which a stranger's HTML could begin is none of the texts.
void check_text(std::string_view bytes) {
    for (const security::FileType& type : security::accepted_types()) {
        const bool is_text = security::has_signature(type, bytes) && type.media_type.starts_with("text/");
        if (!is_text) continue;
        require(bytes.find('\0') == bytes.npos, "a text has no zero byte");
        require(!bytes.starts_with('<') && !bytes.starts_with("#!"), "a text begins as a text");
    }
}

void check_reply(std::string_view reply) {
    const security::Scan scan = security::scan_from_reply(reply);
    const bool is_yes = reply == std::string_view{"stream: OK\0", 11};
    require((scan.verdict == security::Scan::Verdict::clean) == is_yes, "one answer alone is a yes");
    require(scan.detail.find('\x1B') == std::string::npos, "what is shown is harmless");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
    const auto block = std::make_unique<char[]>(size);
    std::copy(data, data + size, block.get());
    const std::string_view bytes{block.get(), size};
    const std::size_t line = std::min(bytes.find('\n'), size);
    const std::string_view rest = bytes.substr(std::min(line + 1, size));
    check_name(bytes.substr(0, line));
    check_type(bytes.substr(0, line), rest);
    check_text(rest);
    check_reply(bytes);
    return 0;
}
