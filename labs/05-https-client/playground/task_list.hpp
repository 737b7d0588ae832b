#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace playground {

// The tasks of /api/taches. All threads of the server share them: each call has them for itself while it lasts.
struct Task {
    std::uint64_t id = 0;
    std::string title;
    bool done = false;
};

class TaskList {
public:
    // Beyond this many, the oldest is forgotten.
    static constexpr std::size_t most = 1000;

    std::vector<Task> all() const;
    std::optional<Task> find(std::uint64_t id) const;

    // A new task, with a number that no other had.
    Task add(std::string title);

    // Puts this in the place of the task with its number. False if there is none.
    bool replace(const Task& task);
    bool remove(std::uint64_t id);

private:
    mutable std::mutex mutex_;
    std::map<std::uint64_t, Task> tasks_;
    std::uint64_t last_id_ = 0;
};

}  // namespace playground
