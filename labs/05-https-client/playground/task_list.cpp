#include "05-https-client/playground/task_list.hpp"

namespace playground {

std::vector<Task> TaskList::all() const {
    const std::lock_guard lock{mutex_};
    std::vector<Task> tasks;
    for (const auto& [id, task] : tasks_) tasks.push_back(task);
    return tasks;
}

std::optional<Task> TaskList::find(std::uint64_t id) const {
    const std::lock_guard lock{mutex_};
    const auto found = tasks_.find(id);
    if (found == tasks_.end()) return std::nullopt;
    return found->second;
}

Task TaskList::add(std::string title) {
    const std::lock_guard lock{mutex_};
    if (tasks_.size() >= most) tasks_.erase(tasks_.begin());
    ++last_id_;
    return tasks_[last_id_] = Task{.id = last_id_, .title = std::move(title)};
}

bool TaskList::replace(const Task& task) {
    const std::lock_guard lock{mutex_};
    const auto found = tasks_.find(task.id);
    if (found == tasks_.end()) return false;
    found->second = task;
    return true;
}

bool TaskList::remove(std::uint64_t id) {
    const std::lock_guard lock{mutex_};
    return tasks_.erase(id) == 1;
}

}  // namespace playground
