#include <nlohmann/json.hpp>

#include "05-https-client/errors.hpp"
#include "05-https-client/tool/exit_status.hpp"
#include "05-https-client/tool/write_out.hpp"
#include "05-https-client/url.hpp"
#include "common/program.hpp"
#include "support/catch.hpp"

using tool::Stage;

TEST_CASE("https_client : chaque échec a le statut de curl") {
    CHECK(tool::exit_status(common::WrongUsage{"x"}, Stage::nothing) == 2);
    CHECK(tool::exit_status(client::InvalidURL{"x"}, Stage::nothing) == 3);
    CHECK(tool::exit_status(client::NameError{"x"}, Stage::name) == 6);
    CHECK(tool::exit_status(client::NameError{"x"}, Stage::proxy_name) == 5);
    CHECK(tool::exit_status(client::ProxyError{"x"}, Stage::proxy_name) == 5);
    CHECK(tool::exit_status(client::ProxyError{"x"}, Stage::connection) == 7);
    CHECK(tool::exit_status(client::ProxyError{"x"}, Stage::tunnel) == 56);
    CHECK(tool::exit_status(client::IncompleteBody{"x"}, Stage::body) == 18);
    CHECK(tool::exit_status(client::HTTPError{"x", 404}, Stage::body) == 22);
    CHECK(tool::exit_status(client::ReadTimeout{"x"}, Stage::wait) == 28);
    CHECK(tool::exit_status(client::ConnectTimeout{"x"}, Stage::connection) == 28);
    CHECK(tool::exit_status(client::SSLError{"x", ""}, Stage::tls) == 35);
    CHECK(tool::exit_status(client::SSLError{"x", "", 10}, Stage::tls) == 60);
    CHECK(tool::exit_status(client::TooManyRedirects{"x"}, Stage::done) == 47);
    CHECK(tool::exit_status(client::DecodingError{"x"}, Stage::body) == 61);
    CHECK(tool::exit_status(client::LimitExceeded{"x"}, Stage::body) == 63);
    CHECK(tool::exit_status(client::ChecksumError{"x"}, Stage::done) == 56);
    CHECK(tool::exit_status(tool::Failure{33, "x"}, Stage::body) == 33);
}

TEST_CASE("https_client : une connexion qui se rompt n'a pas le même statut à chaque étape") {
    const client::ConnectionError broken{"x"};
    CHECK(tool::exit_status(broken, Stage::connection) == 7);
    CHECK(tool::exit_status(broken, Stage::tls) == 35);
    CHECK(tool::exit_status(broken, Stage::request) == 55);
    CHECK(tool::exit_status(broken, Stage::wait) == 52);
    CHECK(tool::exit_status(broken, Stage::body) == 56);
}

TEST_CASE("https_client : un fichier illisible ou plein n'a pas le même statut avant et après l'envoi") {
    const std::system_error failure{std::make_error_code(std::errc::no_such_file_or_directory)};
    CHECK(tool::exit_status(failure, Stage::nothing) == 26);
    CHECK(tool::exit_status(failure, Stage::body) == 23);
}

TEST_CASE("https_client : -w remplit les trous, et laisse le reste") {
    const auto value = [](std::string_view name) -> std::optional<std::string> {
        if (name == "http_code") return "200";
        if (name == "header{server}") return "nginx";
        return std::nullopt;
    };
    std::string unknown;
    const auto tell = [&](std::string_view name) { unknown = name; };
    CHECK(tool::write_out("%{http_code}\\n", value, tell) == "200\n");
    CHECK(tool::write_out("%header{server}|%%|\\t|\\x|%", value, tell) == "nginx|%|\t|\\x|%");
    CHECK(tool::write_out("%{http_code", value, tell) == "%{http_code");
    CHECK(unknown.empty());
    CHECK(tool::write_out("[%{autre}]", value, tell) == "[]");
    CHECK(unknown == "autre");
}

namespace {

// A recorder whose clock goes on by a millisecond at each look.
tool::Recorder ticking() {
    return tool::Recorder{[now = tool::Moment{0}]() mutable { return now += std::chrono::milliseconds{1}; }};
}

http::Response answer(int status) {
    http::Response response{.status = status, .reason = {}, .version = http::Version::http_1_1, .fields = {}};
    response.fields.add("Content-Type", "text/plain");
    return response;
}

void exchange(tool::Recorder& recorder, int status) {
    recorder.connecting({});
    recorder.connected({});
    recorder.request_head("GET /a HTTP/1.1\r\nHost: x.test\r\n\r\n");
    recorder.request_sent();
    recorder.answer_head(answer(status), "HTTP/1.1 200 OK\r\n\r\n");
    recorder.answer_body(10);
    recorder.answer_received();
}

}  // namespace

TEST_CASE("https_client : les variables de -w disent le dernier échange, à la façon de curl") {
    tool::Recorder recorder = ticking();
    exchange(recorder, 302);
    client::Url to{.scheme = "http", .host = "y.test", .port = 80, .path = "/b"};
    recorder.redirect(302, to, to, "GET");
    exchange(recorder, 200);
    tool::Plan plan;
    plan.address = "http://x.test/a";
    tool::Outcome outcome;
    outcome.plan = &plan;
    outcome.recorder = &recorder;
    CHECK(tool::variable("http_code", outcome) == "200");
    CHECK(tool::variable("num_redirects", outcome) == "1");
    CHECK(tool::variable("num_connects", outcome) == "2");
    CHECK(tool::variable("url_effective", outcome) == "http://y.test/b");
    CHECK(tool::variable("size_download", outcome) == "10");
    CHECK(tool::variable("content_type", outcome) == "text/plain");
    CHECK(tool::variable("header{content-type}", outcome) == "text/plain");
    CHECK(tool::variable("method", outcome) == "GET");
    CHECK(tool::variable("time_namelookup", outcome) == "0.000000");
    CHECK(tool::variable("time_connect", outcome)->size() == 8);
    CHECK_FALSE(tool::variable("inconnue", outcome));
}

TEST_CASE("https_client : sans réponse, -w dit 000") {
    tool::Recorder recorder = ticking();
    tool::Plan plan;
    plan.address = "http://x.test/a";
    const tool::Outcome outcome{
        .plan = &plan, .recorder = &recorder, .exit_status = 7, .error = "refus", .verify_code = 0};
    CHECK(tool::variable("http_code", outcome) == "000");
    CHECK(tool::variable("exitcode", outcome) == "7");
    CHECK(tool::variable("errormsg", outcome) == "refus");
    CHECK(tool::variable("url_effective", outcome) == "http://x.test/a");
}

TEST_CASE("https_client : l'étape où l'on en est se lit dans l'enregistrement") {
    tool::Recorder recorder = ticking();
    CHECK(recorder.stage() == Stage::nothing);
    recorder.resolving("x.test");
    CHECK(recorder.stage() == Stage::name);
    recorder.connecting({});
    CHECK(recorder.stage() == Stage::connection);
    recorder.tls_begins("x.test");
    CHECK(recorder.stage() == Stage::tls);
    recorder.request_head("GET / HTTP/1.1\r\n\r\n");
    CHECK(recorder.stage() == Stage::request);
    recorder.request_sent();
    CHECK(recorder.stage() == Stage::wait);
    recorder.answer_head(answer(200), "");
    CHECK(recorder.stage() == Stage::body);
    recorder.answer_received();
    CHECK(recorder.stage() == Stage::done);
}

TEST_CASE("https_client : la demande d'un tunnel n'est pas prise pour la requête") {
    tool::Recorder recorder = ticking();
    recorder.connecting({});
    recorder.connected({});
    recorder.request_head("CONNECT x.test:443 HTTP/1.1\r\n\r\n");
    recorder.request_sent();
    recorder.answer_head(answer(200), "");
    recorder.tls_begins("x.test");
    recorder.request_head("GET /a HTTP/1.1\r\n\r\n");
    REQUIRE(recorder.exchanges().size() == 1);
    const tool::Exchange& only = recorder.exchanges()[0];
    CHECK(only.method == "GET");
    CHECK(only.at(tool::Phase::tunnel).to);
    CHECK(only.at(tool::Phase::tls).from);
}

TEST_CASE("https_client : une requête renvoyée sur une nouvelle connexion est un autre échange") {
    tool::Recorder recorder = ticking();
    recorder.reusing("x.test");
    recorder.request_head("GET /a HTTP/1.1\r\n\r\n");
    exchange(recorder, 200);
    REQUIRE(recorder.exchanges().size() == 2);
    CHECK(recorder.exchanges()[0].reused);
    CHECK_FALSE(recorder.exchanges()[1].reused);
}

TEST_CASE("https_client : une connexion réutilisée reste en HTTPS, une redirection peut en sortir") {
    tool::Recorder recorder = ticking();
    const client::Url secure{.scheme = "https", .host = "x.test", .port = 443, .path = "/"};
    const client::Url plain{.scheme = "http", .host = "x.test", .port = 80, .path = "/"};
    recorder.tls_begins("x.test");
    recorder.redirect(302, secure, secure, "GET");
    recorder.reusing("x.test");
    recorder.redirect(302, secure, plain, "GET");
    recorder.reusing("x.test");
    REQUIRE(recorder.exchanges().size() == 3);
    CHECK(recorder.exchanges()[0].secure);
    CHECK(recorder.exchanges()[1].secure);
    CHECK_FALSE(recorder.exchanges()[2].secure);
}
