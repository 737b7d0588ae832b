#include "lab05/tls_attempt.hpp"

#include <array>

#include "01-tcp/client.hpp"
#include "05-https-client/errors.hpp"
#include "05-https-client/tls_transport.hpp"

namespace scripted {

void TlsEar::tls_message(bool sent, std::string_view name, std::size_t bytes) {
    if (bytes == 0) messages += "(vide) ";
    messages += (sent ? "> " : "< ") + std::string{name} + ' ';
}

client::TlsOptions class_options() {
    return {.verify = TestCertificates::get().authority(), .certificate = {}};
}

TlsAttempt try_tls(const Server& server, const std::string& host, const client::TlsContext& context,
                   std::chrono::milliseconds connect) {
    TlsAttempt attempt;
    common::UniqueFd socket = tcp::connect_to(server.address(), tcp::Deadline::after(peers::patience));
    const client::Timer timer{{.connect = connect, .read = peers::patience}};
    try {
        attempt.transport = client::start_tls(std::move(socket), host, context, timer, attempt.ear);
    } catch (const client::SSLError& error) {
        attempt.error = error.what();
        attempt.verify_code = error.verify_code();
    }
    return attempt;
}

TlsAttempt try_tls(const Server& server, const std::string& host, const client::TlsOptions& options) {
    return try_tls(server, host, client::TlsContext{options});
}

TlsAttempt try_server(const TlsSettings& settings, const std::string& host, const client::TlsOptions& options) {
    const Server server{over_tls(settings, [](TlsGuest& guest) { guest.say_goodbye(); })};
    return try_tls(server, host, options);
}

std::string read_all(client::Transport& transport) {
    std::string bytes;
    std::array<char, 16 * 1024> buffer;
    for (;;) {
        const tcp::Chunk chunk = transport.read_some(buffer, tcp::Deadline::after(peers::patience));
        bytes.append(buffer.data(), chunk.size);
        if (chunk.outcome == tcp::Outcome::complete) continue;
        if (chunk.outcome == tcp::Outcome::end_of_stream) return bytes + "(fin)";
        return bytes + (chunk.outcome == tcp::Outcome::reset ? "(coupure)" : "(délai)");
    }
}

support::Lesson tls_lesson() {
    return support::Lesson{{.rule = "RFC 8446 ; RFC 9525", .slide = "05-https-client.md#la-poignée-de-main",
                            .command = "./lab run https_client --explain https://127.0.0.1:8443/"}};
}

}  // namespace scripted
