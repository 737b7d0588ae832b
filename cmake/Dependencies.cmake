# Everything the kit rests on, as packages of the distribution.
find_package(Threads REQUIRED)
find_package(OpenSSL 3 REQUIRED)
find_package(CLI11 REQUIRED)
find_package(nlohmann_json 3 REQUIRED)
find_package(Catch2 REQUIRED)
find_package(ZLIB REQUIRED)
find_path(ASIO_INCLUDE_DIR asio.hpp REQUIRED)
# These bring no file for CMake: header and library are enough.
find_library(PSL_LIBRARY psl REQUIRED)
find_library(IDN2_LIBRARY idn2 REQUIRED)
find_library(GUMBO_LIBRARY gumbo REQUIRED)
find_library(SQLITE_LIBRARY sqlite3 REQUIRED)
find_library(SECCOMP_LIBRARY seccomp REQUIRED)
find_path(PSL_INCLUDE_DIR libpsl.h REQUIRED)
find_path(IDN2_INCLUDE_DIR idn2.h REQUIRED)
find_path(GUMBO_INCLUDE_DIR gumbo.h REQUIRED)
find_path(SQLITE_INCLUDE_DIR sqlite3.h REQUIRED)
find_path(SECCOMP_INCLUDE_DIR seccomp.h REQUIRED)

# Asio is compiled once, in common/asio.cpp, rather than in every file that includes it.
add_library(asio STATIC ${CMAKE_SOURCE_DIR}/common/asio.cpp)
target_include_directories(asio SYSTEM PUBLIC ${ASIO_INCLUDE_DIR})
target_compile_definitions(asio PUBLIC ASIO_STANDALONE ASIO_SEPARATE_COMPILATION ASIO_NO_DEPRECATED
    # A request passes through about ten coroutines: as many frames are worth keeping for the next one (default: 2).
    ASIO_RECYCLING_ALLOCATOR_CACHE_SIZE=16
    # Asio 1.22 does not see that Clang 14 has coroutines.
    $<$<CXX_COMPILER_ID:Clang>:ASIO_HAS_CO_AWAIT=1 ASIO_HAS_STD_COROUTINE=1>)
target_link_libraries(asio PUBLIC Threads::Threads)
