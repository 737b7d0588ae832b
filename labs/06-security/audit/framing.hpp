#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "06-security/audit/context.hpp"
#include "06-security/audit/item.hpp"

namespace audit {

// How the items of the group framing see where a server ends one request and begins the next: several requests are sent
// at once, the last one with « Connection: close », and the answers are counted. A request that is read in another way
// makes one answer too many, or one too few.

// A request with a body that the server answers without closing the connection, so that the next request is answered
// too. Which one that is depends on the server: some refuse a GET with a body, others have no POST.
struct Carrier {
    std::string method = "GET";
    std::string path = "/";
    bool persistent = false;  // the connection stays open behind it; otherwise nothing more will ever be read there
};

// The carrier of this server, found by trying: with a body by Content-Length, or in chunks. Nothing when the server
// answers none of them in a way that could be told from a mistake.
enum class BodyForm { length, chunks };
std::optional<Carrier> find_carrier(Context& context, BodyForm form);

// "GET / HTTP/1.1\r\nHost: …\r\n" + fields + "\r\n" + body; `fields` are whole lines.
std::string framed(const Context& context, const Carrier& carrier, std::string_view fields, std::string_view body);

// GET /, behind which the connection stays open, or is closed: nothing is read after that.
std::string plain_get(const Context& context);
std::string last_get(const Context& context);

// What a request that must be refused has met with, when last_get() was sent behind it. Refused: pass. Taken, and the
// next one answered: fail. Taken, and the connection closed: warn, since nothing can follow.
Finding judge_refusal(const RawAnswer& answer);

}  // namespace audit
