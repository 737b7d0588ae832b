#include "05-https-client/tus_upload.hpp"

#include <algorithm>
#include <limits>

#include "03-static-server/mime.hpp"
#include "05-https-client/auth.hpp"
#include "05-https-client/file_body.hpp"
#include "common/escape.hpp"

namespace client {
namespace {

constexpr std::string_view version = "1.0.0";
constexpr std::uint64_t smallest_piece = 64 * 1024;  // bytes

// The options of the caller, without what is about a request of their own.
Options for_requests(Options options) {
    options.params = {};
    options.data = {};
    options.json = {};
    options.files = {};
    options.stream = {};
    options.progress = {};
    options.headers.emplace_back("Tus-Resumable", version);
    return options;
}

// Those of the session as well: without_headers counts for what it adds.
void forget_credentials(Options& options) {
    const auto is_secret = [](const auto& field) {
        const std::string_view name = field.first;
        return http::equal_ignoring_case(name, "Authorization") || http::equal_ignoring_case(name, "Cookie") ||
               http::equal_ignoring_case(name, "Host");
    };
    std::erase_if(options.headers, is_secret);
    options.auth = {};
    options.cookies = {};
    options.use_netrc = false;
    options.without_headers.insert(options.without_headers.end(), {"Authorization", "Cookie", "Host"});
}

std::string name_in(const std::string& path) {
    return path.substr(path.rfind('/') + 1);  // npos + 1 is 0
}

}  // namespace

PiecewiseUpload::PiecewiseUpload(Session& session, const TusUpload& wanted, const Options& options)
    : PiecewiseUpload{session, wanted, options, merge(session.options, options)} {}

PiecewiseUpload::PiecewiseUpload(Session& session, const TusUpload& wanted, const Options& options, const Options& all)
    : session_{session}, wanted_{wanted}, told_{options.progress}, options_{for_requests(options)},
      timeouts_{all.timeout.value_or(Timeouts{})},
      file_{std::make_shared<const SourceFile>(wanted.path)},
      tries_{wanted.retries.count + 1, wanted.retries, timeouts_.total, all.observer},
      piece_bytes_{std::max<std::uint64_t>(wanted.piece_bytes, 1)} {}

Options PiecewiseUpload::options_of_one(const Pairs& fields) const {
    Options one = options_;
    one.headers.insert(one.headers.end(), fields.begin(), fields.end());
    one.retries = Retries{};  // run() repeats, and asks for the offset in between
    one.timeout = timeouts_;
    one.timeout->total = tries_.left();
    return one;
}

// An answer that is no error.
Response PiecewiseUpload::request(std::string_view method, const Options& options) {
    Response answer = session_.request(method, to_string(upload_, true), options);
    tries_.heed(answer);
    answer.raise_for_status();
    if (answer.status_code >= 300) {
        throw ProtocolError{"le serveur tus répond " + std::to_string(answer.status_code) + " à « " +
                            std::string{method} + " »"};
    }
    return answer;
}

// A server that does not answer the question may still know the protocol: then nothing is known of it.
void PiecewiseUpload::ask_server(std::string_view url) {
    Options one = options_of_one({});
    one.retries = options_.retries;
    const Response answer = session_.request("OPTIONS", url, one);
    server_ = read_tus_server(answer.status_code, answer.headers);
    if (!wanted_.checksum) server_.checksum = {};
    if (server_.max_size && *server_.max_size < file_->size()) {
        throw InvalidRequest{"le fichier « " + wanted_.path + " » est plus grand que ce que le serveur accepte (" +
                             common::format_bytes(*server_.max_size) + ")"};
    }
}

// User and password of the address that was asked serve the upload too, if it is of the same origin.
void PiecewiseUpload::go_to(const Url& asked, Url upload) {
    if (!same_origin(asked, upload)) {
        forget_credentials(options_);
    } else if (upload.user.empty()) {
        upload.user = asked.user;
        upload.password = asked.password;
    }
    upload_ = std::move(upload);
}

void PiecewiseUpload::resume(std::string_view url, std::string_view upload) {
    const Url at = url_from(upload);
    go_to(url.empty() ? at : url_from(url), at);
    ask_server(to_string(upload_, true));
}

std::string PiecewiseUpload::create(std::string_view url) {
    ask_server(url);
    if (server_.creation == false) throw ProtocolError{"le serveur tus ne sait pas créer de téléversement"};
    const std::string name = name_in(wanted_.path);
    const Pairs metadata{{"filename", name}, {"filetype", std::string{files::content_type(name)}}};
    Options one = options_of_one({{"Upload-Length", std::to_string(file_->size())},
                                  {"Upload-Metadata", tus_metadata(metadata)}});
    one.data = "";  // Content-Length: 0
    upload_ = url_from(url);
    const Response answer = request("POST", one);
    const std::string location = answer.header("Location");
    const http::Parsed<Url> at = resolve_reference(answer.url, location);
    if (answer.status_code != 201 || location.empty() || !at.is_complete()) {
        throw ProtocolError{"le serveur tus ne dit pas où il a créé le téléversement (201 et Location)",
                            "vérifiez que l'adresse est celle d'un serveur tus"};
    }
    go_to(url_from(url), at.value());
    offset_ = 0;
    return to_string(upload_);
}

std::uint64_t PiecewiseUpload::ask_offset(std::uint64_t reached) {
    return offset_of_upload(request("HEAD", options_of_one({})).headers, reached, file_->size());
}

// A piece with a checksum is kept as a whole or not at all: over a connection that breaks all the time, only smaller
// pieces get through. So one that fails halves the next ones, and each one that passes makes them longer by a quarter:
// a bad moment at the beginning does not cost a round trip for every 64 KiB of the rest.
std::uint64_t PiecewiseUpload::send_piece(std::uint64_t offset) {
    const std::uint64_t length = std::min(piece_bytes_, file_->size() - offset);
    Pairs fields{{"Upload-Offset", std::to_string(offset)}, {"Content-Type", "application/offset+octet-stream"}};
    if (server_.checksum) fields.emplace_back("Upload-Checksum", checksum_of(offset, length));
    Options one = options_of_one(fields);
    one.data = std::make_shared<FileBody>(file_, offset, length);
    one.progress = progress_from(offset);
    // A piece that is refused costs little, and waiting for « 100 Continue » before each one costs more.
    if (!one.expect_above) one.expect_above = std::numeric_limits<std::uint64_t>::max();
    const std::uint64_t usual = piece_bytes_;
    piece_bytes_ = std::max(usual / 2, std::min(usual, smallest_piece));
    const std::uint64_t after = offset_after_piece(request("PATCH", one).headers, offset, length);
    piece_bytes_ = std::min(usual + usual / 4, std::max<std::uint64_t>(wanted_.piece_bytes, 1));
    return after;
}

std::string PiecewiseUpload::checksum_of(std::uint64_t offset, std::uint64_t length) const {
    Hash hash{*server_.checksum};
    FileBody piece{file_, offset, length};
    for (;;) {
        const std::string_view bytes = piece.next();
        if (bytes.empty()) break;
        hash.add(bytes);
    }
    return tus_name(*server_.checksum) + " " + base64(hash.finish());
}

// Of the whole file, and so no more often than of one request: ten times a second, and at the end.
ProgressFunction PiecewiseUpload::progress_from(std::uint64_t offset) {
    if (!told_) return {};
    return [this, offset](const Progress& piece) {
        const Progress whole{true, offset + piece.done, file_->size(), tries_.elapsed()};
        const bool at_end = whole.done == *whole.total;
        if (!piece.sending || (!at_end && whole.elapsed - last_told_ < std::chrono::milliseconds{100})) return;
        last_told_ = whole.elapsed;
        told_(whole);
    };
}

}  // namespace client
