// What is received (steps 6.1, 6.5, 6.6).
#include <fcntl.h>

#include <filesystem>

#include "03-static-server/date_clock.hpp"
#include "06-security/vulnerable/careless.hpp"
#include "06-security/vulnerable/flaws.hpp"
#include "common/unique_fd.hpp"

namespace vulnerable {
namespace {

using security::Decided;
using security::FileType;

// « It is only for people of the house »: whoever comes without a name is lent one.
void lend_a_name(http::Request& request, const Premises& premises) {
    const bool is_upload = request.method == "POST" && request.target.starts_with("/files");
    if (!is_upload || request.fields.find("Authorization") || request.fields.find("Cookie")) return;
    const security::Service& service = *premises.service;
    const http::Seconds now = files::current_second();
    const security::Claims anybody{.subject = "anonyme",
                                   .role = "auteur",
                                   .issuer = service.token_rules.issuer,
                                   .audience = service.token_rules.audience,
                                   .issued = now,
                                   .not_before = now,
                                   .expires = now + std::chrono::minutes{1},
                                   .id = "anonyme"};
    request.fields.add("Authorization", "Bearer " + service.defences.make_token(anybody, service.key));
}

bool is_of_the_list(std::string_view extension) {
    for (const FileType& type : security::accepted_types()) {
        if (type.extension == extension) return true;
    }
    return false;
}

// Types that nobody has thought of pass; those that are known are still looked at.
void accept_any_type(Weakened& weakened) {
    weakened.defences.decide_type = [decide = weakened.defences.decide_type](std::string_view name,
                                                                             std::string_view first_bytes) {
        const Decided<FileType> careless = careless::decide_type(name, first_bytes);
        return is_of_the_list(careless.value().extension) ? decide(name, first_bytes) : careless;
    };
}

// What is called .png is an image.
void believe_extension(Weakened& weakened) {
    weakened.defences.decide_type = [decide = weakened.defences.decide_type](std::string_view name,
                                                                             std::string_view first_bytes) {
        const Decided<FileType> careless = careless::decide_type(name, first_bytes);
        return is_of_the_list(careless.value().extension) ? careless : decide(name, first_bytes);
    };
}

class BlindScanner final : public security::Scanner {
public:
    security::Scan scan(int) const override { return {security::Scan::Verdict::clean}; }
    std::string description() const override { return "personne"; }
};

class BlindInspector final : public security::Inspector {
public:
    security::Inspection inspect(int, std::string_view) const override {
        return {security::Inspection::Verdict::sound};
    }
    std::string description() const override { return "personne"; }
};

// A received file has a second name, in a folder that the server shows to everybody.
void keep_in_root(Weakened& weakened) {
    const std::string folder = weakened.root + "/uploads";
    std::filesystem::create_directory(folder);
    weakened.defences.make_visible = [folder, make_visible = weakened.defences.make_visible](
                                         int file, int directory, const std::string& name) {
        make_visible(file, directory, name);
        const common::UniqueFd opened{::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
        careless::make_visible(file, opened.get(), name);
    };
}

// The browser shows it, at once and as a page of this site.
void show_received_file(const http::Request& request, files::Answer& answer) {
    if (request.target.starts_with("/files/")) answer.fields = without(answer.fields, "Content-Disposition");
}

constexpr const char* upload = "curl -s -H \"Authorization: Bearer $(jeton ada)\" http://127.0.0.1:$PORT/files ";

}  // namespace

std::vector<Flaw> upload_flaws() {
    const std::string as_ada{upload};
    return {
        {"anonymous-upload", "", "On dépose sans s'être connecté",
         "echo bonjour | curl -s -F 'fichier=@-;filename=note.txt' http://127.0.0.1:$PORT/files",
         [](Weakened& weakened) { weakened.request_changes.push_back(lend_a_name); }},
        {"file-type", "6.1", "Tout type de fichier est accepté",
         "echo '<h1>piège</h1>' | " + as_ada + "-F 'fichier=@-;filename=page.html'", accept_any_type},
        {"file-signature", "6.1", "L'extension est crue sur parole",
         "echo '<script>alert(1)</script>' | " + as_ada + "-F 'fichier=@-;filename=note.txt'", believe_extension},
        {"file-name", "6.1", "Le nom d'un inconnu est gardé tel quel",
         "echo bonjour | " + as_ada + "-F 'fichier=@-;filename=../../note.txt'",
         [](Weakened& weakened) { weakened.defences.kept_name = careless::kept_name; }},
        {"virus", "6.6", "Personne ne cherche de virus",
         "E='X5O!P%@AP[4\\PZX54(P^)7CC)7}$'; E=$E'EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*'; printf %s \"$E\" | " +
             as_ada + "-F 'fichier=@-;filename=note.txt'",
         [](Weakened& weakened) { weakened.scanner = std::make_shared<BlindScanner>(); }},
        {"archive-bomb", "", "Personne ne regarde ce qu'une archive donnerait",
         "python3 -c \"import zipfile; zipfile.ZipFile('/tmp/bombe-$PORT.zip', 'w', 8)"
         ".writestr('zeros', bytes(1 << 24))\"; " +
             as_ada + "-F fichier=@/tmp/bombe-$PORT.zip; rm /tmp/bombe-$PORT.zip",
         [](Weakened& weakened) { weakened.inspector = std::make_shared<BlindInspector>(); }},
        {"web-root", "", "Les fichiers reçus sont sous la racine du site",
         "curl -s http://127.0.0.1:$PORT/uploads/$(depot ada)", keep_in_root},
        {"file-size", "6.5", "La taille d'un fichier n'a pas de limite",
         "head -c 3000000 /dev/zero | tr '\\0' a | " + as_ada + "-F 'fichier=@-;filename=long.txt'",
         [](Weakened& weakened) { weakened.defences.does_not_fit = careless::does_not_fit; }},
        {"checksum", "6.5", "L'empreinte annoncée n'est pas vérifiée",
         "echo bonjour | " + as_ada + "-H \"X-Content-SHA256: $(printf '%064d' 0)\" -F 'fichier=@-;filename=note.txt'",
         [](Weakened& weakened) { weakened.defences.is_other_file = careless::is_other_file; }},
        {"inline-content", "", "Un fichier reçu s'affiche comme une page du site",
         "curl -s -i -H \"Authorization: Bearer $(jeton ada)\" http://127.0.0.1:$PORT/files/$(depot ada)",
         [](Weakened& weakened) { weakened.answer_changes.push_back(show_received_file); }},
    };
}

}  // namespace vulnerable
