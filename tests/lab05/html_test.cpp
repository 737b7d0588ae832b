#include "05-https-client/html.hpp"

#include "support/lesson.hpp"

namespace {

support::Lesson html_lesson(std::string_view html) {
    support::Lesson lesson{{"HTML §4.2.2, §4.6.1", "05-https-client.md#lire-une-page",
                            "./lab run https_client --links http://127.0.0.1:8081/links/3"}};
    lesson.received(html);
    return lesson;
}

// « http://a/b [texte] », one link a line.
std::string links(std::string_view html, std::string_view page) {
    std::string found;
    for (const client::Link& link : client::page_links(html, client::url_from(page))) {
        found += link.address + " [" + link.text + "]\n";
    }
    return found;
}

void expect_links(std::string_view html, std::string_view expected, std::string_view page = "http://ada:x@a/b/c?d#e") {
    auto lesson = html_lesson(html);
    lesson.step("la page est à " + std::string{page});
    lesson.expect("les liens", links(html, page), expected);
}

void expect_title(std::string_view html, std::string_view title) {
    auto lesson = html_lesson(html);
    lesson.expect("le titre", client::page_title(html), title);
}

std::string repeated(std::string_view text, std::size_t count) {
    std::string all;
    all.reserve(text.size() * count);
    for (std::size_t i = 0; i < count; ++i) all += text;
    return all;
}

}  // namespace

TEST_CASE("5.10 le titre d'une page est son premier titre, sans blancs superflus") {
    expect_title("<!DOCTYPE html><title>Le cours</title><p>x", "Le cours");
    expect_title("<title>\n  Le\t cours\r\n de  HTTP </title>", "Le cours de HTTP");
    expect_title("<title>Caf&eacute; &lt;b&gt; <b>&amp;</title>", "Café <b> <b>&");
    expect_title("<title>un</title><title>deux</title>", "un");
    expect_title("<title></title><title>deux</title>", "");
    expect_title("<p>un titre plus bas</p><title>ici</title>", "ici");
    expect_title("<title>jamais fermé", "jamais fermé");
    expect_title("<svg><title>une image</title></svg><title>la page</title>", "la page");
    expect_title("<!-- <title>non</title> --><template><title>non</title></template><title>oui</title>", "oui");
    expect_title("", "");
    expect_title("<h1>sans titre</h1>", "");
    expect_title(std::string_view{"<title>a\0b\xFF</title>", 20}, "a\uFFFDb\uFFFD");
}

TEST_CASE("5.10 les liens d'une page sont résolus depuis son adresse, dans leur ordre") {
    expect_links("<a href=/x>un</a> <a href='y?z'>deux</a> <A HREF=\"https://d/e#f\">trois</A>",
                 "http://a/x [un]\nhttp://a/b/y?z [deux]\nhttps://d/e#f [trois]\n");
    expect_links("<a href=''>ici</a><a href=#g>plus bas</a><a href=//d>d</a>",
                 "http://a/b/c?d [ici]\nhttp://a/b/c?d#g [plus bas]\nhttp://d/ [d]\n");
    expect_links("<a href=x>1</a><a href=x>2</a>", "http://a/b/x [1]\nhttp://a/b/x [2]\n");
    expect_links("<a href='?a=1&amp;b=2'>&eacute;</a>", "http://a/b/c?a=1&b=2 [é]\n");
    expect_links("<p>pas un lien</p>", "");
    expect_links("", "");
}

TEST_CASE("5.10 le texte d'un lien est ce que le lecteur voit") {
    expect_links("<a href=x>\n  un <b>deux</b><i>trois</i>\n<br>quatre </a>", "http://a/b/x [un deuxtrois quatre]\n");
    expect_links("<a href=x>un<script>non()</script><style>non{}</style><!-- non --><template>non</template></a>",
                 "http://a/b/x [un]\n");
    expect_links("<a href=x><img src=i alt=image></a>", "http://a/b/x []\n");
    expect_links("<a href=x>un<a href=y>deux", "http://a/b/x [un]\nhttp://a/b/y [deux]\n");
    expect_links("<a href=x>un <object><a href=y>deux</a></object> trois</a>",
                 "http://a/b/x [un trois]\nhttp://a/b/y [deux]\n");
}

TEST_CASE("5.10 ce qui ne mène nulle part par HTTP est laissé de côté") {
    expect_links(
        "<a href='javascript:alert(1)'>j</a><a href=mailto:a@b>m</a><a href=ftp://d>f</a><a href='http://'>h</a>"
        "<a href='http://x@y@z/'>z</a><a href='\\\\d'>b</a><a name=n>n</a><a>a</a><a href=ok>ok</a>",
        "http://a/b/ok [ok]\n");
    expect_links("<script>'<a href=x>'</script><!-- <a href=x> --><textarea><a href=x></textarea>", "");
    expect_links("<template><a href=x>x</a></template>", "");
}

TEST_CASE("5.10 une adresse dans un attribut perd ses blancs et ses fins de ligne, comme dans un navigateur") {
    expect_links("<a href=' \n x\r\n/y\t \f'>1</a>", "http://a/b/x/y [1]\n");
    expect_links("<a href='http://d/é f'>1</a>", "http://d/%C3%A9%20f [1]\n");
    expect_links("<a href='java\nscript:alert(1)'>1</a>", "");
}

TEST_CASE("5.10 le premier base qui a une adresse sert de point de départ") {
    expect_links("<base href=/autre/><a href=x>1</a>", "http://a/autre/x [1]\n");
    expect_links("<base target=_top><base href=https://d/e/><base href=/f/><a href=x>1</a>", "https://d/e/x [1]\n");
    expect_links("<base href='javascript:'><a href=x>1</a>", "http://a/b/x [1]\n");
}

TEST_CASE("5.10 cent mille éléments l'un dans l'autre ne font pas déborder la pile") {
    constexpr std::size_t depth = 100'000;
    auto lesson = html_lesson("<span><span><span>…");
    const std::string deep = repeated("<span>", depth) + "<a href=x>au fond</a>";
    lesson.expect("le lien du fond", links(deep, "http://a/"), "http://a/x [au fond]\n");
    lesson.expect("le titre, devant", client::page_title("<title>t</title>" + deep), "t");
}
