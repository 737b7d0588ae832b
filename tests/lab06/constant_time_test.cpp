#include <sys/mman.h>
#include <unistd.h>

#include <string>

#include "06-security/password.hpp"
#include "support/exact_buffer.hpp"
#include "support/lesson.hpp"

namespace {

support::Lesson comparing_lesson() {
    return support::Lesson{{"CWE-208", "06-security.md#les-mots-de-passe", "./lab test 6.2"}};
}

bool equal(std::string_view left, std::string_view right) {
    const support::ExactBuffer left_bytes{left};
    const support::ExactBuffer right_bytes{right};
    return security::equal_in_constant_time(left_bytes.view(), right_bytes.view());
}

// Zeros that the system has not yet given any memory to: it does so page by page, as they are looked at.
class FreshPages {
public:
    explicit FreshPages(std::size_t count) : size_{count * page_size()} {
        void* const start = ::mmap(nullptr, size_, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        if (start != MAP_FAILED) start_ = static_cast<char*>(start);
    }
    ~FreshPages() {
        if (start_ != nullptr) ::munmap(start_, size_);
    }
    FreshPages(const FreshPages&) = delete;
    FreshPages& operator=(const FreshPages&) = delete;

    std::string_view view() const { return {start_, start_ == nullptr ? 0 : size_}; }

    bool last_was_looked_at() const {
        unsigned char state = 0;
        ::mincore(start_ + size_ - page_size(), page_size(), &state);
        return (state & 1) != 0;
    }

private:
    static std::size_t page_size() { return static_cast<std::size_t>(::sysconf(_SC_PAGESIZE)); }

    std::size_t size_;
    char* start_ = nullptr;
};

}  // namespace

TEST_CASE("6.2 deux secrets se comparent comme deux textes") {
    auto lesson = comparing_lesson();
    lesson.expect("rien et rien", equal("", ""), true);
    lesson.expect("secret et secret", equal("secret", "secret"), true);
    lesson.expect("secret et secreT", equal("secret", "secreT"), false);
    lesson.expect("secret et Secret", equal("secret", "Secret"), false);
    lesson.expect("secret et secre", equal("secret", "secre"), false);
    lesson.expect("secret et secrets", equal("secret", "secrets"), false);
    lesson.expect("rien et secret", equal("", "secret"), false);
    lesson.expect("secret et rien", equal("secret", ""), false);
    lesson.expect("deux différences qui s'annulent", equal("ab", "ba"), false);
    lesson.expect("un octet nul compte", equal(std::string_view{"a\0b", 3}, std::string_view{"a\0c", 3}), false);
    const std::string all(256, '\xFF');
    for (std::size_t i = 0; i < all.size(); ++i) {
        for (int bit = 0; bit < 8; ++bit) {
            std::string other = all;
            other[i] = static_cast<char>(other[i] ^ (1 << bit));
            lesson.require("un seul bit diffère : pareils", equal(all, other), false);
        }
    }
}

TEST_CASE("6.2 une différence au premier octet n'arrête pas la comparaison") {
    auto lesson = comparing_lesson();
    const FreshPages pages{8};
    lesson.require("de la mémoire pour l'essai", pages.view().empty(), false);
    const std::string guess(pages.view().size(), 'x');
    const bool can_be_seen = !pages.last_was_looked_at();
    lesson.step("un texte de x et un texte d'octets nuls, aussi longs : ils diffèrent dès le premier octet");
    lesson.expect("pareils", security::equal_in_constant_time(guess, pages.view()), false);
    lesson.expect_that("le dernier octet a été lu quand même", !can_be_seen || pages.last_was_looked_at());
}
