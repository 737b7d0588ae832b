#include "common/program.hpp"

#include <CLI/CLI.hpp>
#include <iostream>

#include "common/system_error.hpp"

namespace common {
namespace {

void speak_french(CLI::App& app, const std::string& examples) {
    app.set_help_flag("-h,--help", "Affiche cette aide");
    app.footer("\nExemples :\n" + examples);
    auto formatter = std::make_shared<CLI::Formatter>();
    for (const auto& [english, french] : std::initializer_list<std::pair<const char*, const char*>>{
             {"Usage", "Utilisation"},
             {"OPTIONS", "[OPTIONS]"},
             {"Options", "Options"},
             {"Positionals", "Arguments"},
             {"REQUIRED", "(obligatoire)"},
             {"TEXT", "TEXTE"},
             {"INT", "ENTIER"},
             {"UINT", "ENTIER"},
             {"FLOAT", "NOMBRE"},
             {"DIR", "RÉPERTOIRE"},
             {"FILE", "FICHIER"}}) {
        formatter->label(english, french);
    }
    formatter->column_width(32);
    app.formatter(formatter);
}

// CLI11 explains itself in English; the kind of the error and the option's name are enough to say it in French.
std::string wrong_usage(const CLI::ParseError& error) {
    const std::string kind = error.get_name();
    const std::string detail = error.what();
    const std::string subject = detail.substr(0, detail.find(':'));
    if (kind == "ExtrasError") return "argument ou option inconnus :" + detail.substr(detail.find(':') + 1);
    if (kind == "RequiredError") return "il manque l'argument " + detail.substr(0, detail.find(' '));
    if (kind == "ArgumentMismatch") return "il manque une valeur à l'option " + subject;
    if (kind == "ConversionError" || kind == "ValidationError") return "valeur refusée (" + detail + ")";
    if (kind == "ExcludesError" || kind == "RequiresError") return "options incompatibles (" + detail + ")";
    return detail;
}

int explain_failure(const std::string& name, const std::exception& error) {
    std::cerr << name << " : " << error.what() << '.';
    if (const auto* system = dynamic_cast<const std::system_error*>(&error)) {
        const std::string_view advice = advice_for_errno(system->code().value());
        if (!advice.empty()) std::cerr << ' ' << advice;
    }
    std::cerr << '\n';
    return 1;
}

}  // namespace

int run_program(int argc, char** argv, const ProgramDescription& description,
                const std::function<void(CLI::App&)>& declare, const std::function<int()>& run) {
    CLI::App app{description.purpose, description.name};
    speak_french(app, description.examples);
    declare(app);
    try {
        app.parse(argc, argv);
    } catch (const CLI::CallForHelp&) {
        std::cout << app.help() << std::flush;
        return 0;
    } catch (const CLI::ParseError& error) {
        std::cerr << description.name << " : " << wrong_usage(error) << ". « " << description.name
                  << " --help » donne l'aide.\n";
        return 2;
    }
    try {
        return run();
    } catch (const std::exception& error) {
        return explain_failure(description.name, error);
    }
}

}  // namespace common
