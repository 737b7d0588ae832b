#include "05-https-client/tool/run.hpp"

#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>

#include "03-static-server/date_clock.hpp"
#include "05-https-client/cookie_file.hpp"
#include "05-https-client/tls_context.hpp"
#include "05-https-client/tool/address.hpp"
#include "05-https-client/tool/exit_status.hpp"
#include "05-https-client/tool/explain.hpp"
#include "05-https-client/tool/input.hpp"
#include "05-https-client/tool/plan.hpp"
#include "05-https-client/tool/printable.hpp"
#include "05-https-client/tool/progress_bar.hpp"
#include "05-https-client/tool/timeline.hpp"
#include "05-https-client/tool/transfer.hpp"
#include "05-https-client/tool/verbose.hpp"
#include "05-https-client/tool/watchers.hpp"
#include "05-https-client/tool/write_out.hpp"
#include "common/program.hpp"
#include "common/system_error.hpp"

namespace tool {
namespace {

// -i, -I, -D: the heads of answers as they came, those of redirects too.
class HeadWriter final : public client::Observer {
public:
    explicit HeadWriter(AnswerOutput& output) : output_{output} {}
    void answer_head(const http::Response&, std::string_view bytes) override {
        try {
            output_.write_text(output_.is_terminal() ? printable(bytes) : std::string{bytes});
        } catch (const Failure&) {
            // An observer must not throw: the body that follows will meet the same failure.
        }
    }

private:
    AnswerOutput& output_;
};

// Everything that one run needs.
class Run {
public:
    explicit Run(Plan plan);

    int go();

private:
    void add_watchers();
    void add_progress();
    void load_cookies();
    void check_files() const;
    void finish();
    void save_cookies() const;
    void write_timeline() const;
    void write_variables() const;
    void tell(const std::exception& failure);

    Plan plan_;
    client::Session session_;
    std::shared_ptr<Recorder> recorder_ = std::make_shared<Recorder>();
    std::shared_ptr<Narrator> narrator_;
    std::shared_ptr<ProgressBar> bar_;
    AnswerOutput output_;
    std::optional<AnswerOutput> heads_;
    Outcome outcome_;
};

bool goes_on_with_file(const Plan& plan) { return plan.resumes || plan.resume_at > 0; }

Run::Run(Plan plan) : plan_{std::move(plan)}, output_{plan_.output, goes_on_with_file(plan_)} {
    outcome_.plan = &plan_;
    outcome_.recorder = recorder_.get();
}

void Run::add_watchers() {
    const auto palette = common::Palette::for_descriptor(STDERR_FILENO);
    const Secrets secrets{plan_.line.show_secrets};
    auto watchers = std::make_shared<Watchers>();
    watchers->add(recorder_);
    watchers->add(std::make_shared<Warner>(std::cerr, palette));
    if (plan_.line.verbose) watchers->add(std::make_shared<Verbose>(std::cerr, palette, secrets));
    if (plan_.line.explain) {
        narrator_ = std::make_shared<Narrator>(std::cerr, palette, secrets, *recorder_);
        watchers->add(narrator_);
    }
    if (plan_.line.include || plan_.line.head) watchers->add(std::make_shared<HeadWriter>(output_));
    if (!plan_.line.dump_header.empty()) {
        heads_.emplace(plan_.line.dump_header == "-" ? "" : plan_.line.dump_header);
        heads_->open();
        watchers->add(std::make_shared<HeadWriter>(*heads_));
    }
    plan_.options.observer = watchers;
}

// The bar and what else is told on standard error would write over each other.
void Run::add_progress() {
    if (plan_.line.silent || plan_.line.explain || plan_.line.verbose || !ProgressBar::should_draw()) return;
    const bool sends = !plan_.line.upload.empty() || !plan_.options.files.empty();
    const bool receives = !plan_.output.empty() || ::isatty(STDOUT_FILENO) == 0;
    bar_ = std::make_shared<ProgressBar>();
    plan_.options.progress = [bar = bar_, sends, receives](const client::Progress& progress) {
        if (progress.sending ? sends : receives) bar->draw(progress);
    };
}

void Run::load_cookies() {
    for (const std::string& path : plan_.cookie_files) {
        if (::access(path.c_str(), F_OK) != 0) continue;  // as for curl: -b and -c often name the same file
        client::load_cookies(session_.cookies, path, files::current_second());
    }
}

// What is wrong with the files of TLS is better said apart, and before anything is sent.
void Run::check_files() const {
    constexpr int bad_certificate = 58;
    constexpr int bad_authorities = 77;
    try {
        if (plan_.options.verify && plan_.options.verify->on()) client::TlsContext{{*plan_.options.verify, {}}};
    } catch (const client::SSLError& error) {
        throw Failure{bad_authorities, error.what()};
    }
    try {
        if (plan_.options.cert) client::TlsContext{{false, *plan_.options.cert}};
    } catch (const client::SSLError& error) {
        throw Failure{bad_certificate, error.what()};
    }
}

int Run::go() {
    try {
        if (has_other_scheme(plan_.address)) {
            throw Failure{1, "« " + printable_line(plan_.address) +
                                 " » n'est ni en http ni en https : ce client n'en connaît pas d'autres"};
        }
        add_watchers();
        add_progress();
        load_cookies();
        check_files();
        transfer(session_, plan_, output_);
    } catch (const common::WrongUsage&) {
        throw;
    } catch (const std::exception& failure) {
        tell(failure);
    }
    finish();
    return outcome_.exit_status;
}

void Run::tell(const std::exception& failure) {
    if (bar_) bar_->clear();
    outcome_.exit_status = exit_status(failure, recorder_->stage());
    outcome_.error = failure.what();
    if (const auto* tls = dynamic_cast<const client::SSLError*>(&failure)) outcome_.verify_code = tls->verify_code();
    if (plan_.line.silent && !plan_.line.show_error) return;
    std::cerr << "https_client : (" << outcome_.exit_status << ") " << printable_line(failure.what()) << '.';
    if (const auto* system = dynamic_cast<const std::system_error*>(&failure)) {
        const std::string_view advice = common::advice_for_errno(system->code().value());
        if (!advice.empty()) std::cerr << ' ' << advice;
    }
    std::cerr << std::endl;
}

// What is done after a failure as well.
void Run::finish() {
    if (bar_) bar_->clear();
    if (narrator_) narrator_->finish();
    try {
        save_cookies();
        write_variables();
        write_timeline();
        std::cout.flush();
    } catch (const std::exception& failure) {
        if (outcome_.exit_status != 0) return;
        tell(Failure{23, failure.what()});
    }
}

void Run::save_cookies() const {
    const std::string& path = plan_.line.cookie_jar;
    if (path.empty()) return;
    if (path != "-") return client::save_cookies(session_.cookies, path, files::current_second());
    std::string directory = (std::filesystem::temp_directory_path() / "https_client.XXXXXX").string();
    if (::mkdtemp(directory.data()) == nullptr) common::throw_errno("mkdtemp", directory);
    const std::string file = directory + "/cookies.txt";
    client::save_cookies(session_.cookies, file, files::current_second());
    std::cout << read_input(file);
    std::filesystem::remove_all(directory);
}

void Run::write_variables() const {
    const std::string& given = plan_.line.write_out;
    if (given.empty()) return;
    const std::string format = given.starts_with('@') ? read_input(given.substr(1)) : given;
    const auto unknown = [](std::string_view name) {
        std::cerr << "https_client : -w ne connaît pas la variable « " << printable_line(name) << " »" << std::endl;
    };
    const bool terminal = ::isatty(STDOUT_FILENO) == 1;
    const auto value = [&](std::string_view name) {
        auto text = variable(name, outcome_);
        if (text && terminal) text = printable_line(*text);
        return text;
    };
    std::cout << write_out(format, value, unknown);
}

void Run::write_timeline() const {
    const std::string& path = plan_.line.timeline;
    if (path.empty()) return;
    const Waterfall drawn = waterfall(recorder_->exchanges(), Secrets{plan_.line.show_secrets});
    if (path == "-") {
        const auto palette = common::Palette::for_descriptor(STDOUT_FILENO);
        std::cout << timeline_text(drawn, terminal_columns(STDOUT_FILENO), palette);
        return;
    }
    std::ofstream file{path, std::ios::binary};
    file << timeline_page(drawn) << std::flush;
    if (!file) common::throw_errno("write", path);
}

}  // namespace

int run(const CommandLine& line) {
    std::signal(SIGPIPE, SIG_IGN);  // a connection or a pipe that breaks is an error like another
    std::optional<Run> it;
    try {
        it.emplace(make_plan(line));
    } catch (const common::WrongUsage&) {
        throw;
    } catch (const std::exception& failure) {
        if (!line.silent || line.show_error) std::cerr << "https_client : " << printable_line(failure.what()) << ".\n";
        return exit_status(failure, Stage::nothing);
    }
    return it->go();
}

}  // namespace tool
