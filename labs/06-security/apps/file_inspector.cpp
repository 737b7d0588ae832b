// file_inspector: what an image or an archive says of itself, looked at behind walls.
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <cerrno>
#include <string>
#include <string_view>

#include "06-security/isolation/content_check.hpp"
#include "06-security/isolation/sandbox.hpp"
#include "common/escape.hpp"
#include "common/program.hpp"
#include "common/system_error.hpp"
#include "common/unique_fd.hpp"

namespace {

using security::Inspection;

struct Options {
    std::string file;
    std::string media_type;  // --server
    bool shows_walls = false;
};

// The end of all that happens in the sandbox: flushing streams, and what atexit(3) was told, may need more than is
// allowed.
[[noreturn]] void answer_and_end(std::string_view text, int status) {
    while (!text.empty()) {
        const ssize_t written = ::write(STDOUT_FILENO, text.data(), text.size());
        if (written < 0 && errno != EINTR) ::_exit(1);
        if (written > 0) text.remove_prefix(static_cast<std::size_t>(written));
    }
    ::_exit(status);
}

// Of the file that is descriptor 0.
std::uint64_t size_of_input() {
    struct stat state {};
    if (::fstat(STDIN_FILENO, &state) != 0) common::throw_errno("fstat", "le fichier à examiner");
    return S_ISREG(state.st_mode) ? static_cast<std::uint64_t>(state.st_size) : 0;
}

// For the service: one line, « sound … » or « refused … ».
[[noreturn]] void serve(const std::string& media_type) {
    const std::uint64_t size = size_of_input();
    security::enter_sandbox({});
    const auto content = security::content_of_file(STDIN_FILENO, size);
    const Inspection inspection = security::check_content(content, media_type, {});
    const bool is_sound = inspection.verdict == Inspection::Verdict::sound;
    answer_and_end((is_sound ? "sound " : "refused ") + inspection.detail + "\n", 0);
}

void open_as_input(const std::string& path) {
    const common::UniqueFd file{::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK)};
    if (!file) common::throw_errno("open", common::escape_bytes(path));
    struct stat state {};
    if (::fstat(file.get(), &state) != 0) common::throw_errno("fstat", common::escape_bytes(path));
    if (!S_ISREG(state.st_mode)) {
        throw std::runtime_error{"« " + common::escape_bytes(path) + " » n'est pas un fichier ordinaire"};
    }
    if (::dup2(file.get(), STDIN_FILENO) < 0) common::throw_errno("dup2", common::escape_bytes(path));
}

// For people.
[[noreturn]] void inspect(const std::string& path) {
    open_as_input(path);
    const std::uint64_t size = size_of_input();
    const std::string walls = describe(security::enter_sandbox({}));
    const auto content = security::content_of_file(STDIN_FILENO, size);
    const std::string_view media_type = security::media_type_of(content.read(0, 16));
    const Inspection inspection = security::check_content(content, media_type, {});
    const bool is_sound = inspection.verdict == Inspection::Verdict::sound;
    answer_and_end((is_sound ? "accepté : " : "refusé : ") + inspection.detail + "\nisolement : " + walls + "\n",
                   is_sound ? 0 : 1);
}

int run(const Options& options) {
    if (options.shows_walls) answer_and_end(describe(security::enter_sandbox({})) + "\n", 0);
    if (!options.media_type.empty()) serve(options.media_type);
    if (options.file.empty()) throw common::WrongUsage{"il faut un fichier à examiner"};
    inspect(options.file);
}

}  // namespace

int main(int argc, char** argv) {
    Options options;
    return common::run_program(
        argc, argv,
        {"file_inspector",
         "Examine une image (PNG, JPEG, GIF, WebP) ou une archive ZIP sans la décoder ni la décompresser : les points\n"
         "de l'image, les noms et les tailles de l'archive. Le programme s'enferme d'abord : limites, aucun nouveau\n"
         "droit, Landlock et seccomp là où le noyau les a ; il dit lesquels il a obtenus. upload_server l'emploie pour\n"
         "chaque fichier reçu.\n"
         "Statut : 0 si le fichier est accepté, 1 s'il est refusé ou n'a pas pu être examiné, 2 si l'appel est faux.",
         "  file_inspector photo.png\n"
         "  file_inspector archive.zip\n"
         "  file_inspector --walls"},
        [&](CLI::App& app) {
            auto* file = app.add_option("FICHIER", options.file, "Le fichier à examiner");
            auto* server = app.add_option("--server", options.media_type,
                                          "Pour upload_server : le fichier est le descripteur 0, de ce type ; une ligne "
                                          "de réponse");
            auto* walls = app.add_flag("--walls", options.shows_walls, "Dit seulement quels murs ce noyau permet");
            server->type_name("TYPE")->excludes(file)->excludes(walls);
            walls->excludes(file);
        },
        [&] { return run(options); });
}
