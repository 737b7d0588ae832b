// Compressed answers, whatever the client accepts.
#include "05-https-client/playground/compressed.hpp"
#include "05-https-client/playground/site.hpp"

namespace playground {
namespace {

files::Answer compressed_echo(const files::Exchange& exchange, Coding coding, std::string_view name,
                              std::string_view done) {
    const Json echo{{std::string{done}, true},
                    {"headers", headers_of(exchange)},
                    {"method", exchange.request.method},
                    {"origin", exchange.peer}};
    files::Answer answer = json_answer(echo);
    answer.fields.add("Content-Encoding", name);
    answer.fields.add("Vary", "Accept-Encoding");
    answer.body = compressed(to_text(echo), coding);
    return answer;
}

}  // namespace

void add_compressions(files::Dispatcher& site) {
    site.on("GET", "/gzip", view([](const files::Exchange& exchange) {
        return compressed_echo(exchange, Coding::gzip, "gzip", "gzipped");
    }));
    site.on("GET", "/deflate", view([](const files::Exchange& exchange) {
        return compressed_echo(exchange, Coding::deflate, "deflate", "deflated");
    }));
}

}  // namespace playground
