// A list of tasks that programs share: an « application B » to which an « application A » talks in JSON.
//
// Read it from its end: the addresses, as Flask's @app.route would name them; then the function of each of them.
#include "05-https-client/playground/json_application.hpp"
#include "05-https-client/playground/requests.hpp"
#include "05-https-client/playground/site.hpp"
#include "05-https-client/playground/task_list.hpp"

namespace playground {
namespace {

constexpr std::size_t longest_title = 200;  // bytes

Json to_json(const Task& task) {
    return {{"id", task.id}, {"titre", task.title}, {"fait", task.done}};
}

// The task that the address names.
Task asked_task(const TaskList& tasks, const JsonRequest& request) {
    const auto task = tasks.find(whole_number(request.rest, 0, UINT64_MAX));
    if (!task) throw Refused{404, "Aucune tâche n'a ce numéro."};
    return *task;
}

std::string title_of(const Json& json) {
    const bool has_title = json.is_object() && json.contains("titre") && json["titre"].is_string();
    if (!has_title) throw Refused{400, "Il faut un objet JSON avec un « titre », qui est un texte."};
    const auto title = json["titre"].get<std::string>();
    if (title.empty() || title.size() > longest_title) throw Refused{400, "Un titre a de 1 à 200 octets."};
    return title;
}

bool is_done(const Json& json, bool otherwise) {
    if (!json.contains("fait")) return otherwise;
    if (!json["fait"].is_boolean()) throw Refused{400, "« fait » est true ou false."};
    return json["fait"].get<bool>();
}

JsonReply list_tasks(TaskList& tasks, const JsonRequest&) {
    Json list = Json::array();
    for (const Task& task : tasks.all()) list.push_back(to_json(task));
    return {list};
}

JsonReply add_task(TaskList& tasks, const JsonRequest& request) {
    const Task task = tasks.add(title_of(request.json));
    return {to_json(task), 201, "/api/taches/" + std::to_string(task.id)};
}

JsonReply show_task(TaskList& tasks, const JsonRequest& request) {
    return {to_json(asked_task(tasks, request))};
}

JsonReply replace_task(TaskList& tasks, const JsonRequest& request) {
    Task task = asked_task(tasks, request);
    task.title = title_of(request.json);
    task.done = is_done(request.json, task.done);
    tasks.replace(task);
    return {to_json(task)};
}

JsonReply remove_task(TaskList& tasks, const JsonRequest& request) {
    tasks.remove(asked_task(tasks, request).id);
    return {nullptr, 204};
}

}  // namespace

void add_tasks(files::Dispatcher& site, const std::shared_ptr<TaskList>& tasks) {
    JsonApplication app{site};
    const auto route = [&](const char* method, const char* path, JsonReply (*function)(TaskList&, const JsonRequest&)) {
        app.route(method, path, [tasks, function](const JsonRequest& request) { return function(*tasks, request); });
    };
    route("GET", "/api/taches", list_tasks);
    route("POST", "/api/taches", add_task);
    route("GET", "/api/taches/", show_task);
    route("PUT", "/api/taches/", replace_task);
    route("DELETE", "/api/taches/", remove_task);
}

}  // namespace playground
