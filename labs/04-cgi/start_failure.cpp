#include "04-cgi/start_failure.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <cerrno>
#include <string_view>

#include "common/escape.hpp"
#include "common/unique_fd.hpp"

namespace cgi {
namespace {

// The kernel reads no more than this of a first line (BINPRM_BUF_SIZE).
constexpr std::size_t kernel_reads = 256;

// The beginning of a regular file; empty if it cannot be read.
std::string first_bytes(const std::string& program) {
    const common::UniqueFd file{::open(program.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)};
    char bytes[kernel_reads];
    const ssize_t size = file ? ::read(file.get(), bytes, sizeof bytes) : -1;
    return size > 0 ? std::string{bytes, static_cast<std::size_t>(size)} : std::string{};
}

std::string first_line(const std::string& program) {
    const std::string bytes = first_bytes(program);
    return bytes.substr(0, bytes.find('\n'));
}

// What stands after « #! », up to the first blank: « /bin/sh\r » with its CR.
std::string interpreter_of(const std::string& line) {
    const std::size_t begin = line.find_first_not_of(" \t", 2);
    if (!line.starts_with("#!") || begin == std::string::npos) return {};
    return line.substr(begin, line.find_first_of(" \t", begin) - begin);
}

std::string in_quotes(std::string_view text) {
    return "« " + common::escape_bytes(text) + " »";
}

std::string why_not_found(const std::string& program) {
    if (::access(program.c_str(), F_OK) < 0) return {};
    const std::string line = first_line(program);
    if (line.starts_with("#!") && line.ends_with('\r')) {
        return "sa première ligne finit par CR LF, et le CR passe pour un morceau du nom de l'interpréteur, " +
               in_quotes(line.substr(2)) + " ; enregistrez le script avec des fins de ligne LF";
    }
    const std::string interpreter = interpreter_of(line);
    if (!interpreter.empty()) return "l'interpréteur " + in_quotes(interpreter) + " de sa première ligne n'existe pas";
    return "le programme est là, mais non le chargeur (ld.so) dont il a besoin";
}

std::string why_not_permitted(const std::string& program) {
    struct stat status{};
    if (::stat(program.c_str(), &status) < 0) return "un répertoire de son chemin ne peut pas être traversé";
    if (S_ISDIR(status.st_mode)) return "c'est un répertoire";
    if (!S_ISREG(status.st_mode)) return "ce n'est pas un fichier ordinaire";
    if (::access(program.c_str(), X_OK) < 0) return "le fichier n'est pas exécutable (chmod +x)";
    struct statvfs system{};
    if (::statvfs(program.c_str(), &system) == 0 && (system.f_flag & ST_NOEXEC) != 0) {
        return "son système de fichiers est monté avec noexec, qui interdit d'exécuter";
    }
    const std::string interpreter = interpreter_of(first_line(program));
    return interpreter.empty() ? std::string{} : "l'interpréteur " + in_quotes(interpreter) + " n'est pas exécutable";
}

std::string why_no_program(const std::string& program) {
    const std::string bytes = first_bytes(program);
    if (bytes.empty()) return "le fichier est vide";
    if (bytes.starts_with("\xEF\xBB\xBF#!")) {
        return "une marque d'ordre des octets (BOM) précède « #! » ; enregistrez le script en UTF-8 sans BOM";
    }
    if (bytes.starts_with("#!")) return "rien n'est nommé après « #! »";
    return "il ne commence pas par une ligne « #! », et n'est pas un exécutable de cette machine";
}

}  // namespace

std::string explain_start_failure(int code, const std::string& program) {
    switch (code) {
    case ENOENT: return why_not_found(program);
    case EACCES: return why_not_permitted(program);
    case ENOEXEC: return why_no_program(program);
    case ELOOP: return "trop de liens symboliques, ou des interpréteurs qui sont eux-mêmes des scripts";
    case EAGAIN:
    case ENOMEM: return "trop de processus, ou plus de mémoire (« ulimit -a » donne les limites)";
    default: return {};
    }
}

}  // namespace cgi
