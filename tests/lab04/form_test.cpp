#include "04-cgi/form.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fstream>
#include <sstream>

#include "common/system_error.hpp"
#include "lab03/temporary_directory.hpp"
#include "support/lesson.hpp"

namespace {

const std::string multipart_type = "multipart/form-data; boundary=limite";
const std::string urlencoded_type = "application/x-www-form-urlencoded";

support::Lesson form_lesson(const std::string& rule = "RFC 3875 §4.2") {
    return support::Lesson{{rule, "04-cgi.md#les-formulaires", {}}};
}

std::string field(const std::string& name, const std::string& value, const std::string& more = {}) {
    return "--limite\r\nContent-Disposition: form-data; name=\"" + name + "\"" + more + "\r\n\r\n" + value + "\r\n";
}

// What a script is given to read: a body in a file, where its position tells how much was read.
class Request {
public:
    Request(std::string content_type, const std::string& body)
        : file_{played::TemporaryDirectory::open(directory_.write("corps", body))},
          source_{"POST", {}, std::move(content_type), std::to_string(body.size()), file_.get()} {}

    cgi::FormSource& source() { return source_; }
    cgi::Form read(const cgi::FormLimits& limits = {}) { return cgi::read_form(source_, limits); }
    long bytes_read() const { return static_cast<long>(::lseek(file_.get(), 0, SEEK_CUR)); }

    // Reads a form that cannot be read: the status, 0 if it can.
    int status(const cgi::FormLimits& limits = {}) {
        try {
            read(limits);
        } catch (const cgi::FormError& error) {
            reason_ = error.what();
            return error.status();
        }
        return 0;
    }
    const std::string& reason() const { return reason_; }

private:
    played::TemporaryDirectory directory_;
    common::UniqueFd file_;
    cgi::FormSource source_;
    std::string reason_;
};

std::string joined(const std::vector<std::string>& values) {
    std::string text;
    for (const std::string& value : values) text += (text.empty() ? "" : "|") + value;
    return text;
}

std::string content_of(const std::string& path) {
    std::ifstream file{path, std::ios::binary};
    std::ostringstream content;
    content << file.rdbuf();
    return content.str();
}

}  // namespace

TEST_CASE("4.6 un formulaire GET se lit dans la chaîne de requête") {
    support::Lesson lesson = form_lesson("RFC 3875 §4.1.7");
    const cgi::Form form = cgi::read_form({"GET", "name=Zo%C3%A9+B&vide=&x=1&x=2", {}, {}, -1});
    lesson.expect("name", form.value("name", "toi"), "Zoé B");
    lesson.expect("un champ vide est là", form.has("vide"), true);
    lesson.expect("et vide", form.value("vide", "autre"), "");
    lesson.expect("un champ absent", form.value("absent", "autre"), "autre");
    lesson.expect("la première valeur", form.value("x"), "1");
    lesson.expect("toutes", joined(form.values("x")), "1|2");
    lesson.expect("les noms", joined(form.names()), "name|vide|x");
}

TEST_CASE("4.6 un formulaire POST se lit sur l'entrée standard, puis dans la chaîne de requête") {
    support::Lesson lesson = form_lesson();
    Request request{urlencoded_type + "; charset=UTF-8", "name=Zo%C3%A9&x=1"};
    request.source().query = "x=2&id=3";
    const cgi::Form form = request.read();
    lesson.expect("name", form.value("name"), "Zoé");
    lesson.expect("x", joined(form.values("x")), "1|2");
    lesson.expect("id", form.value("id"), "3");
}

TEST_CASE("4.6 le corps est lu jusqu'à CONTENT_LENGTH, jamais plus loin") {
    support::Lesson lesson = form_lesson();
    Request request{urlencoded_type, "a=1&b=2&c=3"};
    request.source().content_length = "7";
    const cgi::Form form = request.read();
    lesson.expect("les noms", joined(form.names()), "a|b");
    lesson.expect("les octets lus", request.bytes_read(), 7);
}

TEST_CASE("4.6 un formulaire multipart donne ses valeurs et ses fichiers") {
    support::Lesson lesson = form_lesson("RFC 7578");
    const std::string body =
        field("name", "Zoé") + field("x", "1") + field("x", "2") +
        field("photo", "\xFF\xD8", "; filename=\"C:\\a\\.b.jpg\"\r\nContent-Type: image/jpeg") +
        field("photo", "texte", "; filename=\"c.txt\"") + field("vide", "", "; filename=\"\"") + "--limite--\r\n";
    Request request{multipart_type, body};
    const cgi::Form form = request.read();
    lesson.expect("name", form.value("name"), "Zoé");
    lesson.expect("x", joined(form.values("x")), "1|2");
    const auto photos = form.files("photo");
    lesson.require("le nombre de fichiers", photos.size(), 2u);
    lesson.expect("le nom du premier, assaini", photos[0].name(), "b.jpg");
    lesson.expect("son type", photos[0].type(), "image/jpeg");
    lesson.expect("son contenu", photos[0].read(), "\xFF\xD8");
    lesson.expect("le type du second, qu'on n'a pas dit", photos[1].type(), "text/plain");
    lesson.expect("sa taille", photos[1].size(), 5u);
    lesson.expect("aucun fichier choisi", form.files("vide").size(), 0u);
    lesson.expect("un fichier n'est pas une valeur", form.has("photo"), false);
}

TEST_CASE("4.6 un champ nommé _charset_ dit comment lire les textes") {
    support::Lesson lesson = form_lesson("RFC 7578 §4.6");
    Request old{multipart_type, field("nom", "Zo\xE9 \x80") + field("_charset_", "windows-1252") +
                                    field("pr\xE9nom", "x") +
                                    field("f", "\xE9", "; filename=\"\xE9t\xE9.txt\"") + "--limite--"};
    const cgi::Form old_form = old.read();
    lesson.expect("une valeur", old_form.value("nom"), "Zoé €");
    lesson.expect("un nom", old_form.value("prénom"), "x");
    lesson.require("le fichier est là", old_form.files("f").size(), 1u);
    lesson.expect("un nom de fichier", old_form.files("f")[0].name(), "été.txt");
    lesson.expect("le contenu d'un fichier n'est pas converti", old_form.files("f")[0].read(), "\xE9");
    const std::string latin1 = "\r\nContent-Type: text/plain; charset=iso-8859-1";
    Request silent{multipart_type, field("nom", "Zo\xE9") + field("a", "\xE9", latin1) + "--limite--"};
    const cgi::Form silent_form = silent.read();
    lesson.expect("sans _charset_", silent_form.value("nom"), "Zo\xEF\xBF\xBD");
    lesson.expect("une partie qui dit son jeu de caractères", silent_form.value("a"), "é");
    const cgi::Form query = cgi::read_form({"GET", "_charset_=iso-8859-1&nom=Zo%E9", {}, {}, -1});
    lesson.expect("dans une chaîne de requête", query.value("nom"), "Zoé");
}

TEST_CASE("4.6 un grand fichier passe par un fichier temporaire sans nom, et s'enregistre") {
    support::Lesson lesson = form_lesson("RFC 7578");
    std::string content;
    for (int i = 0; i < 100'000; ++i) content += "ligne " + std::to_string(i) + "\r\n--limite\rX\r\n--limit";
    Request request{multipart_type, field("petit", "p", "; filename=p") + field("grand", content, "; filename=g") +
                                        field("petit", "q", "; filename=q") + "--limite--"};
    const cgi::Form form = request.read();
    const auto large = form.files("grand");
    lesson.require("le grand fichier est là", large.size(), 1u);
    lesson.expect("son contenu est le même", large[0].read() == content, true);
    lesson.expect("un petit fichier derrière lui", form.files("petit").at(1).read(), "q");
    const played::TemporaryDirectory directory;
    large[0].save_as(directory.path("copie"));
    lesson.expect("la copie est la même", content_of(directory.path("copie")) == content, true);
}

TEST_CASE("4.6 save_as n'écrase rien") {
    support::Lesson lesson = form_lesson("open(2), O_EXCL");
    Request request{multipart_type, field("f", "nouveau", "; filename=f") + "--limite--"};
    const cgi::Form form = request.read();
    const played::TemporaryDirectory directory;
    const std::string path = directory.write("f", "ancien");
    bool refused = false;
    try {
        form.files("f").at(0).save_as(path);
    } catch (const std::system_error&) {
        refused = true;
    }
    lesson.expect("le nom est pris : une exception", refused, true);
    lesson.expect("ce qui était là reste", content_of(path), "ancien");
}

TEST_CASE("4.6 un formulaire qu'on ne peut pas lire donne une FormError avec son statut") {
    support::Lesson lesson = form_lesson();
    lesson.step("la chaîne de requête et le corps passent par vos analyseurs");
    lesson.expect("rien n'est rien", cgi::read_form({"GET", "a=1", {}, {}, -1}).value("a"), "1");
    Request cut{multipart_type, field("a", "x")};
    lesson.expect("sans dernière frontière", cut.status(), 400);
    lesson.expect_contains("la raison", cut.reason(), "sans la dernière frontière");
    Request shorter{urlencoded_type, "a=1"};
    shorter.source().content_length = "4";
    lesson.expect("plus court qu'annoncé", shorter.status(), 400);
    Request number{urlencoded_type, "a=1"};
    number.source().content_length = "3x";
    lesson.expect("CONTENT_LENGTH mal écrit", number.status(), 400);
    Request unknown{"application/json", "{}"};
    lesson.expect("un autre type", unknown.status(), 415);
    Request boundless{"multipart/form-data", "--limite--"};
    lesson.expect("sans frontière", boundless.status(), 400);
}

TEST_CASE("4.6 ce qui dépasse les limites donne 413, au même octet où qu'on coupe") {
    support::Lesson lesson = form_lesson("RFC 9110 §15.5.14");
    cgi::FormLimits limits;
    limits.memory_bytes = 10;
    limits.file_bytes = 5;
    limits.total_bytes = 500;
    Request fits{multipart_type, field("a", "123456789") + field("", "12345", "; filename=\"\"") + "--limite--"};
    lesson.expect("juste les limites", fits.status(limits), 0);
    Request values{multipart_type, field("a", "1234567890") + "--limite--"};
    lesson.expect("des textes de onze octets pour dix", values.status(limits), 413);
    Request files{multipart_type, field("", "123456", "; filename=\"\"") + "--limite--"};
    lesson.expect("un fichier de six octets pour cinq", files.status(limits), 413);
    Request total{multipart_type, std::string(500, ' ') + "\r\n--limite--"};
    lesson.expect("un corps trop long", total.status(limits), 413);
}
