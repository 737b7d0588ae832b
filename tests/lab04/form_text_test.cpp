#include "04-cgi/form_text.hpp"

#include "support/lesson.hpp"

TEST_CASE("0.4 un texte de formulaire qui n'est pas en UTF-8 est réparé ou converti") {
    support::Lesson lesson{{"RFC 7578 §4.6", "04-cgi.md#les-formulaires", {}}};
    const auto utf8 = cgi::Charset::utf8;
    const auto windows = cgi::Charset::windows_1252;
    lesson.expect("de l'UTF-8", cgi::to_text("Zo\xC3\xA9", utf8), "Zoé");
    lesson.expect("du Latin-1 sans le dire", cgi::to_text("Zo\xE9!", utf8), "Zo\xEF\xBF\xBD!");
    lesson.expect("du windows-1252", cgi::to_text("Zo\xE9 \x80 \x9C\x9F", windows), "Zoé € œŸ");
    lesson.expect("est-ce de l'UTF-8", cgi::is_utf8("Zoé"), true);
    lesson.expect("et ceci", cgi::is_utf8("Zo\xE9"), false);
    lesson.expect("un nom de jeu de caractères", cgi::charset_named("ISO-8859-1") == windows, true);
    lesson.expect("un autre", cgi::charset_named("utf-8") == utf8, true);
    lesson.expect("un inconnu", cgi::charset_named("koi8-r") == utf8, true);
}
