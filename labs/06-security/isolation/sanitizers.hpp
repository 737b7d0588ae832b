#pragma once

namespace security {

// Is this program built with a sanitizer (AddressSanitizer, ThreadSanitizer)? It then keeps books of its own, in
// terabytes of addresses that it never fills, and makes system calls for them: the walls have to leave it room.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
inline constexpr bool built_with_sanitizer = true;
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
inline constexpr bool built_with_sanitizer = true;
#else
inline constexpr bool built_with_sanitizer = false;
#endif
#else
inline constexpr bool built_with_sanitizer = false;
#endif

}  // namespace security
