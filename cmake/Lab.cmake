include(Catch)

# What most files of the labs with coroutines include: read once per library rather than once per file. Every file still
# includes what it uses (the preset « clang » builds without).
set(coroutine_headers
    <asio/any_io_executor.hpp> <asio/awaitable.hpp> <asio/buffer.hpp> <asio/use_awaitable.hpp>
    <chrono> <functional> <memory> <optional> <string> <string_view> <variant> <vector>)

# add_lab(<number> SOURCES <file>... [USES <number>...] [LIBRARIES <target>...] [PROGRAMS <name>...]
#         [PRECOMPILE <header>...])
#
# Declares lab <number>: the library lab<number> built from SOURCES, which may use earlier labs, and its
# programs, each from apps/<name>.cpp. Headers are included from labs/ and from the top of the tree:
#     #include "02-http-message/target.hpp"
#     #include "common/escape.hpp"
function(add_lab number)
    cmake_parse_arguments(PARSE_ARGV 1 LAB "" "" "SOURCES;USES;LIBRARIES;PROGRAMS;PRECOMPILE")
    set(library lab${number})
    add_library(${library} STATIC ${LAB_SOURCES})
    target_include_directories(${library} PUBLIC ${CMAKE_SOURCE_DIR} ${CMAKE_SOURCE_DIR}/labs)
    target_link_libraries(${library} PUBLIC common ${LAB_LIBRARIES} PRIVATE atelier_options)
    target_precompile_headers(${library} PRIVATE ${LAB_PRECOMPILE})
    foreach(earlier IN LISTS LAB_USES)
        target_link_libraries(${library} PUBLIC lab${earlier})
    endforeach()
    foreach(program IN LISTS LAB_PROGRAMS)
        add_executable(${program} apps/${program}.cpp)
        target_link_libraries(${program} PRIVATE ${library} CLI11::CLI11 atelier_options)
        target_precompile_headers(${program} REUSE_FROM common)
    endforeach()
endfunction()

# add_lab_tests(<number> SOURCES <file>... [LIBRARIES <target>...])
#
# The tests of one lab: the program lab<number>_tests, each TEST_CASE a ctest test labelled lab<number>.
function(add_lab_tests number)
    cmake_parse_arguments(PARSE_ARGV 1 TESTS "" "" "SOURCES;LIBRARIES")
    set(program lab${number}_tests)
    add_executable(${program} ${TESTS_SOURCES})
    target_link_libraries(${program} PRIVATE lab${number} test_support ${TESTS_LIBRARIES} atelier_options)
    catch_discover_tests(${program} TEST_SPEC "~[.]" PROPERTIES LABELS lab${number} TIMEOUT 30)
endfunction()
