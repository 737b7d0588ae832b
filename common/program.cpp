#include "common/program.hpp"

#include <CLI/CLI.hpp>
#include <charconv>
#include <iostream>
#include <memory>
#include <sstream>

#include "common/system_error.hpp"
#include "common/terminal.hpp"

namespace common {
namespace {

constexpr std::size_t description_column = 32;
constexpr std::size_t page_width = 100;

// Puts the words of `text` at `description_column`, on as many lines as they need.
std::string in_column(const std::string& left, const std::string& text) {
    const std::string margin(description_column, ' ');
    std::string line = left;
    line.append(columns(left) < description_column ? description_column - columns(left) : 1, ' ');
    std::string out;
    std::istringstream words{text};
    for (std::string word; words >> word;) {
        if (columns(line) + columns(word) > page_width && line != margin) {
            out += line.substr(0, line.find_last_not_of(' ') + 1) + "\n";
            line = margin;
        }
        line += word + " ";
    }
    return out + line.substr(0, line.find_last_not_of(' ') + 1) + "\n";
}

// CLI11 counts bytes to align its columns, and shows defaults in its own way.
class FrenchFormatter : public CLI::Formatter {
public:
    std::string make_option(const CLI::Option* option, bool is_positional) const override {
        std::string left = "  " + option->get_name(is_positional, true);
        const bool takes_value = option->get_items_expected_max() > 0;
        if (!is_positional && takes_value) left += " " + option->get_type_name();
        std::string text = option->get_description();
        if (!option->get_default_str().empty()) text += " (par défaut : " + option->get_default_str() + ")";
        if (!is_positional && option->get_required()) text += " (obligatoire)";
        return in_column(left, text);
    }

    std::string make_group(std::string group, bool is_positional,
                           std::vector<const CLI::Option*> options) const override {
        return CLI::Formatter::make_group(group + "\u00A0", is_positional, options);  // which adds « : »
    }
};

void speak_french(CLI::App& app, const std::string& examples) {
    app.set_help_flag("-h,--help", "Affiche cette aide");
    app.footer("Exemples :\n" + examples);
    auto formatter = std::make_shared<FrenchFormatter>();
    formatter->label("Usage", "Utilisation\u00A0");
    formatter->label("Positionals", "Arguments");
    app.formatter(formatter);
}

bool contains(const std::string& text, std::string_view part) {
    return text.find(part) != std::string::npos;
}

std::string after(const std::string& text, std::string_view mark) {
    const std::size_t found = text.find(mark);
    return found == std::string::npos ? text : text.substr(found + mark.size());
}

// CLI11 explains itself in English: its sentence is taken apart, and said again in French.
std::string wrong_usage(const CLI::ParseError& error) {
    const std::string kind = error.get_name();
    const std::string detail = error.what();
    const std::string subject = detail.substr(0, detail.find_first_of(": "));
    if (kind == "RequiredError") return "il manque " + subject + ", qui est obligatoire";
    if (kind == "ArgumentMismatch" && contains(detail, "missing")) return "il manque une valeur après " + subject;
    if (kind == "ArgumentMismatch" && contains(detail, "At Most")) return subject + " est donné plusieurs fois";
    if (kind == "ArgumentMismatch") return "nombre de valeurs inattendu pour " + after(detail, "arguments to ");
    if (kind == "ConversionError") return "valeur refusée : " + after(detail, "Could not convert: ");
    if (kind == "ValidationError") return subject + " : " + after(detail, ": ");
    if (kind == "ExcludesError") return subject + " ne va pas avec " + after(detail, "excludes ");
    if (kind == "RequiresError") return subject + " demande aussi " + after(detail, "requires ");
    return detail;
}

// In the order in which they were given, which CLI11's own sentence turns round.
std::string unknown_words(const CLI::App& app) {
    std::string words;
    for (const std::string& word : app.remaining()) words += (words.empty() ? "" : " ") + word;
    return "argument ou option inconnu : « " + words + " »";
}

int explain_wrong_usage(const std::string& name, const std::string& explanation) {
    std::cerr << name << " : " << explanation << ". « " << name << " --help » donne l'aide.\n";
    return 2;
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

Check one_of(std::vector<std::string> choices) {
    return [choices = std::move(choices)](const std::string& value) -> std::string {
        std::string list;
        for (const std::string& choice : choices) {
            if (value == choice) return "";
            list += (list.empty() ? "" : ", ") + choice;
        }
        return "« " + value + " » n'est pas l'un de ceux-ci : " + list;
    };
}

Check whole_number(std::uint64_t lowest, std::uint64_t highest) {
    return [lowest, highest](const std::string& value) -> std::string {
        std::uint64_t number = 0;
        const char* const end = value.data() + value.size();
        const auto [stop, error] = std::from_chars(value.data(), end, number);
        const bool octal = value.size() > 1 && value[0] == '0';  // which CLI11 would read in base 8
        if (error == std::errc{} && stop == end && !octal && number >= lowest && number <= highest) return "";
        return "« " + value + " » n'est pas un nombre entier de " + std::to_string(lowest) + " à " +
               std::to_string(highest);
    };
}

int run_program(int argc, char** argv, const ProgramDescription& description,
                const std::function<void(CLI::App&)>& declare, const std::function<int()>& run) {
    CLI::App app{description.purpose, description.name};
    speak_french(app, description.examples);
    declare(app);
    try {
        app.parse(argc, argv);
        return run();
    } catch (const CLI::CallForHelp&) {
        std::cout << app.help() << std::flush;
        return 0;
    } catch (const CLI::ExtrasError&) {
        return explain_wrong_usage(description.name, unknown_words(app));
    } catch (const CLI::ParseError& error) {
        return explain_wrong_usage(description.name, wrong_usage(error));
    } catch (const WrongUsage& error) {
        return explain_wrong_usage(description.name, error.what());
    } catch (const std::exception& error) {
        return explain_failure(description.name, error);
    }
}

}  // namespace common
