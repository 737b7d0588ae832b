#include <CLI/CLI.hpp>

#include "05-https-client/tool/plan.hpp"
#include "common/program.hpp"
#include "support/catch.hpp"

namespace {

tool::CommandLine parsed(std::vector<std::string> words) {
    tool::CommandLine line;
    CLI::App app;
    tool::declare(app, line);
    std::reverse(words.begin(), words.end());  // CLI11 takes them from the end
    app.parse(words);
    return line;
}

tool::Plan plan_for(std::vector<std::string> words) { return tool::make_plan(parsed(std::move(words))); }

std::string header(const tool::Plan& plan, const std::string& name) {
    for (const auto& [other, value] : plan.options.headers) {
        if (other == name) return value;
    }
    return "(absent)";
}

}  // namespace

TEST_CASE("https_client : une option n'avale pas les mots qui la suivent") {
    const tool::CommandLine line = parsed({"-H", "A: 1", "-F", "x=1", "localhost", "-b", "c=2", "a=b"});
    CHECK(line.words == std::vector<std::string>{"localhost", "a=b"});
    CHECK(line.headers == std::vector<std::string>{"A: 1"});
    CHECK(line.form == std::vector<std::string>{"x=1"});
}

TEST_CASE("https_client : les options courtes s'écrivent ensemble, ou avec leur valeur, comme pour curl") {
    const tool::CommandLine line = parsed({"-sSLk", "-XPOST", "-ofichier", "-C", "-", "-m2.5", "-d", "-x", "http://a"});
    CHECK(line.silent);
    CHECK(line.show_error);
    CHECK(line.location);
    CHECK(line.insecure);
    CHECK(line.method == "POST");
    CHECK(line.output == "fichier");
    CHECK(line.resume == "-");
    CHECK(line.max_time == 2.5);
    REQUIRE(line.data.size() == 1);
    CHECK(line.data[0].value == "-x");
}

TEST_CASE("https_client : les morceaux de -d restent dans leur ordre et leurs crochets") {
    const tool::Plan plan =
        plan_for({"localhost", "-d", "a=1", "--data-raw", "@b", "--data-urlencode", "c=é è", "-d", "[1,2]"});
    CHECK(plan.method == "POST");
    CHECK(plan.options.data.bytes() == "a=1&@b&c=%C3%A9+%C3%A8&[1,2]");
    CHECK(header(plan, "Content-Type") == "application/x-www-form-urlencoded");
}

TEST_CASE("https_client : -G met les données dans l'adresse") {
    const tool::Plan plan = plan_for({"-G", "-d", "a=1", "-d", "b=2", "http://x.test/?c=3"});
    CHECK(plan.method == "GET");
    CHECK(plan.address == "http://x.test/?c=3&a=1&b=2");
    CHECK(plan.options.data.empty());
}

TEST_CASE("https_client : sans données c'est GET, avec des champs POST et du JSON") {
    CHECK(plan_for({"localhost"}).method == "GET");
    const tool::Plan plan = plan_for({"localhost", "nom=Ada", "âge:=36", "page==2"});
    CHECK(plan.method == "POST");
    CHECK(plan.options.data.bytes() == R"({"nom":"Ada","âge":36})");
    CHECK(header(plan, "Content-Type") == "application/json");
    CHECK(plan.options.params == client::Pairs{{"page", "2"}});
    CHECK(plan_for({"PUT", "localhost", "a=b"}).method == "PUT");
    CHECK(plan_for({"-X", "PATCH", "localhost", "a=b"}).method == "PATCH");
    CHECK(plan_for({"-I", "localhost"}).method == "HEAD");
}

TEST_CASE("https_client : --form fait un formulaire des champs") {
    const tool::Plan plan = plan_for({"--form", "localhost", "nom=Ada", "mot=été"});
    REQUIRE(plan.options.data.form());
    CHECK(*plan.options.data.form() == client::Pairs{{"nom", "Ada"}, {"mot", "été"}});
}

TEST_CASE("https_client : un fichier parmi les éléments fait un formulaire multipart") {
    const tool::Plan plan = plan_for({"localhost", "titre=Chat", "photo@chat.jpg;type=image/png"});
    REQUIRE(plan.options.files.size() == 1);
    CHECK(plan.options.files[0].path == "chat.jpg");
    CHECK(plan.options.files[0].type == "image/png");
    REQUIRE(plan.options.data.form());
    CHECK(plan.options.data.form()->size() == 1);
}

TEST_CASE("https_client : -F sans fichier est tout de même multipart") {
    const tool::Plan plan = plan_for({"localhost", "-F", "nom=Ada"});
    CHECK(plan.options.data.body() != nullptr);
    CHECK(header(plan, "Content-Type").starts_with("multipart/form-data; boundary="));
}

TEST_CASE("https_client : --json donne le corps et ses en-têtes") {
    const tool::Plan plan = plan_for({"localhost", "--json", "{\"a\":1}"});
    CHECK(plan.options.data.bytes() == "{\"a\":1}");
    CHECK(header(plan, "Content-Type") == "application/json");
    CHECK(header(plan, "Accept") == "application/json");
}

TEST_CASE("https_client : -H ajoute, enlève, ou laisse vide un en-tête") {
    const tool::Plan plan = plan_for({"localhost", "-H", "X-A: 1", "-H", "User-Agent:", "-H", "X-Vide;"});
    CHECK(header(plan, "X-A") == "1");
    CHECK(header(plan, "X-Vide") == "");
    CHECK(plan.options.without_headers == std::vector<std::string>{"User-Agent"});
    CHECK_THROWS_AS(plan_for({"localhost", "-H", "sans signe"}), common::WrongUsage);
}

TEST_CASE("https_client : -b est une liste de cookies, ou un fichier s'il n'a pas de signe égal") {
    const tool::Plan plan = plan_for({"localhost", "-b", "a=1; b=2", "-b", "cookies.txt"});
    CHECK(plan.options.cookies == client::Pairs{{"a", "1"}, {"b", "2"}});
    CHECK(plan.cookie_files == std::vector<std::string>{"cookies.txt"});
}

TEST_CASE("https_client : -u et --oauth2-bearer disent qui demande") {
    const tool::Plan basic = plan_for({"-u", "ada:mot:de:passe", "localhost"});
    CHECK(std::get<client::Basic>(*basic.options.auth).password == "mot:de:passe");
    const tool::Plan bearer = plan_for({"--oauth2-bearer", "jeton", "localhost"});
    CHECK(std::get<client::Bearer>(*bearer.options.auth).token == "jeton");
    CHECK_THROWS_AS(plan_for({"-u", "a:b", "--oauth2-bearer", "c", "localhost"}), common::WrongUsage);
}

TEST_CASE("https_client : durées, essais, mandataire et certificats vont dans les options du client") {
    const tool::Plan plan =
        plan_for({"-m", "2.5", "--connect-timeout", "1", "--retry", "3", "-x", "http://p:3128", "--noproxy", "",
                  "--cacert", "ca.pem", "--cert", "c.pem", "--key", "k.pem", "localhost"});
    CHECK(plan.options.timeout->total == std::chrono::milliseconds{2500});
    CHECK(plan.options.timeout->connect == std::chrono::seconds{1});
    CHECK(plan.options.retries->count == 3);
    CHECK(plan.options.proxies->http == "http://p:3128");
    CHECK(plan.options.proxies->no_proxy == ",");
    CHECK(plan.options.verify->authorities() == "ca.pem");
    CHECK(plan.options.cert->key == "k.pem");
    CHECK_FALSE(*plan.options.allow_redirects);
    CHECK_FALSE(*plan.options.use_netrc);
    CHECK_FALSE(plan_for({"-x", "", "localhost"}).options.proxies->from_environment);
    CHECK_FALSE(plan_for({"-k", "localhost"}).options.verify->on());
}

TEST_CASE("https_client : ce qui ne va pas ensemble est un appel faux") {
    CHECK_THROWS_AS(plan_for({"localhost", "-d", "a", "-F", "b=c"}), common::WrongUsage);
    CHECK_THROWS_AS(plan_for({"localhost", "-C", "-"}), common::WrongUsage);
    CHECK_THROWS_AS(plan_for({"localhost", "-C", "dix", "-o", "f"}), common::WrongUsage);
    CHECK_THROWS_AS(plan_for({"localhost/", "-O"}), common::WrongUsage);
    CHECK_THROWS_AS(plan_for({"localhost", "--sha256", "abc"}), common::WrongUsage);
    CHECK_THROWS_AS(plan_for({"localhost", "--tus"}), common::WrongUsage);
    CHECK_THROWS_AS(plan_for({"localhost", "a:=pas du json"}), common::WrongUsage);
    CHECK_THROWS_AS(plan_for({"localhost", "a=\xff"}), common::WrongUsage);
    CHECK_THROWS_AS(plan_for({"GET", "localhost", "-X", "PUT"}), common::WrongUsage);
    CHECK_THROWS_AS(plan_for({"localhost", "--key", "k.pem"}), common::WrongUsage);
}
