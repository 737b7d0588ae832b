// What TLS says of the connection that the request came by.
#include "04-cgi/form_text.hpp"
#include "05-https-client/playground/site.hpp"
#include "05-https-client/server/tls_stream.hpp"

namespace playground {
namespace {

// A text of the handshake; null if the client has not said it.
Json text_or_null(const std::string& text) {
    return text.empty() ? Json{} : Json(cgi::to_text(text, cgi::Charset::utf8));
}

files::Answer tls(const files::Exchange& exchange) {
    const auto* const stream = dynamic_cast<const https::TlsStream*>(&exchange.stream);
    if (!stream) return json_answer({{"tls", false}});
    const https::TlsFacts facts = stream->facts();
    return json_answer({{"tls", true},
                        {"version", facts.version},
                        {"suite", facts.suite},
                        {"server_name", text_or_null(facts.server_name)},
                        {"protocol", text_or_null(facts.protocol)},
                        {"client_certificate", text_or_null(facts.client_subject)},
                        {"resumed", facts.resumed}});
}

}  // namespace

void add_tls(files::Dispatcher& site) {
    site.on("GET", "/tls", view(tls));
}

}  // namespace playground
