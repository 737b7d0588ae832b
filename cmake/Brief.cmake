# A build that is made once and thrown away, like that of continuous integration (ATELIER_BRIEF=ON, set by .ci/run),
# need not be quick to make again, nor easy to look at with a debugger. It proves the same, sooner:
#   - the files of a library are compiled sixteen at a time, so that what they include is read, and the templates they
#     share are compiled, once for all. Whether each file includes what it uses, « ./lab check » says, whose preset
#     « clang » compiles them one by one and without precompiled headers. Two files of a library cannot then give the same name to different things, even in
#     their anonymous namespaces;
#   - a sanitizer's report needs the lines (-g1), not the variables (-g);
#   - each test is a process, which starts a quarter faster at the addresses it was linked for (-no-pie): the sanitizers'
#     tables are full of pointers.
option(ATELIER_BRIEF "A build made once: quick to make from nothing" OFF)

if(ATELIER_BRIEF)
    set(CMAKE_UNITY_BUILD ON)
    set(CMAKE_UNITY_BUILD_BATCH_SIZE 16)
    if(CMAKE_CXX_FLAGS_DEBUG STREQUAL "-g")  # as CMake sets it, unless somebody says otherwise
        set(CMAKE_CXX_FLAGS_DEBUG -g1)
    endif()
    add_link_options(-no-pie)
    # GCC takes for headers the files that are compiled together, and would have no anonymous namespaces in them.
    add_compile_options($<$<CXX_COMPILER_ID:GNU>:-Wno-subobject-linkage>)
endif()
