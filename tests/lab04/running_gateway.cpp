#include "lab04/running_gateway.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <iostream>
#include <stdexcept>

#include "common/system_error.hpp"

namespace played {

using namespace std::chrono_literals;

cgi::Limits script_limits() {
    cgi::Limits limits;
    limits.silence_time = 20s;
    limits.total_time = 25s;
    limits.ending_time = 300ms;
    limits.check_period = 20ms;
    return limits;
}

cgi::SiteOptions RunningGateway::site_options(const GatewaySetup& setup) {
    const auto facts = std::make_shared<cgi::ServerFacts>();
    facts->address = "127.0.0.1";
    facts->document_root = directory_.make_directory("www");
    facts->path = "/usr/bin:/bin";
    cgi::SiteOptions site;
    site.root = facts->document_root;
    if (setup.prefix.empty()) site.cgi_bins = {directory_.make_directory("cgi-bin")};
    if (!setup.prefix.empty()) directory_.make_directory("www" + setup.prefix);
    site.cgi_prefix = setup.prefix;
    site.files = setup.files;
    site.scripts = setup.scripts;
    site.server = facts;
    site.log = [this](std::string_view line) { add_line(log_, line); };
    return site;
}

RunningGateway::RunningGateway(GatewaySetup setup) {
    const cgi::SiteOptions site = site_options(setup);
    files::ServerOptions options{.address = "127.0.0.1", .port = 0, .threads = 1, .access_log = "none",
                                 .limits = setup.files, .report_failure = {}};
    options.report_failure = [this](std::string_view failure) {
        std::cerr << "échec interne : " + std::string{failure} + "\n";  // for a test that ends before it asks
        add_line(failures_, failure);
    };
    server_ = std::make_unique<files::Server>(
        options, [site](asio::any_io_executor executor) { return cgi::make_site(site, std::move(executor)); });
    server_->start();
}

void RunningGateway::add_line(std::string& text, std::string_view line) {
    const std::lock_guard lock{mutex_};
    text += std::string{line} + "\n";
    changed_.notify_all();
}

void RunningGateway::script(std::string_view name, std::string_view words) const {
    const std::string text = "#!/bin/sh\n" + std::string{words} + "\n";
    const std::string path = directory_.write("cgi-bin/" + std::string{name}, text);
    if (::chmod(path.c_str(), 0755) != 0) common::throw_errno("chmod", path);
}

common::UniqueFd RunningGateway::connect(peers::Buffers buffers) const {
    return peers::connect(server_->address(), buffers);
}

Received RunningGateway::ask(support::Lesson& lesson, std::string_view request, const std::string& method) {
    lesson.sent(request);
    const common::UniqueFd client = connect();
    peers::send(client.get(), request);
    Received answer = receive_answer(client.get(), method);
    lesson.step("le client reçoit " + std::to_string(answer.status) + " ; le corps :");
    lesson.received(answer.body);
    describe(lesson);
    return answer;
}

std::string RunningGateway::ask_to_end(support::Lesson& lesson, std::string_view request) {
    lesson.sent(request);
    const common::UniqueFd client = connect();
    peers::send(client.get(), request);
    std::string received = peers::receive_to_end(client.get());
    lesson.received(received);
    describe(lesson);
    return received;
}

void RunningGateway::describe(support::Lesson& lesson) {
    const std::lock_guard lock{mutex_};
    if (!log_.empty()) lesson.step("le journal des scripts :\n" + log_);
    if (!failures_.empty()) lesson.step("les échecs internes du serveur :\n" + failures_);
}

std::string RunningGateway::log() {
    const std::lock_guard lock{mutex_};
    return log_;
}

std::string RunningGateway::failures() {
    const std::lock_guard lock{mutex_};
    return failures_;
}

void RunningGateway::expect_logged(support::Lesson& lesson, std::string_view part) {
    std::unique_lock lock{mutex_};
    changed_.wait_for(lock, peers::patience,
                      [&] { return log_.find(part) != std::string::npos || !failures_.empty(); });
    const std::string log = log_;
    lock.unlock();
    describe(lesson);
    lesson.expect_contains("le journal des scripts", log, part);
}

std::string get(std::string_view path, std::string_view fields) {
    return "GET " + std::string{path} + " HTTP/1.1\r\nHost: h\r\n" + std::string{fields} + "\r\n";
}

std::string post(std::string_view path, std::string_view body, std::string_view fields) {
    return "POST " + std::string{path} + " HTTP/1.1\r\nHost: h\r\nContent-Length: " + std::to_string(body.size()) +
           "\r\n" + std::string{fields} + "\r\n" + std::string{body};
}

Mailbox::Mailbox(RunningGateway& gateway, std::string_view name) : gateway_{gateway} {
    const std::string path = gateway.directory().make_pipe(name);
    pipe_.reset(::open(path.c_str(), O_RDWR | O_NONBLOCK | O_CLOEXEC));
    if (!pipe_) common::throw_errno("open", path);
}

std::string Mailbox::receive() {
    for (;;) {
        const std::size_t end = received_.find('\n');
        if (end != std::string::npos) {
            const std::string line = received_.substr(0, end);
            received_.erase(0, end + 1);
            return line;
        }
        wait();
        char piece[512];
        const ssize_t count = ::read(pipe_.get(), piece, sizeof piece);
        if (count > 0) received_.append(piece, static_cast<std::size_t>(count));
    }
}

void Mailbox::wait() {
    constexpr std::chrono::milliseconds slice{100};
    for (auto waited = 0ms; waited < peers::patience; waited += slice) {
        if (peers::is_readable(pipe_.get(), slice)) return;
        if (!gateway_.failures().empty()) throw std::runtime_error{"le serveur a échoué : " + gateway_.failures()};
    }
    throw std::runtime_error{"le script n'a rien écrit ; le journal : " + gateway_.log()};
}

void Mailbox::send(std::string_view line) {
    const std::string text = std::string{line} + "\n";
    if (::write(pipe_.get(), text.data(), text.size()) < 0) common::throw_errno("write", "boîte aux lettres");
}

bool ends(pid_t process) {
    const common::UniqueFd end{static_cast<int>(::syscall(SYS_pidfd_open, process, 0))};
    return !end || peers::is_readable(end.get(), peers::patience);
}

}  // namespace played
