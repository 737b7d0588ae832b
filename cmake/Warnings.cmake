# Warnings are errors for whoever develops the kit (ATELIER_STRICT=ON, set by ./lab check);
# a student whose compiler knows a newer warning is told, not stopped.
option(ATELIER_STRICT "Warnings are errors" OFF)
set(ATELIER_SANITIZERS "" CACHE STRING "Value of -fsanitize=, empty for none")
option(ATELIER_FUZZING "Build the libFuzzer targets (Clang only)" OFF)

add_library(atelier_options INTERFACE)
target_compile_options(atelier_options INTERFACE
    -Wall -Wextra -Wshadow -Wconversion -Wsign-conversion -Wpedantic -Wold-style-cast
    -Wnon-virtual-dtor -Woverloaded-virtual -Wcast-align -Wformat=2 -Wimplicit-fallthrough
    -Wno-unused-parameter  # an exercise not yet written does not use its parameters
    $<$<CXX_COMPILER_ID:GNU>:-Wduplicated-cond -Wlogical-op>
    # GCC 12 sees overlaps that are not there in std::string's operator+ (GCC bug 105651).
    $<$<AND:$<CXX_COMPILER_ID:GNU>,$<VERSION_LESS:$<CXX_COMPILER_VERSION>,13>>:-Wno-restrict>
    $<$<BOOL:${ATELIER_STRICT}>:-Werror>)

if(ATELIER_SANITIZERS)
    add_compile_options(-fsanitize=${ATELIER_SANITIZERS} -fno-omit-frame-pointer)
    add_link_options(-fsanitize=${ATELIER_SANITIZERS})
    if(ATELIER_SANITIZERS MATCHES undefined)
        # The check of virtual tables opens a pipe: it takes any call for a mistake where a test has left no descriptor.
        add_compile_options(-fno-sanitize-recover=undefined -fno-sanitize=vptr)
        # Clang 14 cannot compile coroutines with this one (« Cannot represent a difference across sections »).
        add_compile_options($<$<CXX_COMPILER_ID:Clang>:-fno-sanitize=function>)
    endif()
endif()
