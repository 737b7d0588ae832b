#include "03-static-server/log_file.hpp"

#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "common/system_error.hpp"
#include "support/catch.hpp"
#include "support/lesson.hpp"

namespace {

struct Ends {
    common::UniqueFd reader;
    common::UniqueFd writer;
};

Ends make_pipe() {
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) != 0) common::throw_errno("pipe2", "essai");
    return {common::UniqueFd{ends[0]}, common::UniqueFd{ends[1]}};
}

Ends make_sockets() {
    int ends[2];
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) common::throw_errno("socketpair", "essai");
    return {common::UniqueFd{ends[0]}, common::UniqueFd{ends[1]}};
}

support::Lesson lesson_on_logs() {
    return support::Lesson{{.rule = "pipe(7), unix(7) : écrire où personne ne lit attend un lecteur ; log_file.hpp",
                            .slide = "03-static-server.md#journal-daccès",
                            .command = "./lab run static_server --root www | sleep 60"}};
}

// What stands there now, without waiting for more.
std::string read_now(int reader) {
    ::fcntl(reader, F_SETFL, O_NONBLOCK);
    std::string all;
    char piece[4'096];
    for (ssize_t count = 1; count > 0;) {
        count = ::read(reader, piece, sizeof piece);
        if (count > 0) all.append(piece, static_cast<std::size_t>(count));
    }
    return all;
}

// More than a pipe or a socket holds. That this returns at all is half of the test.
void write_much(files::LogFile& log) {
    for (int i = 0; i < 10'000; ++i) {
        log.add(std::string(99, 'x'));
        log.flush();
    }
}

bool holds_whole_lines(const std::string& text) {
    const std::string line = std::string(99, 'x') + "\n";
    if (text.size() % line.size() != 0) return false;
    for (std::size_t at = 0; at < text.size(); at += line.size()) {
        if (text.compare(at, line.size(), line) != 0) return false;
    }
    return true;
}

void expect_no_wait(support::Lesson& lesson, const Ends& ends) {
    files::LogFile log{ends.writer.get()};
    write_much(log);
    lesson.expect_that("il reste des lignes à écrire", log.has_lines());
    std::string read = read_now(ends.reader.get());
    lesson.expect_that("ce qui est écrit, ce sont des lignes entières", !read.empty() && holds_whole_lines(read));
    while (log.has_lines()) {
        log.flush();
        read += read_now(ends.reader.get());
    }
    lesson.expect("les octets lus, une fois que quelqu'un lit", read.size(), std::size_t{1'000'000});
}

}  // namespace

TEST_CASE("0.3 un journal n'attend pas que quelqu'un lise son tube") {
    support::Lesson lesson = lesson_on_logs();
    expect_no_wait(lesson, make_pipe());
}

TEST_CASE("0.3 un journal n'attend pas que quelqu'un lise son socket") {
    support::Lesson lesson = lesson_on_logs();
    expect_no_wait(lesson, make_sockets());
}
