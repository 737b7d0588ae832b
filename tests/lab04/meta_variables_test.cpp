#include "04-cgi/meta_variables.hpp"

#include <cstdlib>

#include "lab02/every_cut.hpp"

namespace {

using cgi::Environment;

support::Lesson lesson_on(std::string rule, std::string slide = "méta-variables",
                          std::string arguments = "http://127.0.0.1:8080/cgi-bin/environnement.py") {
    return support::Lesson{{.rule = std::move(rule),
                            .slide = "04-cgi.md#" + slide,
                            .command = "(après l'étape 4.4) ./lab run cgi_server --cgi-bin cgi-bin, puis : "
                                       "curl -s " + arguments}};
}

// What a script is told of a request, and all that this depends on. The defaults are an ordinary request.
struct Told {
    std::string bytes = "GET /cgi-bin/agenda.py?mois=5 HTTP/1.1\r\nHost: localhost:8080\r\n\r\n";
    cgi::ScriptPath script{"/srv/cgi-bin/agenda.py", "/cgi-bin/agenda.py", ""};
    std::optional<std::uint64_t> content_length = std::nullopt;
    std::uint16_t peer_port = 0;
    cgi::ServerFacts server = {.address = "192.0.2.1",
                               .port = 8080,
                               .document_root = "/srv/www",
                               .path = "/usr/bin:/bin"};

    Environment environment(support::Lesson& lesson) const {
        lesson.received(bytes);
        const auto request = http::parse_request(bytes, http::Limits{});
        lesson.require("la requête est complète", request.is_complete(), true);
        const auto target = http::parse_target(request.value().target, request.value().method);
        lesson.require("la cible est valable", target.is_complete(), true);
        return cgi::meta_variables(
            {request.value(), target.value(), script, "127.0.0.1", content_length, peer_port}, server);
    }
};

Told told(std::string bytes) {
    Told facts;
    facts.bytes = std::move(bytes);
    return facts;
}

// The value of a variable, « (absente) » when it is not there.
std::string value_in(const Environment& environment, std::string_view name) {
    for (const std::string& entry : environment) {
        if (entry.starts_with(name) && entry.substr(name.size()).starts_with('=')) return entry.substr(name.size() + 1);
    }
    return "(absente)";
}

std::string joined(const Environment& environment) {
    std::string all;
    for (const std::string& entry : environment) all.append(entry).append("\n");
    return all;
}

Environment fields_as_variables(support::Lesson& lesson, std::string_view fields, bool pass_authorization = false) {
    lesson.received(fields);
    const auto parsed = http::parse_fields(fields, http::Limits{});
    lesson.require("les champs sont complets", parsed.is_complete(), true);
    Environment environment;
    cgi::add_fields(environment, parsed.value(), pass_authorization);
    return environment;
}

}  // namespace

TEST_CASE("4.1 le nom d'un champ devient celui d'une variable") {
    support::Lesson lesson = lesson_on("RFC 3875 §4.1.18");
    struct Row {
        std::string_view field;
        std::string_view variable;
    };
    for (const Row& row : {Row{"Accept-Language", "HTTP_ACCEPT_LANGUAGE"}, Row{"Host", "HTTP_HOST"},
                           Row{"user-agent", "HTTP_USER_AGENT"}, Row{"COOKIE", "HTTP_COOKIE"},
                           Row{"xx-yy123", "HTTP_XX_YY123"}, Row{"X--A", "HTTP_X__A"}, Row{"-", "HTTP__"},
                           Row{"DNT", "HTTP_DNT"}, Row{"Proxys", "HTTP_PROXYS"}, Row{"Accept", "HTTP_ACCEPT"},
                           Row{"az-AZ-09", "HTTP_AZ_AZ_09"}}) {
        lesson.expect("la variable du champ " + std::string{row.field},
                      cgi::variable_of_field(row.field).value_or("(aucune)"), row.variable);
    }
}

TEST_CASE("4.1 le champ Proxy ne devient jamais HTTP_PROXY") {
    support::Lesson lesson = lesson_on("CVE-2016-5385, « httpoxy »", "piège--httpoxy",
                                       "-H 'Proxy: http://pirate/' http://127.0.0.1:8080/cgi-bin/environnement.py");
    for (const std::string_view name : {"Proxy", "proxy", "PROXY", "pRoXy"}) {
        lesson.expect(name, cgi::variable_of_field(name).value_or("(aucune)"), "(aucune)");
    }
    const Environment environment = fields_as_variables(lesson, "Proxy: http://pirate/\r\nX-Foo: a\r\n\r\n");
    lesson.expect("l'environnement", joined(environment), "HTTP_X_FOO=a\n");
}

TEST_CASE("4.1 un nom qui n'a pas que lettres, chiffres et tirets n'est pas transmis") {
    support::Lesson lesson = lesson_on("RFC 3875 §4.1.18 ; X_User serait pris pour X-User");
    for (const std::string_view name : {"X_User", "_", "X.User", "X=User", "X!", "X~Y", "X%Y", "X'Y", "X\xC3\xA9", "",
                                        "X User", "Pro_xy"}) {
        lesson.expect("la variable du champ \"" + std::string{name} + "\"",
                      cgi::variable_of_field(name).value_or("(aucune)"), "(aucune)");
    }
    const Environment environment =
        fields_as_variables(lesson, "X-User: le serveur\r\nX_User: le client\r\nx_user: encore lui\r\n\r\n");
    lesson.expect("l'environnement", joined(environment), "HTTP_X_USER=le serveur\n");
}

TEST_CASE("4.1 les champs de la connexion et les mots de passe restent au serveur") {
    support::Lesson lesson = lesson_on("RFC 3875 §4.1.18, RFC 9110 §7.6.1", "méta-variables",
                                       "-u moi:secret http://127.0.0.1:8080/cgi-bin/environnement.py");
    constexpr std::string_view fields =
        "Connection: close\r\nKeep-Alive: 5\r\nTE: trailers\r\nTrailer: X\r\nTransfer-Encoding: chunked\r\n"
        "Upgrade: h2c\r\nProxy-Connection: close\r\nExpect: 100-continue\r\nContent-Length: 5\r\n"
        "content-type: text/plain\r\nAuthorization: Basic bW9p\r\nProxy-Authorization: Basic bW9p\r\nAccept: */*\r\n"
        "\r\n";
    lesson.expect("l'environnement", joined(fields_as_variables(lesson, fields)), "HTTP_ACCEPT=*/*\n");
    lesson.step("ServerFacts::pass_authorization : Authorization est demandé, Proxy-Authorization ne l'est jamais");
    lesson.expect("l'environnement", joined(fields_as_variables(lesson, fields, true)),
                  "HTTP_AUTHORIZATION=Basic bW9p\nHTTP_ACCEPT=*/*\n");
    lesson.expect("l'environnement", joined(fields_as_variables(lesson, "authorization: Basic bW9p\r\n\r\n", true)),
                  "HTTP_AUTHORIZATION=Basic bW9p\n");
}

TEST_CASE("4.1 les valeurs d'un champ répété sont jointes par une virgule, celles de Cookie par un point-virgule") {
    support::Lesson lesson = lesson_on("RFC 3875 §4.1.18, RFC 6265 §5.4", "méta-variables",
                                       "-H 'X-Foo: 1' -H 'X-Foo: 2' http://127.0.0.1:8080/cgi-bin/environnement.py");
    const Environment environment =
        fields_as_variables(lesson, "Cookie: nom=NOM\r\nX-Foo: un\r\nAccept: a\r\nx-foo:\r\nCOOKIE: yum=YUM\r\n"
                                    "X-FOO: trois, 3\r\nX-Fo: x\r\n\r\n");
    lesson.expect("l'environnement, dans l'ordre de première apparition", joined(environment),
                  "HTTP_COOKIE=nom=NOM; yum=YUM\nHTTP_X_FOO=un, , trois, 3\nHTTP_ACCEPT=a\nHTTP_X_FO=x\n");
}

TEST_CASE("4.1 la valeur d'un champ est transmise telle quelle") {
    support::Lesson lesson = lesson_on("RFC 3875 §4.1.18 ; CVE-2014-6271, « Shellshock »");
    const Environment environment =
        fields_as_variables(lesson, "User-Agent: () { :; }; echo pirate\r\nX-A: a=b\r\nX-B: \xC3\xA9\tx\r\n"
                                    "X-C:\r\n\r\n");
    lesson.expect("l'environnement", joined(environment),
                  "HTTP_USER_AGENT=() { :; }; echo pirate\nHTTP_X_A=a=b\nHTTP_X_B=\xC3\xA9\tx\nHTTP_X_C=\n");
}

TEST_CASE("4.1 les champs s'ajoutent à l'environnement sans rien y changer") {
    support::Lesson lesson = lesson_on("RFC 3875 §4.1.18");
    http::Fields fields;
    fields.add("Host", "a");
    fields.add("S", "b");
    Environment environment{"HTTPS=on", "HTTP_HOST=déjà là"};
    cgi::add_fields(environment, fields, false);
    lesson.expect("l'environnement", joined(environment), "HTTPS=on\nHTTP_HOST=déjà là\nHTTP_HOST=a\nHTTP_S=b\n");
}

TEST_CASE("4.1 l'hôte demandé est un nom ou une adresse, sans port, en minuscules, ou rien") {
    struct Row {
        std::string_view host;
        std::string_view name;  // "" : nothing
    };
    for (const Row& row : {Row{"example.com", "example.com"}, Row{"Example.COM:80", "example.com"},
                           Row{"localhost:8080", "localhost"}, Row{"localhost:", "localhost"},
                           Row{"127.0.0.1:8080", "127.0.0.1"}, Row{"[::1]:8080", "[::1]"},
                           Row{"[2001:DB8::1]", "[2001:db8::1]"}, Row{"mon_site.fr.", "mon_site.fr."}, Row{"", ""},
                           Row{":80", ""}, Row{"[::1", ""}, Row{"[::g]", ""}, Row{"a b", ""}, Row{"a/b", ""},
                           Row{"moi@a", ""}, Row{"a:b", ""}, Row{"$(reboot)", ""}, Row{"a;b", ""}, Row{"a'b", ""},
                           Row{"a%41", ""}, Row{"<script>", ""}, Row{"caf\xC3\xA9.fr", ""}}) {
        support::Lesson lesson = lesson_on("RFC 3875 §4.1.14, RFC 9112 §3.2");
        lesson.step("Host: " + std::string{row.host});
        http::Request request;
        request.fields.add("Host", row.host);
        const http::Target target;
        lesson.expect("l'hôte demandé", cgi::requested_host(request, target).value_or(""), row.name);
    }
}

TEST_CASE("4.1 une requête ordinaire donne ces variables, dans cet ordre, et aucune autre") {
    support::Lesson lesson = lesson_on("RFC 3875 §4.1");
    lesson.expect("l'environnement", joined(Told{}.environment(lesson)),
                  "GATEWAY_INTERFACE=CGI/1.1\nSERVER_SOFTWARE=Atelier\nSERVER_NAME=localhost\nSERVER_PORT=8080\n"
                  "SERVER_PROTOCOL=HTTP/1.1\nREQUEST_METHOD=GET\nREQUEST_URI=/cgi-bin/agenda.py?mois=5\n"
                  "SCRIPT_NAME=/cgi-bin/agenda.py\nSCRIPT_FILENAME=/srv/cgi-bin/agenda.py\nQUERY_STRING=mois=5\n"
                  "REMOTE_ADDR=127.0.0.1\nREMOTE_HOST=127.0.0.1\nDOCUMENT_ROOT=/srv/www\nPATH=/usr/bin:/bin\n"
                  "HTTP_HOST=localhost:8080\n");
}

TEST_CASE("4.1 une requête qui a tout donne ces variables, dans cet ordre") {
    support::Lesson lesson = lesson_on("RFC 3875 §4.1");
    Told facts = told("POST /cgi-bin/agenda.py/2024/mai HTTP/1.0\r\nHost: a\r\nContent-Type: text/plain\r\n"
                      "Content-Length: 5\r\nAccept: */*\r\n\r\n");
    facts.script.path_info = "/2024/mai";
    facts.content_length = 5;
    facts.peer_port = 1234;
    facts.server.secure = true;
    lesson.expect("l'environnement", joined(facts.environment(lesson)),
                  "GATEWAY_INTERFACE=CGI/1.1\nSERVER_SOFTWARE=Atelier\nSERVER_NAME=a\nSERVER_PORT=8080\n"
                  "SERVER_PROTOCOL=HTTP/1.0\nREQUEST_METHOD=POST\nREQUEST_URI=/cgi-bin/agenda.py/2024/mai\n"
                  "SCRIPT_NAME=/cgi-bin/agenda.py\nSCRIPT_FILENAME=/srv/cgi-bin/agenda.py\nPATH_INFO=/2024/mai\n"
                  "PATH_TRANSLATED=/srv/www/2024/mai\nQUERY_STRING=\nREMOTE_ADDR=127.0.0.1\nREMOTE_HOST=127.0.0.1\n"
                  "REMOTE_PORT=1234\nCONTENT_LENGTH=5\nCONTENT_TYPE=text/plain\nHTTPS=on\nDOCUMENT_ROOT=/srv/www\n"
                  "PATH=/usr/bin:/bin\nHTTP_HOST=a\nHTTP_ACCEPT=*/*\n");
}

TEST_CASE("4.1 rien de l'environnement du serveur ne passe au script") {
    support::Lesson lesson = lesson_on("RFC 3875 §4.1, §9.8");
    ::setenv("ATELIER_MOT_DE_PASSE", "secret", 1);
    const std::string all = joined(Told{}.environment(lesson));
    ::unsetenv("ATELIER_MOT_DE_PASSE");
    lesson.expect_that("le mot de passe du serveur n'y est pas", all.find("secret") == std::string::npos);
    lesson.expect("PATH, celui des scripts", value_in(Told{}.environment(lesson), "PATH"), "/usr/bin:/bin");
}

TEST_CASE("4.1 la chaîne de requête et la cible sont transmises telles que reçues") {
    struct Row {
        std::string_view target;
        std::string_view query;
    };
    for (const Row& row : {Row{"/cgi-bin/agenda.py", ""}, Row{"/cgi-bin/agenda.py?", ""}, Row{"/x?mot", "mot"},
                           Row{"/x?a=b&foo=bar", "a=b&foo=bar"}, Row{"/x?a=b?c=d", "a=b?c=d"},
                           Row{"/x?k=aa%2F%2Fbb&//q//p//=//a//b//", "k=aa%2F%2Fbb&//q//p//=//a//b//"},
                           Row{"/x?%00%zz+%", "%00%zz+%"}, Row{"/%78//./y?q", "q"}}) {
        support::Lesson lesson = lesson_on("RFC 3875 §4.1.7");
        const Told facts = told("GET " + std::string{row.target} + " HTTP/1.0\r\n\r\n");
        const Environment environment = facts.environment(lesson);
        lesson.expect("QUERY_STRING", value_in(environment, "QUERY_STRING"), row.query);
        lesson.expect("REQUEST_URI", value_in(environment, "REQUEST_URI"), row.target);
    }
}

TEST_CASE("4.1 PATH_INFO et PATH_TRANSLATED manquent quand rien ne suit le script") {
    struct Row {
        std::string_view path_info, root, info, translated;
    };
    for (const Row& row : {Row{"", "/srv/www", "(absente)", "(absente)"}, Row{"/", "/srv/www", "/", "/srv/www/"},
                           Row{"/a b/é", "/srv/www", "/a b/é", "/srv/www/a b/é"}, Row{"/a", "", "/a", "(absente)"}}) {
        support::Lesson lesson = lesson_on("RFC 3875 §4.1.5, §4.1.6");
        Told facts;
        facts.script.path_info = row.path_info;
        facts.server.document_root = row.root;
        lesson.step("il reste du chemin : \"" + facts.script.path_info + "\"");
        lesson.step("la racine du site : \"" + facts.server.document_root + "\"");
        const Environment environment = facts.environment(lesson);
        lesson.expect("PATH_INFO", value_in(environment, "PATH_INFO"), row.info);
        lesson.expect("PATH_TRANSLATED", value_in(environment, "PATH_TRANSLATED"), row.translated);
        const std::string_view root = row.root.empty() ? "(absente)" : row.root;
        lesson.expect("DOCUMENT_ROOT", value_in(environment, "DOCUMENT_ROOT"), root);
    }
}

TEST_CASE("4.1 CONTENT_LENGTH et CONTENT_TYPE n'accompagnent qu'un corps") {
    struct Row {
        std::string_view field;
        std::optional<std::uint64_t> body;
        std::string_view length, type;
        std::string_view why;
    };
    constexpr std::string_view none = "(absente)";
    for (const Row& row : {Row{"Content-Type: a/b\r\n", 5, "5", "a/b", "un corps et son type"},
                           Row{"", 5, "5", none, "un corps sans type"},
                           Row{"Content-Type: a/b\r\n", std::nullopt, none, none, "un type sans corps"},
                           Row{"Content-Type: a/b\r\nContent-Length: 0\r\n", 0, none, none, "un corps vide"},
                           Row{"Transfer-Encoding: chunked\r\n", 1234567890123, "1234567890123", none,
                               "un corps dont la passerelle a compté les octets"}}) {
        support::Lesson lesson = lesson_on("RFC 3875 §4.1.2, §4.1.3", "méta-variables",
                                           "-d 'a=b' http://127.0.0.1:8080/cgi-bin/environnement.py");
        lesson.step("la règle : " + std::string{row.why});
        Told facts = told("POST /x HTTP/1.1\r\nHost: a\r\n" + std::string{row.field} + "\r\n");
        facts.content_length = row.body;
        const Environment environment = facts.environment(lesson);
        lesson.expect("CONTENT_LENGTH", value_in(environment, "CONTENT_LENGTH"), row.length);
        lesson.expect("CONTENT_TYPE", value_in(environment, "CONTENT_TYPE"), row.type);
        lesson.expect("HTTP_CONTENT_TYPE", value_in(environment, "HTTP_CONTENT_TYPE"), "(absente)");
        lesson.expect("HTTP_CONTENT_LENGTH", value_in(environment, "HTTP_CONTENT_LENGTH"), "(absente)");
    }
}

TEST_CASE("4.1 SERVER_NAME est l'hôte demandé, SERVER_PORT le port où le serveur écoute") {
    struct Row {
        std::string_view start, name, host;
    };
    for (const Row& row : {Row{"GET / HTTP/1.1\r\nHost: Example.com:80", "example.com", "Example.com:80"},
                           Row{"GET / HTTP/1.1\r\nHost:", "192.0.2.1", ""},
                           Row{"GET / HTTP/1.0", "192.0.2.1", "(absente)"},
                           Row{"GET / HTTP/1.1\r\nHost: [::1]:8080", "[::1]", "[::1]:8080"},
                           Row{"GET / HTTP/1.1\r\nHost: $(reboot)", "192.0.2.1", "$(reboot)"},
                           Row{"GET http://a.fr:81/ HTTP/1.1\r\nHost: autre", "a.fr", "a.fr:81"},
                           Row{"GET http://a.fr HTTP/1.0", "a.fr", "a.fr"}}) {
        support::Lesson lesson = lesson_on("RFC 3875 §4.1.14, §4.1.15, RFC 9112 §3.2.2", "méta-variables",
                                           "-H 'Host: example.com:80' http://127.0.0.1:8080/cgi-bin/environnement.py");
        const Environment environment = told(std::string{row.start} + "\r\n\r\n").environment(lesson);
        lesson.expect("SERVER_NAME", value_in(environment, "SERVER_NAME"), row.name);
        lesson.expect("SERVER_PORT", value_in(environment, "SERVER_PORT"), "8080");
        lesson.expect("HTTP_HOST", value_in(environment, "HTTP_HOST"), row.host);
    }
}
