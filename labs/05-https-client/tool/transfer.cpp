#include "05-https-client/tool/transfer.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <charconv>
#include <filesystem>
#include <iostream>

#include "05-https-client/checksum.hpp"
#include "05-https-client/download.hpp"
#include "05-https-client/html.hpp"
#include "05-https-client/tool/exit_status.hpp"
#include "05-https-client/tool/printable.hpp"
#include "05-https-client/tus.hpp"
#include "common/escape.hpp"

namespace tool {
namespace {

constexpr int cannot_resume = 33;
constexpr int too_large = 63;

bool has_body(const client::Options& options) { return !options.data.empty() || !options.files.empty(); }

std::uint64_t size_of_file(const std::string& path) {
    std::error_code error;
    const std::uintmax_t size = std::filesystem::file_size(path, error);
    return error ? 0 : size;
}

// A file that another program has begun has no « .part »: it is gone on with as curl does.
std::uint64_t offset_of(const Plan& plan) { return plan.resumes ? size_of_file(plan.output) : plan.resume_at; }

void upload(client::Session& session, const Plan& plan, AnswerOutput& output) {
    client::TusUpload upload{.path = plan.line.upload, .resume_url = plan.line.tus_resume};
    if (plan.line.retry > 0) upload.retries.count = plan.line.retry;
    const auto created = [&](const std::string& url) {
        if (plan.line.silent) return;
        std::cerr << "Adresse de cet envoi, pour le reprendre s'il s'arrête : --tus-resume '" << printable_line(url)
                  << "'" << std::endl;
    };
    const client::TusUploaded done = client::tus_upload(session, plan.address, upload, plan.options, created);
    output.write_text(printable_line(done.url) + "\n");
}

void download(client::Session& session, const Plan& plan) {
    const client::Download wanted{.path = plan.output,
                                  .resume = plan.resumes,
                                  .sha256 = plan.line.sha256,
                                  .attempts = plan.line.retry + 1};
    client::download(session, plan.address, wanted, plan.options);
}

client::Response ask(client::Session& session, const Plan& plan, client::Options options) {
    client::Response response = session.request(plan.method, plan.address, options);
    if (plan.line.fail) response.raise_for_status();
    return response;
}

void check_size(const client::Response& response, std::uint64_t limit) {
    const std::string length = response.header("Content-Length");
    std::uint64_t size = 0;
    const auto [end, error] = std::from_chars(length.data(), length.data() + length.size(), size);
    if (limit == 0 || length.empty() || (error == std::errc{} && size <= limit)) return;
    throw Failure{too_large, "la réponse annonce " + common::format_bytes(size) +
                                 ", plus que --max-filesize n'en accepte (" + common::format_bytes(limit) + ")"};
}

void write_body(client::Response& response, const std::string& expected, AnswerOutput& output) {
    output.begin(response.header("Content-Type"));
    std::optional<client::Sha256> checksum;
    if (!expected.empty()) checksum.emplace();
    for (std::string_view piece = response.next(); !piece.empty(); piece = response.next()) {
        if (checksum) checksum->add(piece);
        output.write(piece);
    }
    output.finish();
    if (!checksum) return;
    const std::string sum = client::to_hex(checksum->finish());
    if (http::equal_ignoring_case(sum, expected)) return;
    throw client::ChecksumError{"l'empreinte SHA-256 du corps est " + sum + ", et non " + expected};
}

void plain(client::Session& session, const Plan& plan, AnswerOutput& output) {
    client::Options options = plan.options;
    options.stream = true;
    const std::uint64_t offset = offset_of(plan);
    if (offset > 0) {
        options.headers.emplace_back("Range", "bytes=" + std::to_string(offset) + "-");
        // A piece of what was compressed is of no use: the bytes are wanted as they are.
        options.headers.emplace_back("Accept-Encoding", "identity");
    }
    client::Response response = ask(session, plan, std::move(options));
    if (offset > 0 && check_rest(response, offset) == Rest::was_complete) return;
    check_size(response, plan.line.max_filesize);
    write_body(response, plan.line.sha256, output);
}

void show_page(client::Session& session, const Plan& plan, AnswerOutput& output) {
    client::Response response = ask(session, plan, plan.options);
    const std::string html = response.text();
    if (plan.line.title) output.write_text(printable_line(client::page_title(html)) + "\n");
    if (!plan.line.links) return;
    for (const client::Link& link : client::page_links(html, response.url)) {
        output.write_text(printable_line(link.address) + "\t" + printable_line(link.text) + "\n");
    }
}

}  // namespace

Way way_of(const Plan& plan) {
    if (plan.line.tus) return Way::tus;
    if (plan.line.title || plan.line.links) return Way::page;
    const bool simple = plan.method == "GET" && !has_body(plan.options) && !plan.output.empty() && !plan.line.include;
    const bool begun_elsewhere = plan.resumes && size_of_file(plan.output) > 0;
    const bool wants_whole = plan.resumes || (!plan.line.sha256.empty() && plan.resume_at == 0);
    return simple && wants_whole && !begun_elsewhere ? Way::whole : Way::plain;
}

Rest check_rest(const client::Response& response, std::uint64_t offset) {
    const std::string range = response.header("Content-Range");
    const std::string from = std::to_string(offset);
    if (response.status_code == 206 && range.starts_with("bytes " + from + "-")) return Rest::follows;
    if (response.status_code == 416 && range == "bytes */" + from) return Rest::was_complete;
    const std::string what = response.status_code == 416   ? "le fichier du serveur est plus court que le nôtre"
                             : response.status_code == 206 ? "le serveur a envoyé une autre partie que celle demandée"
                                                           : "le serveur ne sait pas reprendre";
    throw Failure{cannot_resume, what + " à l'octet " + from + " (réponse " + std::to_string(response.status_code) +
                                     ") ; effacez le fichier et recommencez sans -C"};
}

void transfer(client::Session& session, const Plan& plan, AnswerOutput& output) {
    switch (way_of(plan)) {
    case Way::tus: return upload(session, plan, output);
    case Way::whole: return download(session, plan);
    case Way::page: return show_page(session, plan, output);
    case Way::plain: return plain(session, plan, output);
    }
}

}  // namespace tool
