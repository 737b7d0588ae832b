#include "05-https-client/tus.hpp"

#include <algorithm>
#include <chrono>
#include <limits>

#include "02-http-message/scanner.hpp"
#include "03-static-server/mime.hpp"
#include "05-https-client/auth.hpp"
#include "05-https-client/file_body.hpp"
#include "05-https-client/tries.hpp"
#include "05-https-client/tus_answer.hpp"
#include "common/not_implemented.hpp"

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

void forget_credentials(Options& options) {
    const auto is_secret = [](const auto& field) {
        const std::string_view name = field.first;
        return http::equal_ignoring_case(name, "Authorization") || http::equal_ignoring_case(name, "Cookie");
    };
    std::erase_if(options.headers, is_secret);
    options.auth = {};
    options.cookies = {};
    options.use_netrc = false;
    options.without_headers.insert(options.without_headers.end(), {"Authorization", "Cookie"});
}

std::string name_in(const std::string& path) {
    return path.substr(path.rfind('/') + 1);  // npos + 1 is 0
}

// One upload, over as many requests as it takes.
class Upload {
public:
    Upload(Session& session, const TusUpload& wanted, const Options& options)
        : session_{session}, wanted_{wanted}, told_{options.progress}, options_{for_requests(options)},
          timeouts_{options.timeout.value_or(session.options.timeout.value_or(Timeouts{}))},
          file_{std::make_shared<const SourceFile>(wanted.path)},
          tries_{wanted.retries.count + 1, wanted.retries, timeouts_.total},
          piece_bytes_{std::max<std::uint64_t>(wanted.piece_bytes, 1)} {}

    // Where the upload stands: begun before, or created now, at this address.
    void resume(std::string_view url, std::string_view upload);
    std::string create(std::string_view url);

    // Sends all that is missing.
    TusUploaded run();

private:
    Options options_of_one(const Pairs& fields) const;
    Response request(std::string_view method, const Options& options);
    void ask_server(std::string_view url);
    void go_to(const Url& asked, Url upload);
    std::uint64_t ask_offset(std::uint64_t reached);
    std::uint64_t send_piece(std::uint64_t offset);
    std::string checksum_of(std::uint64_t offset, std::uint64_t length) const;
    ProgressFunction progress_from(std::uint64_t offset);

    Session& session_;
    const TusUpload& wanted_;
    ProgressFunction told_;
    Options options_;
    Timeouts timeouts_;
    std::shared_ptr<const SourceFile> file_;
    Tries tries_;
    std::uint64_t piece_bytes_;
    TusServer server_;
    Url upload_;
    std::optional<std::uint64_t> offset_ = {};  // how far the server has got; nothing: it must be asked
    std::chrono::seconds asked_delay_{};        // Retry-After of the last answer
    std::chrono::milliseconds last_told_{-1'000};
};

Options Upload::options_of_one(const Pairs& fields) const {
    Options one = options_;
    one.headers.insert(one.headers.end(), fields.begin(), fields.end());
    one.retries = Retries{};  // run() repeats, and asks for the offset in between
    one.timeout = timeouts_;
    one.timeout->total = tries_.left();
    return one;
}

// An answer that is no error. Of a refusal, Retry-After is kept.
Response Upload::request(std::string_view method, const Options& options) {
    Response answer = session_.request(method, to_string(upload_, true), options);
    const auto now = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
    if (!answer.ok() && answer.headers.find("Retry-After")) {
        http::Response head;
        head.fields = answer.headers;
        asked_delay_ = retry_after(head, now).value_or(std::chrono::seconds{0});
    }
    answer.raise_for_status();
    if (answer.status_code >= 300) {
        throw ProtocolError{"le serveur tus répond " + std::to_string(answer.status_code) + " à « " +
                            std::string{method} + " »"};
    }
    return answer;
}

// A server that does not answer the question may still know the protocol: then nothing is known of it.
void Upload::ask_server(std::string_view url) {
    Options one = options_of_one({});
    one.retries = options_.retries;
    const Response answer = session_.request("OPTIONS", url, one);
    server_ = read_tus_server(answer.status_code, answer.headers);
    if (!wanted_.checksum) server_.checksum = {};
    if (server_.max_size && *server_.max_size < file_->size()) {
        throw InvalidRequest{"le fichier « " + wanted_.path + " » est plus grand que ce que le serveur accepte (" +
                             std::to_string(*server_.max_size) + " octets)"};
    }
}

// User and password of the address that was asked serve the upload too, if it is of the same origin.
void Upload::go_to(const Url& asked, Url upload) {
    if (!same_origin(asked, upload)) {
        forget_credentials(options_);
    } else if (upload.user.empty()) {
        upload.user = asked.user;
        upload.password = asked.password;
    }
    upload_ = std::move(upload);
}

void Upload::resume(std::string_view url, std::string_view upload) {
    const Url at = url_from(upload);
    go_to(url.empty() ? at : url_from(url), at);
    ask_server(to_string(upload_, true));
}

std::string Upload::create(std::string_view url) {
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

std::uint64_t Upload::ask_offset(std::uint64_t reached) {
    return offset_of_upload(request("HEAD", options_of_one({})).headers, reached, file_->size());
}

// A piece with a checksum is kept as a whole or not at all: over a connection that breaks all the time, only smaller
// pieces get through. So after one that failed, the next ones are half as long.
std::uint64_t Upload::send_piece(std::uint64_t offset) {
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
    piece_bytes_ = usual;
    return after;
}

std::string Upload::checksum_of(std::uint64_t offset, std::uint64_t length) const {
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
ProgressFunction Upload::progress_from(std::uint64_t offset) {
    if (!told_) return {};
    return [this, offset](const Progress& piece) {
        const Progress whole{true, offset + piece.done, file_->size(), tries_.elapsed()};
        const bool at_end = whole.done == *whole.total;
        if (!piece.sending || (!at_end && whole.elapsed - last_told_ < std::chrono::milliseconds{100})) return;
        last_told_ = whole.elapsed;
        told_(whole);
    };
}

TusUploaded Upload::run() {
    const std::uint64_t size = file_->size();
    std::uint64_t reached = 0;  // what the server has acknowledged
    // À écrire : tant que offset_ n'est pas size, envoyez un morceau (send_piece) si offset_ est connu, sinon demandez
    // où en est le serveur (ask_offset) ; chacun rend le nouvel offset_, qui est aussi reached. Après une
    // RequestException, offset_ n'est plus connu : si elle peut passer (may_pass, ou HTTPError dont is_tus_passing
    // accepte le statut) et que tries_.again(reached, asked_delay_) le permet, continuez ; sinon, relancez-la (throw;).
    // BEGIN SOLUTION 5.9
    const auto passes = [](const RequestException& error) {
        const auto* const refused = dynamic_cast<const HTTPError*>(&error);
        return may_pass(error) || (refused != nullptr && is_tus_passing(refused->status_code()));
    };
    while (offset_ != size) {
        try {
            offset_ = offset_ ? send_piece(*offset_) : ask_offset(reached);
            reached = *offset_;
        } catch (const RequestException& error) {
            offset_.reset();
            if (!passes(error) || !tries_.again(reached, asked_delay_)) throw;
            asked_delay_ = {};
        }
    }
    // END SOLUTION
    return {to_string(upload_), size};
}

}  // namespace

std::string tus_metadata(const Pairs& pairs) {
    // À écrire : les paires séparées par des virgules ; dans chacune, le nom, une espace, la valeur en Base64 (base64
    // de auth.hpp). Un nom vide, ou qui contient autre chose que de l'ASCII visible sans virgule : InvalidRequest.
    // BEGIN SOLUTION 5.9
    const auto is_wrong = [](char c) { return c <= ' ' || c > '~' || c == ','; };
    std::string text;
    for (const auto& [name, value] : pairs) {
        if (name.empty() || std::any_of(name.begin(), name.end(), is_wrong)) {
            throw InvalidRequest{"« " + name + " » ne peut pas nommer une métadonnée tus"};
        }
        if (!text.empty()) text += ',';
        text.append(name).append(" ").append(base64(value));
    }
    return text;
    // END SOLUTION
}

TusUploaded tus_upload(Session& session, std::string_view url, const TusUpload& wanted, const Options& options,
                       const std::function<void(const std::string&)>& on_created) {
    Upload upload{session, wanted, options};
    if (!wanted.resume_url.empty()) {
        upload.resume(url, wanted.resume_url);
    } else {
        const std::string address = upload.create(url);
        if (on_created) on_created(address);
    }
    return upload.run();
}

}  // namespace client
