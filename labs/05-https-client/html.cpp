#include "05-https-client/html.hpp"

#include "05-https-client/html_tree.hpp"
#include "common/not_implemented.hpp"

namespace client {

// BEGIN SOLUTION 5.10 helper
namespace {

// What no reader sees, whatever stands in it.
bool is_hidden(const GumboNode& node) {
    return is_element(node, GUMBO_TAG_SCRIPT) || is_element(node, GUMBO_TAG_STYLE) ||
           is_element(node, GUMBO_TAG_TEMPLATE);
}

// Finds the links while the tree is walked. Links do not stand inside each other; when a page has them do so, a text
// belongs to the innermost one, which is also what keeps the work in proportion to the page.
class LinkFinder {
public:
    explicit LinkFinder(const Url& page) : base_{page} {}

    bool enter(const GumboNode& node) {
        if (is_hidden(node)) return false;
        if (is_element(node, GUMBO_TAG_BASE)) read_base(node);
        if (is_element(node, GUMBO_TAG_A)) open_.push_back(begin_link(node));
        if (open_.empty() || open_.back() == none) return true;
        std::string& text = links_[open_.back()].text;
        text += is_element(node, GUMBO_TAG_BR) ? " " : text_of(node);
        return true;
    }

    void leave(const GumboNode& node) {
        if (is_element(node, GUMBO_TAG_A)) open_.pop_back();
    }

    std::vector<Link> links() && {
        for (Link& link : links_) link.text = single_spaced(link.text);
        return std::move(links_);
    }

private:
    static constexpr std::size_t none = static_cast<std::size_t>(-1);

    // The first <base> with an address counts, for the links behind it.
    void read_base(const GumboNode& node) {
        const auto href = attribute_of(node, "href");
        if (!href || has_base_) return;
        has_base_ = true;
        auto url = resolve_reference(base_, address_in_attribute(*href));
        if (url.is_complete()) base_ = std::move(url.value());
    }

    // The index of the link that begins here, `none` if it leads nowhere we could go.
    std::size_t begin_link(const GumboNode& node) {
        const auto href = attribute_of(node, "href");
        if (!href) return none;
        const auto url = resolve_reference(base_, address_in_attribute(*href));
        if (!url.is_complete()) return none;
        links_.push_back({to_string(url.value()), {}});
        return links_.size() - 1;
    }

    Url base_;
    bool has_base_ = false;
    std::vector<Link> links_;
    std::vector<std::size_t> open_;  // of the <a> that we are in
};

}  // namespace
// END SOLUTION

std::string page_title(std::string_view html) {
    // À écrire : parcourez l'arbre (HtmlTree::walk) jusqu'au premier élément GUMBO_TAG_TITLE (is_element) ; le titre
    // est le texte (text_of) des nœuds qui sont dedans, sans blancs superflus (single_spaced).
    // BEGIN SOLUTION 5.10
    std::string title;
    bool is_inside = false;
    bool is_found = false;
    HtmlTree{html}.walk(
        [&](const GumboNode& node) {
            is_inside = is_inside || (!is_found && is_element(node, GUMBO_TAG_TITLE));
            if (is_inside) title += text_of(node);
            return !is_found && !is_element(node, GUMBO_TAG_TEMPLATE);
        },
        [&](const GumboNode& node) {
            if (!is_element(node, GUMBO_TAG_TITLE)) return;
            is_found = is_found || is_inside;
            is_inside = false;
        });
    return single_spaced(title);
    // END SOLUTION
}

std::vector<Link> page_links(std::string_view html, const Url& page) {
    // À écrire : parcourez l'arbre. Chaque élément GUMBO_TAG_A qui a un attribut « href » est un lien : son adresse est
    // résolue (address_in_attribute, resolve_reference) depuis celle de la page, ou du premier GUMBO_TAG_BASE qui a un
    // « href » ; refusée, le lien est laissé de côté. Son texte est celui des nœuds qui sont dedans (GUMBO_TAG_BR : une
    // espace), sans ceux de script, de style et de template.
    // BEGIN SOLUTION 5.10
    LinkFinder finder{page};
    HtmlTree{html}.walk([&](const GumboNode& node) { return finder.enter(node); },
                        [&](const GumboNode& node) { finder.leave(node); });
    return std::move(finder).links();
    // END SOLUTION
}

}  // namespace client
