#include "04-cgi/child.hpp"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <functional>
#include <string>
#include <system_error>

#include "04-cgi/pipes.hpp"
#include "support/lesson.hpp"

// What the kernel refuses on the way to a script.

namespace {

support::Lesson lesson_on(std::string rule, std::string command = "") {
    return support::Lesson{
        {.rule = std::move(rule), .slide = "04-cgi.md#lancer-un-processus", .command = std::move(command)}};
}

// What become_script() answers in a child process, before which `prepare` has run there: « setrlimit, errno 22 ».
std::string answer_in_child(const cgi::ChildPlan& plan, const std::function<void()>& prepare = [] {}) {
    constexpr std::size_t size = 1'000;
    void* const shared = ::mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (shared == MAP_FAILED) throw std::system_error{errno, std::generic_category(), "mmap"};
    char* const text = static_cast<char*>(shared);
    const pid_t child = ::fork();
    if (child == 0) {
        std::string answer;
        try {
            prepare();
            const cgi::ChildFailure failure = cgi::become_script(plan);
            answer = std::string{failure.call} + ", errno " + std::to_string(failure.error);
        } catch (const std::exception& thrown) {
            answer = thrown.what();
        }
        std::copy_n(answer.data(), std::min(answer.size(), size - 1), text);
        ::_exit(127);
    }
    ::waitpid(child, nullptr, 0);
    std::string answer{text};
    ::munmap(shared, size);
    return answer.empty() ? "le script est lancé" : answer;
}

// A plan that would succeed, but for what a test changes in it.
struct Planned {
    common::UniqueFd null{::open("/dev/null", O_RDWR | O_CLOEXEC)};
    std::string name = "/bin/true";
    std::array<char*, 2> arguments{name.data(), nullptr};
    std::array<char*, 1> environment{nullptr};
    cgi::ChildPlan plan{name.c_str(), arguments.data(), environment.data(), "/",
                        {null.get(), null.get(), null.get()}, unchanged_limits()};

    static std::array<cgi::ChildPlan::Limit, 6> unchanged_limits() {
        std::array<cgi::ChildPlan::Limit, 6> limits{};
        for (cgi::ChildPlan::Limit& limit : limits) {
            limit.resource = RLIMIT_CORE;
            ::getrlimit(RLIMIT_CORE, &limit.values);
        }
        return limits;
    }
};

}  // namespace

TEST_CASE("4.2 le premier appel que le noyau refuse est nommé, avec son errno, et le script n'est pas lancé") {
    support::Lesson lesson = lesson_on("child.hpp : « au premier qui échoue »");
    lesson.expect("quand tout réussit", answer_in_child(Planned{}.plan), "le script est lancé");

    lesson.step("le processus est déjà chef de son groupe");
    lesson.expect("la réponse", answer_in_child(Planned{}.plan, [] { ::setpgid(0, 0); }),
                  "setsid, errno " + std::to_string(EPERM));
    for (std::size_t standard = 0; standard < 3; ++standard) {
        Planned planned;
        planned.plan.descriptors[standard] = 1'000'000;
        lesson.step("le descripteur à mettre en " + std::to_string(standard) + " n'est pas ouvert");
        lesson.expect("la réponse", answer_in_child(planned.plan), "dup2, errno " + std::to_string(EBADF));
    }
    for (const std::size_t which : {std::size_t{0}, std::size_t{5}}) {
        Planned planned;
        planned.plan.limits[which].values = {2, 1};
        lesson.step("la limite n° " + std::to_string(which) + " est plus haute que son maximum");
        lesson.expect("la réponse", answer_in_child(planned.plan), "setrlimit, errno " + std::to_string(EINVAL));
    }
    Planned nowhere;
    nowhere.plan.directory = "/absent";
    lesson.step("le répertoire n'existe pas");
    lesson.expect("la réponse", answer_in_child(nowhere.plan), "chdir, errno " + std::to_string(ENOENT));
}

TEST_CASE("4.2 un tube que le noyau refuse est une panne du serveur, et sa cause est dite") {
    support::Lesson lesson = lesson_on("pipe2(2), EMFILE", "ulimit -n 3");
    rlimit before{};
    ::getrlimit(RLIMIT_NOFILE, &before);
    const rlimit none{0, before.rlim_max};
    lesson.step("le serveur n'a plus droit à aucun descripteur");
    ::setrlimit(RLIMIT_NOFILE, &none);
    int error = 0;
    try {
        cgi::make_pipe();
    } catch (const std::system_error& thrown) {
        error = thrown.code().value();
    } catch (...) {
        ::setrlimit(RLIMIT_NOFILE, &before);
        throw;
    }
    ::setrlimit(RLIMIT_NOFILE, &before);
    lesson.expect("l'errno de l'exception de make_pipe(), 0 s'il n'y en a pas", error, EMFILE);
}
