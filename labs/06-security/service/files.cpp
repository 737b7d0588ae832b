// GET /files: what one has; GET, HEAD and DELETE /files/ID: one file.
#include "03-static-server/date_clock.hpp"
#include "03-static-server/file_answer.hpp"
#include "06-security/service/answers.hpp"
#include "06-security/service/field_values.hpp"
#include "06-security/service/pages.hpp"
#include "06-security/service/resumable.hpp"
#include "06-security/service/visitor.hpp"

namespace security {
namespace {

std::string asked_id(const files::Exchange& exchange) {
    return exchange.target.path.substr(std::string_view{"/files/"}.size());
}

StoredFile find_or_refuse(const Service& service, std::string_view id) {
    auto file = service.store->find(id);
    if (!file) throw Refused{404, "Il n'y a pas de fichier à cette adresse."};
    return std::move(*file);
}

common::UniqueFd open_or_refuse(const Service& service, const StoredFile& file) {
    try {
        return service.store->open(file);
    } catch (const std::system_error&) {
        find_or_refuse(service, file.id);  // 404: somebody has removed it since
        throw;
    }
}

// An open file as lab 03 sends them. The type must outlive it: it is one of the list.
std::shared_ptr<const files::OpenFile> open_file(const Service& service, const StoredFile& stored) {
    auto file = std::make_shared<files::OpenFile>();
    file->fd = open_or_refuse(service, stored);
    file->size = stored.size;
    file->validators = {"\"" + stored.sha256 + "\"", stored.created};
    file->content_type = "application/octet-stream";
    for (const FileType& type : accepted_types()) {
        if (type.media_type == stored.media_type) file->content_type = type.media_type;
    }
    file->common_fields.add("ETag", file->validators.etag);
    file->common_fields.add("Last-Modified", http::format_date(stored.created));
    file->common_fields.add("Accept-Ranges", "bytes");
    file->common_fields.add("Content-Disposition", disposition(stored.name));
    file->common_fields.add("Repr-Digest", digest_field(stored.sha256));
    file->whole_fields = file->common_fields;
    file->whole_fields.add("Content-Type", file->content_type);
    return file;
}

// Somebody wants to do something with one file.
struct Wish {
    Identity who;
    std::string peer;
    std::string id;
    Action action = Action::read;
};

void write_down(const Service& service, const Wish& wish, std::string_view outcome) {
    const std::string_view action = wish.action == Action::read ? "lecture" : "suppression";
    note(service, wish.peer, wish.who.name, action, outcome, wish.id);
}

// Who tries what is somebody else's hears that there is nothing; the trail hears of him.
void expect_permitted(const Service& service, const Wish& wish, std::string_view owner) {
    try {
        expect_right(service, wish.who, wish.action, owner);
    } catch (const Refused&) {
        write_down(service, wish, "refus");
        throw;
    }
}

// On the desk.
std::shared_ptr<const files::OpenFile> find_for_reading(const Service& service, const Wish& wish) {
    const StoredFile stored = find_or_refuse(service, wish.id);
    expect_permitted(service, wish, stored.owner);
    auto file = open_file(service, stored);
    write_down(service, wish, "succès");
    return file;
}

asio::awaitable<files::Answer> send_file(ServicePointer service, files::Exchange& exchange) {
    const Identity who = who_asks(*service, exchange);
    const Wish wish{who, std::string{exchange.peer}, asked_id(exchange), Action::read};
    auto find = [service, wish] { return find_for_reading(*service, wish); };
    const auto file = co_await service->file_desk.run(std::move(find));
    files::Answer answer = files::file_answer(exchange.request, file, files::current_second());
    service->defences.add_browser_fields(answer.fields, Served::download, exchange.stream.is_secure());
    co_return answer;
}

asio::awaitable<files::Answer> send_list(ServicePointer service, files::Exchange& exchange) {
    const Identity who = who_asks(*service, exchange);
    expect_right(*service, who, Action::list);
    // Written there too: ten thousand files are megabytes of JSON, and others wait for this thread.
    auto answer_all = [service, who] {
        const bool sees_all = who.role == Role::admin;
        return list_answer(sees_all ? service->store->list(std::nullopt) : service->store->list(who.name));
    };
    co_return co_await service->file_desk.run(std::move(answer_all));
}

// On the desk. A file, or an upload that is not whole yet.
bool remove_now(const Service& service, const Wish& wish) {
    const auto partial = service.store->find_partial(wish.id);
    expect_permitted(service, wish, partial ? partial->owner : find_or_refuse(service, wish.id).owner);
    const bool removed = partial ? service.store->remove_partial(wish.id) : service.store->remove(wish.id);
    if (!removed) throw Refused{404, "Il n'y a pas de fichier à cette adresse."};
    write_down(service, wish, "succès");
    return true;
}

asio::awaitable<files::Answer> remove_file(ServicePointer service, files::Exchange& exchange) {
    const Identity who = who_asks(*service, exchange);
    expect_right(*service, who, Action::remove);
    const Wish wish{who, std::string{exchange.peer}, asked_id(exchange), Action::remove};
    auto remove = [service, wish] { return remove_now(*service, wish); };
    co_await service->file_desk.run(std::move(remove));
    co_return empty_answer(204);
}

// HEAD of a tus client asks how far an upload has got; any other, about the file.
asio::awaitable<files::Answer> get(ServicePointer service, files::Exchange& exchange) {
    if (exchange.request.method == "HEAD" && is_tus(exchange)) {
        co_return co_await tell_progress(service, exchange, asked_id(exchange));
    }
    co_return co_await send_file(service, exchange);
}

}  // namespace

void add_files(files::Dispatcher& site, const ServicePointer& service) {
    site.on("GET", "/files", [service](files::Exchange& exchange) { return send_list(service, exchange); });
    site.on("GET", "/files/", [service](files::Exchange& exchange) { return get(service, exchange); });
    site.on("DELETE", "/files/", [service](files::Exchange& exchange) { return remove_file(service, exchange); });
    site.on("POST", "/files/", [service](files::Exchange& exchange) { return begin_upload(service, exchange); });
    site.on("PATCH", "/files/", [service](files::Exchange& exchange) {
        return continue_upload(service, exchange, asked_id(exchange));
    });
}

}  // namespace security
