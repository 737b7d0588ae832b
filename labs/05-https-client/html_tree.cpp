#include "05-https-client/html_tree.hpp"

#include <time.h>

#include <algorithm>
#include <csetjmp>
#include <cstddef>
#include <iterator>
#include <memory_resource>
#include <new>
#include <vector>

#include "02-http-message/fields.hpp"
#include "05-https-client/errors.hpp"

namespace client {

namespace {

// The processor's time that this thread has had.
std::chrono::nanoseconds thread_time() {
    timespec now{};
    ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return std::chrono::seconds{now.tv_sec} + std::chrono::nanoseconds{now.tv_nsec};
}

}  // namespace

// What gumbo asks for: it comes from one arena, and goes with it, all at once. Asking is also where gumbo can be
// stopped: it has no other way out, so this one leaves by longjmp. Between there and setjmp stand functions in C, which
// have nothing to tidy up but memory, and allocate(), which has no object with a destructor.
struct HtmlTree::Memory {
    explicit Memory(std::chrono::nanoseconds budget) : end{thread_time() + budget} {}

    static void* allocate(void* self, std::size_t size) {
        auto& memory = *static_cast<Memory*>(self);
        memory.used += size;
        const bool is_late = ++memory.calls % calls_between_looks == 0 && thread_time() > memory.end;
        void* const bytes = is_late || memory.used > most_bytes ? nullptr : memory.take(size);
        if (bytes == nullptr) std::longjmp(memory.give_up, 1);
        return bytes;
    }

    static void release(void*, void*) {}

    // nullptr: this machine has no more.
    void* take(std::size_t size) noexcept {
        try {
            return arena.allocate(size, alignof(std::max_align_t));
        } catch (const std::bad_alloc&) {
            return nullptr;
        }
    }

    static constexpr std::size_t most_bytes = 1024 * 1024 * 1024;
    static constexpr unsigned calls_between_looks = 64;

    std::pmr::monotonic_buffer_resource arena;
    std::size_t used = 0;
    unsigned calls = 0;
    std::chrono::nanoseconds end;
    std::jmp_buf give_up;
};

namespace {

// The children of a node; nullptr if it is of a kind that has none.
const GumboVector* children_of(const GumboNode& node) {
    switch (node.type) {
    case GUMBO_NODE_DOCUMENT: return &node.v.document.children;
    case GUMBO_NODE_ELEMENT:
    case GUMBO_NODE_TEMPLATE: return &node.v.element.children;
    case GUMBO_NODE_TEXT:
    case GUMBO_NODE_CDATA:
    case GUMBO_NODE_COMMENT:
    case GUMBO_NODE_WHITESPACE: return nullptr;
    }
    return nullptr;
}

// At the end of the page gumbo closes the open <template> one by one, and looks through all that is open for each. It
// asks for no memory then, so nothing can stop it: the square of a million of them would take hours.
bool has_too_many_templates(std::string_view html) {
    constexpr std::size_t most = 1'000;
    constexpr std::string_view name = "template";
    std::size_t count = 0;
    for (std::size_t at = html.find('<'); at < html.size() && count <= most; at = html.find('<', at + 1)) {
        if (http::equal_ignoring_case(html.substr(at + 1, name.size()), name)) ++count;
    }
    return count > most;
}

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f'; }

}  // namespace

// In a function of its own, whose variables are not used once gumbo has given up.
GumboOutput* HtmlTree::parse(Memory& memory, std::string_view html) {
    GumboOptions options = kGumboDefaultOptions;
    options.allocator = &Memory::allocate;
    options.deallocator = &Memory::release;
    options.userdata = &memory;
    options.max_errors = 0;
    if (setjmp(memory.give_up) != 0) return nullptr;
    return ::gumbo_parse_with_options(&options, html.empty() ? "" : html.data(), html.size());
}

HtmlTree::HtmlTree(std::string_view html, std::chrono::milliseconds budget)
    : memory_{std::make_unique<Memory>(budget)},
      output_{has_too_many_templates(html) ? nullptr : parse(*memory_, html)} {
    if (output_ == nullptr) {
        throw LimitExceeded{"cette page demande trop de temps ou de mémoire : elle est sans doute piégée"};
    }
}

HtmlTree::~HtmlTree() = default;  // gumbo_destroy_output() would call itself for each level

void HtmlTree::walk(const Enter& enter, const Leave& leave) const {
    struct Place {
        const GumboNode* node;
        unsigned next_child;
    };
    std::vector<Place> path;
    if (enter(*output_->root)) path.push_back({output_->root, 0});
    while (!path.empty()) {
        Place& place = path.back();
        const GumboVector* const children = children_of(*place.node);
        if (children == nullptr || place.next_child == children->length) {
            leave(*place.node);
            path.pop_back();
        } else {
            const auto* const child = static_cast<const GumboNode*>(children->data[place.next_child++]);
            if (enter(*child)) path.push_back({child, 0});
        }
    }
}

bool is_element(const GumboNode& node, GumboTag tag) {
    if (node.type != GUMBO_NODE_ELEMENT && node.type != GUMBO_NODE_TEMPLATE) return false;
    return node.v.element.tag == tag && node.v.element.tag_namespace == GUMBO_NAMESPACE_HTML;
}

std::string_view text_of(const GumboNode& node) {
    const bool is_text =
        node.type == GUMBO_NODE_TEXT || node.type == GUMBO_NODE_WHITESPACE || node.type == GUMBO_NODE_CDATA;
    return is_text ? node.v.text.text : std::string_view{};
}

std::optional<std::string_view> attribute_of(const GumboNode& node, const char* name) {
    if (node.type != GUMBO_NODE_ELEMENT) return std::nullopt;
    const GumboAttribute* const attribute = ::gumbo_get_attribute(&node.v.element.attributes, name);
    if (attribute == nullptr) return std::nullopt;
    return attribute->value;
}

std::string single_spaced(std::string_view text) {
    std::string result;
    bool has_blank = false;
    for (char c : text) {
        if (!is_blank(c)) {
            if (has_blank && !result.empty()) result += ' ';
            result += c;
        }
        has_blank = is_blank(c);
    }
    return result;
}

std::string address_in_attribute(std::string_view value) {
    const auto is_dropped = [](char c) { return c == '\t' || c == '\n' || c == '\r'; };
    while (!value.empty() && is_blank(value.front())) value.remove_prefix(1);
    while (!value.empty() && is_blank(value.back())) value.remove_suffix(1);
    std::string address;
    std::remove_copy_if(value.begin(), value.end(), std::back_inserter(address), is_dropped);
    return address;
}

}  // namespace client
