#include "05-https-client/download.hpp"

#include <algorithm>
#include <optional>

#include "02-http-message/scanner.hpp"
#include "03-static-server/date_clock.hpp"
#include "05-https-client/checksum.hpp"
#include "05-https-client/download_plan.hpp"
#include "05-https-client/part_file.hpp"
#include "05-https-client/source_file.hpp"
#include "05-https-client/tries.hpp"

namespace client {
namespace {

// What is noted beside name.part: the validator, and of which address. A tag is unique among the versions of one file
// only (RFC 9110 §8.8.3). Of the address its checksum: it may hold what should not stand on the disk.
std::string note_of(const std::string& validator, std::string_view url) {
    return validator.empty() ? std::string{} : validator + "\n" + sha256_hex(url) + "\n";
}

std::string validator_in(const std::string& note, std::string_view url) {
    const std::string validator = note.substr(0, note.find('\n'));
    return note == note_of(validator, url) ? validator : std::string{};
}

bool is_sha256(std::string_view text) {
    return text.size() == 64 && std::all_of(text.begin(), text.end(), [](char c) { return http::hex_value(c); });
}

// Are these our own fields, which the options of the caller must not set?
bool is_ours(std::string_view name) {
    for (std::string_view ours : {"Range", "If-Range", "Accept-Encoding"}) {
        if (http::equal_ignoring_case(name, ours)) return true;
    }
    return false;
}

// One download, over as many requests as it takes.
class Fetch {
public:
    Fetch(Session& session, std::string_view url, const Download& wanted, const Options& options)
        : Fetch{session, url, wanted, options, merge(session.options, options)} {}

    Downloaded run();

private:
    // `all`: the options of the session too.
    Fetch(Session& session, std::string_view url, const Download& wanted, const Options& options, const Options& all)
        : session_{session}, url_{url}, wanted_{wanted}, options_{options}, part_{wanted.path},
          timeouts_{all.timeout.value_or(Timeouts{})},
          tries_{wanted.attempts, all.retries.value_or(Retries{}), timeouts_.total, all.observer} {}

    void take_up();
    bool ask_once();
    Options options_of_one(const Begun& begun);
    bool use(Response& answer, const DownloadPlan& plan);
    void begin_again(const std::string& validator);
    void append(std::string_view bytes);
    void check();

    Session& session_;
    std::string url_;
    const Download& wanted_;
    const Options& options_;
    PartFile part_;
    Timeouts timeouts_;
    Tries tries_;
    std::string validator_;       // of what is in part_
    std::optional<Sha256> hash_;  // the same
    std::uint64_t body_begins_at_ = 0;  // where in the file the answer's body belongs
    Downloaded result_;
};

Downloaded Fetch::run() {
    take_up();
    for (bool whole = false; !whole;) {
        try {
            whole = ask_once();
        } catch (const RequestException& error) {
            if (!may_pass(error) || !tries_.again(part_.size(), error)) throw;
        }
    }
    check();
    part_.finish();
    result_.bytes = part_.size();
    return result_;
}

// What an earlier download has left, if it can be relied on.
void Fetch::take_up() {
    if (wanted_.hash || !wanted_.sha256.empty()) hash_.emplace();
    if (part_.size() == 0) return;
    validator_ = validator_in(part_.note(), url_);
    if (!wanted_.resume || (validator_.empty() && wanted_.sha256.empty())) return begin_again({});
    result_.resumed = part_.size();
    if (!hash_) return;
    const SourceFile file{part_.path()};
    std::string buffer;
    for (std::uint64_t at = 0; at < part_.size();) {
        const std::string_view bytes = file.read(at, part_.size() - at, buffer);
        hash_->add(bytes);
        at += bytes.size();
    }
}

// One request. True: the file is whole; false: there is more to ask for.
bool Fetch::ask_once() {
    if (validator_.empty() && wanted_.sha256.empty() && part_.size() > 0) begin_again({});
    const Begun begun{part_.size(), validator_};
    body_begins_at_ = begun.bytes;
    Response answer = session_.get(url_, options_of_one(begun));
    tries_.heed(answer);
    const DownloadPlan plan = plan_download(answer.status_code, answer.headers, begun);
    result_.status_code = answer.status_code;
    return use(answer, plan);
}

Options Fetch::options_of_one(const Begun& begun) {
    Options one = options_;
    std::erase_if(one.headers, [](const auto& field) { return is_ours(field.first); });
    for (auto& field : range_fields(begun)) one.headers.push_back(std::move(field));
    one.headers.emplace_back("Accept-Encoding", "identity");  // positions are counted in the file itself
    one.stream = true;
    one.retries = Retries{};  // run() repeats, and asks for the rest only
    one.timeout = timeouts_;
    one.timeout->total = tries_.left();
    if (!options_.progress) return one;
    one.progress = [this](Progress progress) {
        if (progress.sending) return;
        progress.done += body_begins_at_;
        if (progress.total) *progress.total += body_begins_at_;
        progress.elapsed = tries_.elapsed();
        options_.progress(progress);
    };
    return one;
}

bool Fetch::use(Response& answer, const DownloadPlan& plan) {
    switch (plan.kind) {
    case DownloadPlan::Kind::append: break;
    case DownloadPlan::Kind::begin_again: begin_again(strong_validator(answer.headers, files::current_second())); break;
    case DownloadPlan::Kind::complete: return true;
    case DownloadPlan::Kind::ask_for_all: begin_again({}); return false;
    case DownloadPlan::Kind::refused:
        answer.raise_for_status();
        throw HTTPError{"le serveur n'envoie pas de fichier, mais une réponse " + std::to_string(answer.status_code),
                        answer.status_code};
    }
    const bool is_part = plan.kind == DownloadPlan::Kind::append;
    for (;;) {
        const std::string_view bytes = answer.next();
        if (bytes.empty()) break;
        if (is_part && bytes.size() > plan.end - part_.size()) {
            throw ProtocolError{"le serveur envoie plus d'octets que la partie qu'il annonce"};
        }
        append(bytes);
    }
    if (is_part && part_.size() < plan.end) throw IncompleteBody{"la partie reçue est plus courte qu'annoncé"};
    return !is_part || part_.size() == plan.total.value_or(plan.end);
}

void Fetch::begin_again(const std::string& validator) {
    part_.begin_again(note_of(validator, url_));
    validator_ = validator;
    body_begins_at_ = 0;
    if (hash_) hash_.emplace();
    result_.resumed = 0;
}

void Fetch::append(std::string_view bytes) {
    part_.append(bytes);
    if (hash_) hash_->add(bytes);
}

void Fetch::check() {
    if (!hash_) return;
    result_.sha256 = to_hex(hash_->finish());
    if (wanted_.sha256.empty() || http::equal_ignoring_case(result_.sha256, wanted_.sha256)) return;
    part_.discard();
    throw ChecksumError{"le fichier reçu n'est pas celui attendu : son SHA-256 est " + result_.sha256 + ", et non " +
                            wanted_.sha256,
                        "rien n'a été gardé ; recommencez, et si l'empreinte reste la même, méfiez-vous du fichier"};
}

}  // namespace

Downloaded download(Session& session, std::string_view url, const Download& wanted, const Options& options) {
    if (!wanted.sha256.empty() && !is_sha256(wanted.sha256)) {
        throw InvalidRequest{"une empreinte SHA-256 a 64 chiffres hexadécimaux", "vérifiez celle que vous donnez"};
    }
    return Fetch{session, url, wanted, options}.run();
}

}  // namespace client
