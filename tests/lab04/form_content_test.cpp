#include "04-cgi/form_content.hpp"

#include "support/lesson.hpp"

namespace {

const support::LessonSource source{"RFC 7578", "04-cgi.md#les-formulaires", {}};

}  // namespace

TEST_CASE("0.4 un contenu de formulaire passe de la mémoire au fichier temporaire sans rien perdre") {
    support::Lesson lesson{source};
    const auto file = std::make_shared<cgi::TemporaryFile>();
    cgi::FormContent first;
    first.append("en mémoire, ");
    lesson.expect("en mémoire", first.is_in_memory(), true);
    first.append("puis dans le fichier", file);
    lesson.expect("encore en mémoire", first.is_in_memory(), false);
    cgi::FormContent second;
    second.append(std::string(200'000, 'z'), file);
    second.append("fin", file);
    lesson.expect("le premier", first.read(), "en mémoire, puis dans le fichier");
    lesson.expect("la taille du second", second.size(), 200'003u);
    std::size_t largest = 0;
    std::string all;
    second.for_each_block([&](std::string_view block) {
        largest = std::max(largest, block.size());
        all += block;
    });
    lesson.expect("le second est le même", all == std::string(200'000, 'z') + "fin", true);
    lesson.expect("le plus grand bloc", largest, 65'536u);
    lesson.expect("un contenu vide", cgi::FormContent{}.read(), "");
}
