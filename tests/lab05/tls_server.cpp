#include "lab05/tls_server.hpp"

#include <iostream>

namespace played {

TlsServer::TlsServer(files::Handler handler, files::Limits limits, bool asks_clients)
    : files_{make_certificate(directory_)} {
    https::CertificateFiles files = files_;
    if (asks_clients) files.client_authorities = files.certificate;
    files::ServerOptions options;
    options.port = 0;
    options.limits = limits;
    options.report_failure = [this](std::string_view failure) {
        const std::lock_guard lock{mutex_};
        std::cerr << "échec interne : " + std::string{failure} + "\n";  // for a test that ends before it asks
        failures_ += std::string{failure} + "\n";
    };
    options.others.push_back(https::listener(0, std::make_shared<https::ServerContext>(files)));
    server_ = std::make_unique<files::Server>(options, [handler](const asio::any_io_executor&) { return handler; });
    server_->start();
}

void TlsServer::expect_no_failure(support::Lesson& lesson) {
    const std::lock_guard lock{mutex_};
    lesson.expect("les échecs internes du serveur", failures_, "");
}

files::Handler describe_tls() {
    return [](files::Exchange& exchange) -> asio::awaitable<files::Answer> {
        files::Answer answer;
        std::string text = exchange.stream.is_secure() ? "sûr" : "en clair";
        if (const auto* const stream = dynamic_cast<const https::TlsStream*>(&exchange.stream)) {
            const https::TlsFacts facts = stream->facts();
            text += " " + facts.version + " " + facts.server_name + " " + facts.protocol + " " + facts.client_subject +
                    (facts.resumed ? " repris" : "");
        }
        answer.body = text;
        co_return answer;
    };
}

std::string last_get(std::string_view path) {
    return "GET " + std::string{path} + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
}

}  // namespace played
