// What looks into received files in a process of its own: the server's side of it, and the program.
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <thread>
#include <vector>

#include "06-security/isolation/inspector.hpp"
#include "common/system_error.hpp"
#include "lab06/image_bytes.hpp"
#include "lab06/memory_file.hpp"
#include "lab06/zip_bytes.hpp"
#include "support/lesson.hpp"

using security::Inspection;
using support::Lesson;

namespace {

// Beside the tests, as it stands beside the server.
std::string inspector_program() {
    return std::filesystem::read_symlink("/proc/self/exe").parent_path() / "file_inspector";
}

Lesson inspector_lesson() {
    return Lesson{{.rule = "OWASP ASVS 4.0.3 12.3.6", .slide = "06-security.md#antivirus-et-isolement",
                   .command = "./lab run file_inspector FICHIER"}};
}

// A program that stands in for file_inspector: it answers --walls as it should, and then does something else.
class Impostor {
public:
    explicit Impostor(const std::string& what_it_does) {
        std::string path = std::filesystem::temp_directory_path() / "atelier-XXXXXX";
        if (::mkdtemp(path.data()) == nullptr) common::throw_errno("mkdtemp", path);
        directory_ = path;
        std::ofstream{program()} << "#!/bin/sh\n[ \"$1\" = --walls ] && { echo murs; exit; }\n" << what_it_does << "\n";
        ::chmod(program().c_str(), 0700);
    }
    ~Impostor() { std::filesystem::remove_all(directory_); }
    Impostor(const Impostor&) = delete;
    Impostor& operator=(const Impostor&) = delete;

    std::string program() const { return directory_ / "file_inspector"; }

private:
    std::filesystem::path directory_;
};

// What the server makes of an inspector that does this.
Inspection inspection_by(const std::string& what_it_does, std::chrono::milliseconds time = std::chrono::seconds{20}) {
    const Impostor impostor{what_it_does};
    const auto inspector = security::make_isolated_inspector(impostor.program(), {.time = time});
    return inspector->inspect(memory_file::make("GIF89a").get(), "image/gif");
}

void expect_unavailable(const std::string& what_it_does) {
    Lesson lesson = inspector_lesson();
    lesson.step("le programme d'examen exécute : " + what_it_does);
    const Inspection inspection = inspection_by(what_it_does);
    lesson.step("détail : " + inspection.detail);
    lesson.expect("le verdict", inspection.verdict, Inspection::Verdict::unavailable);
}

}  // namespace

TEST_CASE("isolement : une image est mesurée dans un autre processus, qui dit ses murs") {
    Lesson lesson = inspector_lesson();
    const auto inspector = security::make_isolated_inspector(inspector_program());
    lesson.expect_contains("les murs", inspector->description(), "processus séparé, limites");
    const auto file = memory_file::make(image_bytes::png(640, 480));
    const Inspection inspection = inspector->inspect(file.get(), "image/png");
    lesson.expect("le verdict", inspection.verdict, Inspection::Verdict::sound);
    lesson.expect("le détail", inspection.detail, "image PNG de 640 × 480 points");
}

TEST_CASE("isolement : une image trop grande et une archive qui mène ailleurs sont refusées") {
    Lesson lesson = inspector_lesson();
    const auto inspector = security::make_isolated_inspector(inspector_program());
    const auto image = memory_file::make(image_bytes::png(60'000, 60'000));
    lesson.expect("l'image", inspector->inspect(image.get(), "image/png").verdict, Inspection::Verdict::refused);
    const auto archive = memory_file::make(zip_bytes::archive({{.name = "../x", .data = "a"}}));
    const Inspection inspection = inspector->inspect(archive.get(), "application/zip");
    lesson.expect("l'archive", inspection.verdict, Inspection::Verdict::refused);
    lesson.expect_contains("le détail", inspection.detail, "« ../x »");
}

TEST_CASE("isolement : un type où il n'y a rien à examiner n'est pas examiné") {
    Lesson lesson = inspector_lesson();
    const Impostor impostor{"exit 1"};
    const auto inspector = security::make_isolated_inspector(impostor.program());
    const auto file = memory_file::make("bonjour");
    lesson.expect("le verdict", inspector->inspect(file.get(), "text/plain").verdict, Inspection::Verdict::sound);
}

TEST_CASE("isolement : un examen qui échoue, se tait ou répond autre chose laisse le fichier dehors") {
    expect_unavailable("exit 1");
    expect_unavailable("kill -9 $$");
    expect_unavailable("exec >&-");
    expect_unavailable("echo 'sound image'; exit 1");
    expect_unavailable("echo 'sound image'; kill -9 $$");
    expect_unavailable("printf 'sound image'");
    expect_unavailable("printf 'sound image\\nrefused image\\n'");
    expect_unavailable("printf 'sound \\033[31mimage\\n'");
    expect_unavailable("printf 'sound \\377\\n'");
    expect_unavailable("echo sound");
    expect_unavailable("echo 'SOUND image'");
    expect_unavailable("echo unavailable image");
    expect_unavailable("echo 'sound '; head -c 100000 /dev/zero");
}

TEST_CASE("isolement : un examen qui ne finit pas est arrêté à son délai") {
    Lesson lesson = inspector_lesson();
    const Inspection inspection = inspection_by("exec sleep 1000", std::chrono::milliseconds{300});
    lesson.expect("le verdict", inspection.verdict, Inspection::Verdict::unavailable);
    lesson.expect_contains("le détail", inspection.detail, "n'a pas répondu");
    const Inspection silent = inspection_by("exec >&-; exec sleep 1000", std::chrono::milliseconds{300});
    lesson.expect("sans sortie, le verdict", silent.verdict, Inspection::Verdict::unavailable);
}

TEST_CASE("isolement : le processus ne reçoit le fichier qu'en lecture, et rien d'autre du serveur") {
    Lesson lesson = inspector_lesson();
    const common::UniqueFd open_by_chance{::fcntl(STDIN_FILENO, F_DUPFD, 100)};  // without O_CLOEXEC
    const Inspection written = inspection_by("echo x >&0 && echo 'sound image' || echo 'refused non'");
    lesson.expect("écrire dans le fichier", written.detail, "non");
    const std::string descriptor = "/proc/$$/fd/" + std::to_string(open_by_chance.get());
    const Inspection descriptors = inspection_by("[ -e " + descriptor + " ] || echo 'sound image'");
    lesson.expect("hériter d'un descripteur", descriptors.verdict, Inspection::Verdict::sound);
    const Inspection environment = inspection_by("[ -z \"$HOME\" ] && echo 'sound image'");
    lesson.expect("lire l'environnement du serveur", environment.verdict == Inspection::Verdict::sound, true);
}

TEST_CASE("isolement : plus de fichiers à la fois que de places attendent leur tour") {
    Lesson lesson = inspector_lesson();
    const auto inspector = security::make_isolated_inspector(inspector_program(), {.at_once = 2});
    const auto file = memory_file::make(image_bytes::png(2, 2));
    std::array<Inspection, 12> inspections;
    std::vector<std::thread> threads;
    for (Inspection& inspection : inspections) {
        threads.emplace_back([&] { inspection = inspector->inspect(file.get(), "image/png"); });
    }
    for (std::thread& thread : threads) thread.join();
    for (const Inspection& inspection : inspections) {
        lesson.expect("le détail", inspection.detail, "image PNG de 2 × 2 points");
    }
}

TEST_CASE("isolement : sans place avant le délai, le fichier n'est pas pris") {
    Lesson lesson = inspector_lesson();
    const Impostor impostor{"exec sleep 1000"};
    const auto inspector = security::make_isolated_inspector(
        impostor.program(), {.time = std::chrono::milliseconds{500}, .at_once = 1});
    const auto file = memory_file::make("GIF89a");
    std::array<Inspection, 3> inspections;
    std::vector<std::thread> threads;
    for (Inspection& inspection : inspections) {
        threads.emplace_back([&] { inspection = inspector->inspect(file.get(), "image/gif"); });
    }
    for (std::thread& thread : threads) thread.join();
    for (const Inspection& inspection : inspections) {
        lesson.expect("le verdict", inspection.verdict, Inspection::Verdict::unavailable);
    }
}

TEST_CASE("isolement : un programme d'examen qui n'est pas là est dit tout de suite") {
    Lesson lesson = inspector_lesson();
    std::string complaint;
    try {
        security::make_isolated_inspector("/nulle/part/file_inspector");
    } catch (const std::runtime_error& failure) {
        complaint = failure.what();
    }
    lesson.expect_contains("le message", complaint, "/nulle/part/file_inspector");
}
