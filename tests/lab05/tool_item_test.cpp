#include "05-https-client/tool/address.hpp"
#include "05-https-client/tool/form_part.hpp"
#include "05-https-client/tool/item.hpp"
#include "common/program.hpp"
#include "support/catch.hpp"

using tool::Item;
using tool::ItemKind;

TEST_CASE("https_client : chaque signe d'un élément dit ce qu'il est") {
    CHECK(tool::parse_item("Accept:text/html") == Item{ItemKind::header, "Accept", "text/html"});
    CHECK(tool::parse_item("Accept: text/html") == Item{ItemKind::header, "Accept", "text/html"});
    CHECK(tool::parse_item("Accept:") == Item{ItemKind::header_removed, "Accept", ""});
    CHECK(tool::parse_item("X-Vide;") == Item{ItemKind::header_empty, "X-Vide", ""});
    CHECK(tool::parse_item("page==2") == Item{ItemKind::query, "page", "2"});
    CHECK(tool::parse_item("nom=Ada") == Item{ItemKind::text, "nom", "Ada"});
    CHECK(tool::parse_item("nom=") == Item{ItemKind::text, "nom", ""});
    CHECK(tool::parse_item("âge:=36") == Item{ItemKind::json, "âge", "36"});
    CHECK(tool::parse_item("photo@chat.jpg;type=image/png") ==
          Item{ItemKind::file, "photo", "chat.jpg;type=image/png"});
    CHECK(tool::parse_item("note=@n.txt") == Item{ItemKind::text_from_file, "note", "n.txt"});
    CHECK(tool::parse_item("liste:=@l.json") == Item{ItemKind::json_from_file, "liste", "l.json"});
}

TEST_CASE("https_client : le premier signe d'un élément compte, et le plus long") {
    CHECK(tool::parse_item("a=b==c") == Item{ItemKind::text, "a", "b==c"});
    CHECK(tool::parse_item("a==b=c") == Item{ItemKind::query, "a", "b=c"});
    CHECK(tool::parse_item("a=b@c") == Item{ItemKind::text, "a", "b@c"});
    CHECK(tool::parse_item("mail=ada@example.org") == Item{ItemKind::text, "mail", "ada@example.org"});
    CHECK(tool::parse_item("Host:example.org:8080") == Item{ItemKind::header, "Host", "example.org:8080"});
}

TEST_CASE("https_client : une barre inversée ôte son sens à un signe, et à lui seul") {
    CHECK(tool::parse_item(R"(a\:b=c)") == Item{ItemKind::text, "a:b", "c"});
    CHECK(tool::parse_item(R"(a\==b)") == Item{ItemKind::text, "a=", "b"});
    CHECK(tool::parse_item(R"(chemin=C\dossier)") == Item{ItemKind::text, "chemin", R"(C\dossier)"});
    CHECK(tool::parse_item(R"(a=b\)") == Item{ItemKind::text, "a", R"(b\)"});
}

TEST_CASE("https_client : un élément sans signe, sans nom ou mal fini est un appel faux") {
    CHECK_THROWS_AS(tool::parse_item("abc"), common::WrongUsage);
    CHECK_THROWS_AS(tool::parse_item(""), common::WrongUsage);
    CHECK_THROWS_AS(tool::parse_item("=abc"), common::WrongUsage);
    CHECK_THROWS_AS(tool::parse_item("X-Vide;abc"), common::WrongUsage);
}

TEST_CASE("https_client : le premier mot est une méthode s'il en a l'air et qu'un autre le suit") {
    CHECK(tool::parse_words({"PUT", "example.org"}).method == "PUT");
    CHECK(tool::parse_words({"delete", "example.org"}).method == "DELETE");
    CHECK(tool::parse_words({"PROPFIND", "example.org"}).method == "PROPFIND");
    CHECK(tool::parse_words({"get"}).address == "get");
    CHECK(tool::parse_words({"localhost", "a=b"}).address == "localhost");
    CHECK(tool::parse_words({"localhost", "a=b"}).items.size() == 1);
    CHECK_THROWS_AS(tool::parse_words({""}), common::WrongUsage);
}

TEST_CASE("https_client : une adresse sans schéma est en https, sauf pour cette machine") {
    CHECK(tool::whole_address("example.org/a?b") == "https://example.org/a?b");
    CHECK(tool::whole_address("//example.org") == "https://example.org");
    CHECK(tool::whole_address("localhost:8081/get") == "http://localhost:8081/get");
    CHECK(tool::whole_address("LOCALHOST") == "http://LOCALHOST");
    CHECK(tool::whole_address("127.0.0.1:8081") == "http://127.0.0.1:8081");
    CHECK(tool::whole_address("[::1]:8081/") == "http://[::1]:8081/");
    CHECK(tool::whole_address("::1") == "http://[::1]");
    CHECK(tool::whole_address(":8081/get") == "http://localhost:8081/get");
    CHECK(tool::whole_address(":/get") == "http://localhost/get");
    CHECK(tool::whole_address("127.0.0.1.example.org") == "https://127.0.0.1.example.org");
    CHECK(tool::whole_address("localhost@example.org") == "https://localhost@example.org");
    CHECK(tool::whole_address("HTTP://example.org") == "HTTP://example.org");
    CHECK(tool::whole_address("example.org/?u=http://a") == "https://example.org/?u=http://a");
}

TEST_CASE("https_client : un autre schéma que http et https se reconnaît") {
    CHECK(tool::has_other_scheme("ftp://example.org"));
    CHECK(tool::has_other_scheme("file:///etc/passwd"));
    CHECK_FALSE(tool::has_other_scheme("HTTPS://example.org"));
    CHECK_FALSE(tool::has_other_scheme("localhost:80/ftp://"));
}

TEST_CASE("https_client : -O prend le nom qui finit l'adresse, et jamais un chemin") {
    CHECK(tool::remote_name("https://example.org/images/chat.jpg?v=2#haut") == "chat.jpg");
    CHECK(tool::remote_name("https://example.org/a%2Fb") == "a%2Fb");
    CHECK(tool::remote_name("https://example.org/") == "");
    CHECK(tool::remote_name("https://example.org") == "");
    CHECK(tool::remote_name("https://example.org/a/..") == "");
    CHECK(tool::remote_name("https://example.org/a/%2e%2E") == "");
}

TEST_CASE("https_client : -G et -T complètent l'adresse avant sa chaîne de requête et son fragment") {
    CHECK(tool::with_query("http://a/b", "x=1") == "http://a/b?x=1");
    CHECK(tool::with_query("http://a/b?c=2#d", "x=1") == "http://a/b?c=2&x=1#d");
    CHECK(tool::with_query("http://a/b?", "x=1") == "http://a/b?x=1");
    CHECK(tool::with_file_name("http://a/docs/", "images/chat.jpg") == "http://a/docs/chat.jpg");
    CHECK(tool::with_file_name("http://a/docs/?v=1", "un été.txt") == "http://a/docs/un%20%C3%A9t%C3%A9.txt?v=1");
    CHECK(tool::with_file_name("http://a/docs", "chat.jpg") == "http://a/docs");
    CHECK(tool::with_file_name("http://a/docs/", "-") == "http://a/docs/");
}

TEST_CASE("https_client : -F connaît le texte, le fichier, son type et son nom") {
    const tool::FormPart text = tool::parse_form_part("nom=Ada=Lovelace");
    CHECK(text.kind == tool::FormPart::Kind::text);
    CHECK(text.file.field == "nom");
    CHECK(text.file.content == "Ada=Lovelace");

    const tool::FormPart file = tool::parse_form_part("photo=@a/chat.jpg;type=image/png;filename=minou.png");
    CHECK(file.kind == tool::FormPart::Kind::file);
    CHECK(file.file.path == "a/chat.jpg");
    CHECK(file.file.type == "image/png");
    CHECK(file.file.file_name == "minou.png");

    const tool::FormPart quoted = tool::parse_form_part(R"(photo=@"a;b.jpg";filename="c;d.jpg")");
    CHECK(quoted.file.path == "a;b.jpg");
    CHECK(quoted.file.file_name == "c;d.jpg");

    CHECK(tool::parse_form_part("note=<note.txt").kind == tool::FormPart::Kind::text_from_file);
    CHECK(tool::parse_form_part("type=@a;type=text/html; charset=utf-8").file.type == "text/html; charset=utf-8");
}

TEST_CASE("https_client : -F sans nom, sans valeur ou sans fichier est un appel faux") {
    CHECK_THROWS_AS(tool::parse_form_part("nom"), common::WrongUsage);
    CHECK_THROWS_AS(tool::parse_form_part("=valeur"), common::WrongUsage);
    CHECK_THROWS_AS(tool::parse_form_part("photo=@"), common::WrongUsage);
    CHECK_THROWS_AS(tool::parse_form_part(R"(photo=@"a";autre=1)"), common::WrongUsage);
}
