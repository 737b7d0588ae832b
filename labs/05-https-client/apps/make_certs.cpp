// Makes the certificates of a class.
#include <CLI/CLI.hpp>
#include <unistd.h>

#include <algorithm>
#include <iostream>

#include "05-https-client/certificates/class_certificates.hpp"
#include "05-https-client/certificates/issue.hpp"
#include "common/program.hpp"
#include "common/terminal.hpp"

namespace {

void declare(CLI::App& app, client::ClassOptions& options) {
    app.add_option("RÉPERTOIRE", options.directory, "Où écrire les fichiers (créé s'il le faut)")->required();
    app.add_option("--days", options.days, "Durée de validité, en jours")
        ->check(common::whole_number(1, client::most_days))->type_name("JOURS")->capture_default_str();
    app.add_option("--host", options.hosts,
                   "Nom ou adresse IP du serveur, outre localhost, 127.0.0.1 et ::1 (répétable)")
        ->type_name("NOM")->take_all();
    app.add_flag("--broken", options.broken, "Crée aussi des certificats qu'un client doit refuser");
    app.add_flag("--force", options.force, "Remplace l'autorité qui existe : il faudra redonner ca.pem à tous");
}

void check_hosts(const std::vector<std::string>& hosts) {
    for (const std::string& host : hosts) {
        if (client::is_host_name(host)) continue;
        throw common::WrongUsage{"« --host " + host +
                                 " » n'est ni une adresse IP, ni un nom d'hôte en lettres ASCII (« xn--… » pour les "
                                 "autres)"};
    }
}

void print_files(const client::MadeCertificates& made) {
    constexpr std::size_t column = 20;
    const common::Palette palette = common::Palette::for_descriptor(STDOUT_FILENO);
    for (const client::MadeFile& file : made.files) {
        const std::string gap(column - std::min(column - 1, common::columns(file.name)), ' ');
        std::cout << "  " << palette.bold(file.name) << gap << file.what << '\n';
    }
}

void print_advice(const std::string& directory) {
    const std::string authority = directory + "/ca.pem";
    std::cout << "\nPour faire confiance à cette autorité :\n"
              << "  curl --cacert " << authority << " https://localhost:8443/\n"
              << "  https_client --cacert " << authority << " https://localhost:8443/\n"
              << "  Firefox : Paramètres, Vie privée et sécurité, Certificats, Afficher les certificats, Autorités,\n"
              << "    Importer ca.pem, et cocher « Confirmer cette AC pour identifier des sites web »\n"
              << "  Chromium : chrome://certificate-manager, Certificats locaux, Installés par vous, Importer ; ou\n"
              << "    certutil -d sql:$HOME/.pki/nssdb -A -t C,, -n Atelier -i " << authority
              << "   (paquet libnss3-tools)\n"
              << "\nGardez ca.key : elle signera les prochains certificats. Ne la donnez à personne : avec elle, on\n"
              << "se fait passer pour n'importe quel site auprès de qui fait confiance à ca.pem. Le cours fini,\n"
              << "retirez cette autorité des navigateurs.\n";
}

int make(const client::ClassOptions& options) {
    check_hosts(options.hosts);
    const client::MadeCertificates made = client::make_class_certificates(options);
    std::cout << (made.authority_is_new ? "Une nouvelle autorité et ses certificats sont dans « "
                                        : "L'autorité qui existait est gardée ; ses certificats sont dans « ")
              << options.directory << " » :\n";
    print_files(made);
    print_advice(options.directory);
    return 0;
}

}  // namespace

int main(int argc, char** argv) {
    client::ClassOptions options;
    const common::ProgramDescription description{
        .name = "make_certs",
        .purpose = "Crée l'autorité de certification d'une classe, et les certificats d'un serveur et d'un client.",
        .examples = "  make_certs certs\n"
                    "  make_certs certs --host poste-12.classe.example --host 192.0.2.12 --days 90\n"
                    "  make_certs certs --broken"};
    return common::run_program(
        argc, argv, description, [&](CLI::App& app) { declare(app, options); }, [&] { return make(options); });
}
