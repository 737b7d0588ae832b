#include "06-security/isolation/inspector.hpp"

#include <fcntl.h>
#include <poll.h>

#include <algorithm>
#include <array>
#include <condition_variable>
#include <exception>
#include <limits>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <utility>
#include <vector>

#include "01-tcp/client.hpp"
#include "04-cgi/file_name.hpp"
#include "04-cgi/process.hpp"
#include "06-security/isolation/inspected_types.hpp"
#include "06-security/isolation/sanitizers.hpp"
#include "common/escape.hpp"
#include "common/system_error.hpp"

namespace security {
namespace {

constexpr std::size_t most_answer_bytes = 1'024;

Inspection not_inspected(const std::string& why) {
    return {Inspection::Verdict::unavailable, why};
}

// What the process wrote is as little to be trusted as what it read: one line of plain UTF-8, or nothing.
bool is_plain(std::string_view text) {
    while (!text.empty()) {
        const std::size_t length = common::utf8_sequence_length(text);
        if (length == 0 || cgi::is_misleading(text.substr(0, length))) return false;
        text.remove_prefix(length);
    }
    return true;
}

std::optional<std::string> line_of(const std::string& answer) {
    if (answer.empty() || answer.back() != '\n') return std::nullopt;
    const std::string line = answer.substr(0, answer.size() - 1);
    if (line.empty() || !is_plain(line)) return std::nullopt;
    return line;
}

// "sound …" or "refused …".
Inspection inspection_of(std::string_view line) {
    constexpr std::string_view sound = "sound ";
    constexpr std::string_view refused = "refused ";
    if (line.starts_with(sound)) return {Inspection::Verdict::sound, std::string{line.substr(sound.size())}};
    if (line.starts_with(refused)) return {Inspection::Verdict::refused, std::string{line.substr(refused.size())}};
    return not_inspected("l'examen du fichier a donné une réponse que personne n'attendait");
}

// As many at once as there are places. Whoever waits for one does so until his deadline.
class Places {
public:
    explicit Places(std::size_t count) : free_{count} {}

    bool take(std::chrono::milliseconds longest) {
        std::unique_lock lock{mutex_};
        if (!one_is_free_.wait_for(lock, longest, [this] { return free_ > 0; })) return false;
        --free_;
        return true;
    }

    void give_back() {
        {
            const std::lock_guard lock{mutex_};
            ++free_;
        }
        one_is_free_.notify_one();
    }

private:
    std::mutex mutex_;
    std::condition_variable one_is_free_;
    std::size_t free_;
};

// A place that is given back in any case.
class Place {
public:
    explicit Place(Places& places) : places_{places} {}
    ~Place() { places_.give_back(); }
    Place(const Place&) = delete;
    Place& operator=(const Place&) = delete;

private:
    Places& places_;
};

// What the process writes, until it closes its output; what ended it otherwise.
tcp::Received read_answer(int output, const tcp::Deadline& deadline) {
    tcp::Received answer;
    std::array<char, most_answer_bytes> buffer;
    while (answer.bytes.size() <= most_answer_bytes) {
        answer.outcome = tcp::wait_for(output, POLLIN, deadline);
        if (answer.outcome != tcp::Outcome::complete) return answer;
        const ssize_t size = ::read(output, buffer.data(), buffer.size());
        if (size < 0 && !tcp::is_try_again(errno)) common::throw_errno("read", "la réponse de l'examen");
        if (size == 0) return answer;
        answer.bytes.append(buffer.data(), static_cast<std::size_t>(std::max<ssize_t>(size, 0)));
    }
    answer.outcome = tcp::Outcome::limit;
    return answer;
}

class IsolatedInspector : public Inspector {
public:
    IsolatedInspector(const std::string& program, const IsolationLimits& limits)
        : program_{program}, limits_{limits}, places_{limits.at_once} {
        const common::UniqueFd nothing{::open("/dev/null", O_RDONLY | O_CLOEXEC)};
        if (!nothing) common::throw_errno("open", "/dev/null");
        const tcp::Deadline deadline = tcp::Deadline::after(limits_.time);
        walls_ = ask(nothing.get(), {program_, "--walls"}, deadline);
    }

    Inspection inspect(int file, std::string_view media_type) const override {
        if (!is_inspected(media_type)) return {Inspection::Verdict::sound, "rien à examiner dans ce type de fichier"};
        try {
            return inspect_one(file, std::string{media_type});
        } catch (const std::exception& failure) {
            return not_inspected(failure.what());
        }
    }

    std::string description() const override { return walls_; }

private:
    Inspection inspect_one(int file, const std::string& media_type) const {
        const tcp::Deadline deadline = tcp::Deadline::after(limits_.time);
        if (!places_.take(deadline.remaining())) return not_inspected("trop de fichiers sont examinés à la fois");
        const Place place{places_};
        // Opened again, to be read only: whatever becomes of the process, it cannot change the file.
        const std::string path = "/proc/self/fd/" + std::to_string(file);
        const common::UniqueFd read_only{::open(path.c_str(), O_RDONLY | O_CLOEXEC)};
        if (!read_only) common::throw_errno("open", "le fichier à examiner");
        return inspection_of(ask(read_only.get(), {program_, "--server", media_type}, deadline));
    }

    // The line that the program answers. Throws std::runtime_error if it gives none.
    std::string ask(int file, std::vector<std::string> arguments, const tcp::Deadline& deadline) const {
        cgi::Process process{{program_, std::move(arguments), {}, "/", file}, process_limits()};
        const tcp::Received answer = read_answer(process.output.get(), deadline);
        if (answer.outcome != tcp::Outcome::complete) {
            const std::string why{tcp::describe(answer.outcome)};
            throw std::runtime_error{"l'examen du fichier n'a pas répondu : " + why};
        }
        const tcp::Outcome ended = tcp::wait_for(process.end_descriptor(), POLLIN, deadline);
        if (ended != tcp::Outcome::complete || !process.has_ended()) {
            throw std::runtime_error{"l'examen du fichier ne finit pas"};
        }
        const bool has_succeeded = !process.end().by_signal && process.end().number == 0;
        if (!has_succeeded) throw std::runtime_error{"l'examen du fichier s'est " + cgi::describe(process.end())};
        const auto line = line_of(answer.bytes);
        if (!line) throw std::runtime_error{"l'examen du fichier n'a pas répondu par une ligne"};
        return *line;
    }

    cgi::ProcessLimits process_limits() const {
        cgi::ProcessLimits limits;
        limits.cpu_seconds = limits_.cpu_seconds;
        limits.memory_bytes = built_with_sanitizer ? std::numeric_limits<std::uint64_t>::max() : limits_.memory_bytes;
        limits.file_bytes = 0;
        return limits;
    }

    std::string program_;
    IsolationLimits limits_;
    std::string walls_;
    mutable Places places_;
};

}  // namespace

std::unique_ptr<Inspector> make_isolated_inspector(const std::string& program, const IsolationLimits& limits) {
    try {
        return std::make_unique<IsolatedInspector>(program, limits);
    } catch (const std::exception& failure) {
        throw std::runtime_error{"file_inspector ne démarre pas : " + std::string{failure.what()}};
    }
}

}  // namespace security
