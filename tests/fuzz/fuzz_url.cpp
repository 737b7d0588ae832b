// Any bytes, as an address and as a reference: nothing crashes or reads too far, and an address that was understood is
// understood the same once written. What is sent could not be read as a second request.
#include <memory>

#include "02-http-message/target.hpp"
#include "05-https-client/request_head.hpp"
#include "05-https-client/url.hpp"
#include "require.hpp"

namespace {

bool is_visible(std::string_view text) {
    for (char c : text) {
        if (c <= 0x20 || c == 0x7F) return false;  // char is signed here: bytes from 0x80 are below too
    }
    return true;
}

void check_url(const client::Url& url) {
    require(url.scheme == "http" || url.scheme == "https", "only http and https");
    require(!url.host.empty() && url.port != 0, "an address has a host and a port");
    require(is_visible(url.host + url.path + url.query + url.fragment), "what is sent is visible ASCII");
    require(url.path.front() == '/', "a path begins with a slash");
    require(http::is_host_with_port(client::host_field(url)), "Host is one that a server accepts");
    require(http::target_form(client::request_target(url), "GET") == http::TargetForm::origin,
            "the target has its form");
    client::request_head("GET", client::request_target(url), url, {});  // throws for what cannot be sent

    const std::string written = client::to_string(url, true);
    const auto again = client::parse_url(written);
    const bool is_too_long = again.is_rejected() && written.size() > 64 * 1024;  // three bytes for one that was encoded
    require(is_too_long || (again.is_complete() && again.value() == url), "an address is written and read again");
}

void check_parsed(const http::Parsed<client::Url>& parsed, std::size_t size) {
    require(!parsed.is_incomplete(), "an address is never incomplete");
    if (parsed.is_rejected()) return require(parsed.rejection().offset <= size, "the offset is in the text");
    require(parsed.used() == size, "all of it was read");
    check_url(parsed.value());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
    const auto block = std::make_unique<char[]>(size);
    std::copy(data, data + size, block.get());
    const std::string_view bytes{block.get(), size};
    check_parsed(client::parse_url(bytes), size);
    static const client::Url base = client::url_from("https://ada:secret@example.com:8443/b/c/d;p?q#f");
    const auto resolved = client::resolve_reference(base, bytes);
    check_parsed(resolved, size);
    if (resolved.is_complete() && resolved.value().user == "ada") {
        require(client::same_origin(resolved.value(), base) || bytes.find('@') < size,
                "credentials stay at their origin");
    }
    return 0;
}
