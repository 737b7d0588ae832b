#include "05-https-client/server/tls_program.hpp"

#include <CLI/CLI.hpp>
#include <iostream>

#include "05-https-client/server/tls_stream.hpp"
#include "common/program.hpp"

namespace https {

void declare_tls_options(CLI::App& app, TlsOptions& options) {
    app.add_option("--tls-port", options.port, "Port d'écoute de HTTPS (0 : un port libre)")
        ->check(common::whole_number(0, 65'535))->type_name("PORT");
    app.add_option("--tls-cert", options.files.certificate, "Certificat du serveur, puis sa chaîne (PEM)")
        ->type_name("FICHIER");
    app.add_option("--tls-key", options.files.key, "Clé privée de ce certificat (PEM)")
        ->type_name("FICHIER")->default_str("dans le fichier du certificat");
    app.add_option("--tls-client-ca", options.files.client_authorities,
                   "Demande aux clients un certificat de ces autorités (PEM), et refuse ceux qui n'en ont pas")
        ->type_name("FICHIER");
}

void add_tls(const TlsOptions& options, files::ServerOptions& server) {
    const CertificateFiles& files = options.files;
    const bool has_files = !files.certificate.empty() || !files.key.empty() || !files.client_authorities.empty();
    if (!options.port) {
        if (has_files) {
            throw common::WrongUsage{"un certificat sans --tls-port ne sert à rien : ajoutez --tls-port 8443"};
        }
        return;
    }
    if (files.certificate.empty()) {
        throw common::WrongUsage{"--tls-port demande un certificat ; pour cette machine, « make_certs certs » en fait "
                                 "un : ajoutez ensuite --tls-cert certs/server.pem --tls-key certs/server.key"};
    }
    const auto context = std::make_shared<ServerContext>(files);
    for (const std::string& warning : context->warnings()) std::cerr << "Attention : " << warning << ".\n";
    server.others.push_back(listener(*options.port, context));
}

}  // namespace https
