#include "06-security/audit/framing.hpp"

#include <vector>

#include "06-security/audit/evidence.hpp"

namespace audit {
namespace {

// A body as it ought to be, of either form.
std::string sound_request(const Context& context, const Carrier& carrier, BodyForm form) {
    switch (form) {
    case BodyForm::length: return framed(context, carrier, "Content-Length: 5\r\n", "audit");
    case BodyForm::chunks:
        return framed(context, carrier, "Transfer-Encoding: chunked\r\n", "5\r\naudit\r\n0\r\n\r\n");
    }
    return "";
}

std::vector<Carrier> candidates(const Context& context) {
    std::vector<Carrier> all{{.method = "GET", .path = "/"}, {.method = "POST", .path = "/"}};
    if (!context.profile().token.empty()) all.push_back({.method = "POST", .path = context.profile().token});
    return all;
}

bool is_refusal(int status) {
    return (status >= 400 && status < 500) || status == 501 || status == 505;
}

}  // namespace

std::optional<Carrier> find_carrier(Context& context, BodyForm form) {
    std::optional<Carrier> closing;
    for (Carrier& carrier : candidates(context)) {
        const RawAnswer answer = context.send_raw(sound_request(context, carrier, form) + last_get(context));
        carrier.persistent = answer.answers() == 2;
        if (carrier.persistent) return carrier;
        const bool taken = answer.answers() == 1 && answer.closed && answer.status() < 400;
        if (taken && !closing) closing = carrier;
    }
    return closing;
}

std::string framed(const Context& context, const Carrier& carrier, std::string_view fields, std::string_view body) {
    return carrier.method + " " + carrier.path + " HTTP/1.1\r\nHost: " + context.host() + "\r\n" +
           std::string{fields} + "\r\n" + std::string{body};
}

std::string plain_get(const Context& context) {
    return framed(context, Carrier{}, "", "");
}

std::string last_get(const Context& context) {
    return framed(context, Carrier{}, "Connection: close\r\n", "");
}

Finding judge_refusal(const RawAnswer& answer) {
    const std::size_t answers = answer.answers();
    if (answers > 1) return failed(described(answer) + " : la requête est admise, et la suite est lue");
    if (answers == 1 && is_refusal(answer.status())) return passed(described(answer));
    if (answer.closed && answers == 0 && answer.received.empty()) return passed(described(answer));
    if (answer.closed) return warned(described(answer) + " : la requête est admise, mais rien n'est lu après elle");
    return warned(described(answer) + " : la requête n'est pas refusée");
}

}  // namespace audit
