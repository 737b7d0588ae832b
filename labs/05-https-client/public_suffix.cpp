#include "05-https-client/public_suffix.hpp"

#include <libpsl.h>

#include <memory>
#include <string>

namespace client {
namespace {

struct FreeList {
    void operator()(psl_ctx_t* list) const { ::psl_free(list); }
};

// The system's list if it is newer than the one that the library was built with. Read once.
const psl_ctx_t* suffix_list() {
    static const std::unique_ptr<psl_ctx_t, FreeList> list{::psl_latest(nullptr)};
    return list ? list.get() : ::psl_builtin();
}

}  // namespace

bool is_public_suffix(std::string_view domain) {
    const psl_ctx_t* const list = suffix_list();
    if (list == nullptr) return domain.find('.') == std::string_view::npos;
    return ::psl_is_public_suffix(list, std::string{domain}.c_str()) == 1;
}

}  // namespace client
