#pragma once

#include <gumbo.h>

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace client {

// A page as a tree, made by gumbo as browsers make theirs. Given: what to look for in it is step 5.10's.
//
// The page is a stranger's. A hundred thousand elements, one inside the other, are a tree of that depth: whoever walks
// it by calling himself needs a stack of that depth, and so does gumbo itself to free it. So walk() keeps its own
// stack, and the memory that gumbo asks for is freed without the tree. The time that gumbo takes may grow with the
// square of the depth, which nobody knows before: a limit on the size of a page that kept out all traps (a hundred
// kilobytes) would keep out real pages too. So gumbo is stopped when its time is over.
class HtmlTree {
public:
    // `html` must live as long as the tree. `budget`: time of the processor; a page of a megabyte takes less than a
    // tenth of a second. Throws LimitExceeded when that is over, or more than 1 GiB asked for, and
    // for a page with more than 1,000 <template>.
    explicit HtmlTree(std::string_view html, std::chrono::milliseconds budget = std::chrono::seconds{2});
    ~HtmlTree();
    HtmlTree(const HtmlTree&) = delete;
    HtmlTree& operator=(const HtmlTree&) = delete;

    // Calls `enter` for each node in the order of the page, and `leave` behind its last descendant. What `enter`
    // returns false for is not gone into.
    using Enter = std::function<bool(const GumboNode&)>;
    using Leave = std::function<void(const GumboNode&)>;
    void walk(const Enter& enter, const Leave& leave) const;

private:
    struct Memory;
    static GumboOutput* parse(Memory& memory, std::string_view html);

    std::unique_ptr<Memory> memory_;
    GumboOutput* output_;
};

// Is this node an element of HTML (not of SVG) with this tag?
bool is_element(const GumboNode& node, GumboTag tag);

// The text of a text node; empty for any other.
std::string_view text_of(const GumboNode& node);

// The value of an attribute of an element; nothing if it has none of this name.
std::optional<std::string_view> attribute_of(const GumboNode& node, const char* name);

// The text without blanks (space, tab, line ends) around it, and with one space for each run of them.
std::string single_spaced(std::string_view text);

// The address that an attribute names: without blanks around it and without line ends and tabs inside, which browsers
// drop.
std::string address_in_attribute(std::string_view value);

}  // namespace client
