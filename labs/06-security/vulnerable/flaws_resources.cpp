// How long and how much a stranger may (lab 03, step 3.8).
#include "06-security/vulnerable/flaws.hpp"

namespace vulnerable {
namespace {

using namespace std::chrono_literals;

void wait_for_heads(Weakened& weakened) {
    weakened.limits.header_time = 1h;
}

void wait_for_bodies(Weakened& weakened) {
    weakened.limits.stall_time = 1h;
    weakened.limits.rate_grace = 1h;
}

void take_large_heads(Weakened& weakened) {
    weakened.limits.message.start_line_bytes = 16 * 1024 * 1024;
    weakened.limits.message.fields_bytes = 16 * 1024 * 1024;
}

void take_many_fields(Weakened& weakened) {
    weakened.limits.message.field_count = 1'000'000;
}

}  // namespace

std::vector<Flaw> resource_flaws() {
    return {
        {"slow-head", "", "Un client peut mettre une heure à envoyer son en-tête",
         "(printf 'GET / HTTP/1.1\\r\\n'; for i in $(seq 5); do sleep 1; printf \"X-$i: 1\\r\\n\"; done; "
         "printf 'Host: a\\r\\n\\r\\n') | curl -s -m 10 telnet://127.0.0.1:$PORT",
         wait_for_heads},
        {"slow-body", "", "Un client peut mettre une heure à envoyer son corps",
         "(printf 'POST /token HTTP/1.1\\r\\nHost: a\\r\\nContent-Type: application/x-www-form-urlencoded\\r\\n"
         "Content-Length: 8\\r\\n\\r\\n'; for i in $(seq 8); do sleep 1; printf a; done) | "
         "curl -s -m 12 telnet://127.0.0.1:$PORT",
         wait_for_bodies},
        {"large-head", "", "L'en-tête d'une requête peut faire 16 Mio",
         "curl -s -o /dev/null -w '%{http_code}' -H \"X-Long: $(head -c 100000 /dev/zero | tr '\\0' a)\" "
         "http://127.0.0.1:$PORT/",
         take_large_heads},
        {"many-fields", "", "Une requête peut avoir un million de champs",
         "(printf 'GET / HTTP/1.0\\r\\nHost: a\\r\\n'; for i in $(seq 1000); do printf \"X-$i: 1\\r\\n\"; done; "
         "printf '\\r\\n') | curl -s -m 5 telnet://127.0.0.1:$PORT | head -1",
         take_many_fields},
    };
}

}  // namespace vulnerable
