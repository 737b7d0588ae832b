#include "03-static-server/static_files.hpp"

#include "03-static-server/date_clock.hpp"
#include "03-static-server/file_answer.hpp"
#include "03-static-server/listing.hpp"
#include "03-static-server/page.hpp"
#include "common/not_implemented.hpp"

namespace files {

Answer StaticFiles::answer(const http::Request& request, const http::Target& target) {
    if (target.has_encoded_slash) return error_answer(404);
    if (auto file = cache_.find(target.path)) return answer_file(request, std::move(file));
    Opened opened = root_.open(target.path);
    switch (opened.kind) {
    case Opened::Kind::file: return answer_file(request, keep(target.path, std::move(opened)));
    case Opened::Kind::directory: return answer_directory(request, target, opened);
    case Opened::Kind::forbidden: return error_answer(403);
    case Opened::Kind::not_found: break;
    }
    return error_answer(404);
}

Answer StaticFiles::answer_file(const http::Request& request, std::shared_ptr<const OpenFile> file) {
    return file_answer(request, std::move(file), current_second());
}

Answer StaticFiles::answer_directory(const http::Request& request, const http::Target& target,
                                     const Opened& directory) {
    // À écrire : si le chemin ne finit pas par '/', une redirection (redirect_answer) vers directory_location() ; sinon
    // la réponse de index_answer(), s'il y en a une ; sinon list_directory().
    // BEGIN SOLUTION 3.5
    if (!target.path.ends_with('/')) return redirect_answer(directory_location(target));
    if (auto index = index_answer(request, target.path)) return std::move(*index);
    return list_directory(target, directory);
    // END SOLUTION
}

Answer StaticFiles::list_directory(const http::Target& target, const Opened& directory) const {
    if (limits_.listing_entries == 0) return error_answer(403);
    Listing listing = read_directory(directory.fd.get(), limits_.listing_entries);
    Answer answer;
    answer.fields.add("Content-Type", "text/html; charset=utf-8");
    answer.fields.add("Content-Security-Policy", page_security_policy);
    answer.body = render_listing(target.path, std::move(listing), parse_order(target.query));
    return answer;
}

std::optional<Answer> StaticFiles::index_answer(const http::Request& request, const std::string& directory_path) {
    const std::string path = directory_path + "index.html";
    if (auto file = cache_.find(path)) return answer_file(request, std::move(file));
    Opened opened = root_.open(path);
    if (opened.kind == Opened::Kind::forbidden) return error_answer(403);
    if (opened.kind != Opened::Kind::file) return std::nullopt;
    return answer_file(request, keep(path, std::move(opened)));
}

std::shared_ptr<const OpenFile> StaticFiles::keep(const std::string& path, Opened opened) {
    auto file = make_open_file(std::move(opened), path, limits_.cached_content);
    cache_.keep(path, file);
    return file;
}

Handler handler_of(std::shared_ptr<StaticFiles> files) {
    return [files](Exchange& exchange) -> asio::awaitable<Answer> {
        co_return files->answer(exchange.request, exchange.target);
    };
}

}  // namespace files
