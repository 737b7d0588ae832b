#include "05-https-client/tool/plan.hpp"

#include "05-https-client/tool/address.hpp"
#include "common/escape.hpp"
#include "common/program.hpp"

namespace tool {
namespace {

std::string method_of(const CommandLine& line, const Words& words, const Plan& plan) {
    if (!words.method.empty() && !line.method.empty() && words.method != line.method) {
        throw common::WrongUsage{"deux méthodes sont données, " + words.method + " et -X " + line.method};
    }
    if (!line.method.empty()) return line.method;
    if (!words.method.empty()) return words.method;
    if (line.head) return "HEAD";
    if (!line.upload.empty()) return line.tus ? "POST" : "PUT";
    return plan.options.data.empty() && plan.options.files.empty() ? "GET" : "POST";
}

void set_output(Plan& plan, const CommandLine& line) {
    plan.output = line.output == "-" ? "" : line.output;
    if (line.remote_name && line.output.empty()) {
        plan.output = remote_name(plan.address);
        if (plan.output.empty()) {
            throw common::WrongUsage{"l'URL « " + common::escape_bytes(plan.address) +
                                     " » ne finit pas par un nom de fichier : donnez-en un avec -o"};
        }
    }
    if (line.resume.empty()) return;
    plan.resumes = line.resume == "-";
    if (plan.resumes) return;
    if (const std::string why = common::whole_number(0, std::uint64_t{1} << 60)(line.resume); !why.empty()) {
        throw common::WrongUsage{"-C : " + why + " (« - » : là où le fichier s'arrête)"};
    }
    plan.resume_at = std::stoull(line.resume);
}

void check(const Plan& plan, const CommandLine& line) {
    if (line.tus && (line.upload.empty() || line.upload == "-")) {
        throw common::WrongUsage{"--tus demande -T et le nom d'un fichier"};
    }
    if (!line.tus_resume.empty() && !line.tus) throw common::WrongUsage{"--tus-resume ne va pas sans --tus"};
    if (plan.resumes && plan.output.empty()) throw common::WrongUsage{"-C - demande un fichier : -o ou -O"};
    const bool digits = line.sha256.find_first_not_of("0123456789abcdefABCDEF") == std::string::npos;
    if (!line.sha256.empty() && (line.sha256.size() != 64 || !digits)) {
        throw common::WrongUsage{"--sha256 attend 64 chiffres hexadécimaux, comme sha256sum les écrit"};
    }
    if (!line.key.empty() && line.certificate.empty()) throw common::WrongUsage{"--key ne va pas sans --cert"};
}

}  // namespace

Plan make_plan(const CommandLine& line) {
    const Words words = parse_words(line.words);
    Plan plan;
    plan.line = line;
    plan.address = whole_address(words.address);
    if (!line.user_agent.empty()) plan.options.headers.emplace_back("User-Agent", line.user_agent);
    if (!line.referer.empty()) plan.options.headers.emplace_back("Referer", line.referer);
    for (const std::string& header : line.headers) add_header(plan.options, header);
    set_output(plan, line);
    check(plan, line);
    add_items(plan, line, words.items);
    plan.method = method_of(line, words, plan);
    add_identity(plan, line);
    add_ways(plan.options, line);
    return plan;
}

}  // namespace tool
