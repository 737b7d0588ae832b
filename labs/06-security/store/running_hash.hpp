#pragma once

#include <memory>
#include <string>
#include <string_view>

struct evp_md_ctx_st;

namespace security {

// The SHA-256 of bytes as they pass, which can be asked for at any time and then goes on. (Lab 05's Hash is over once
// it was asked for.) Throws std::runtime_error when OpenSSL fails.
class RunningHash {
public:
    RunningHash();
    void add(std::string_view bytes);
    std::string hex() const;  // 64 small hexadecimal digits

private:
    struct Free {
        void operator()(evp_md_ctx_st* context) const;
    };
    using Context = std::unique_ptr<evp_md_ctx_st, Free>;
    static Context new_context();

    Context context_;
};

}  // namespace security
