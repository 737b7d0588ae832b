// The smallest script in C++: a head, an empty line, a body. The benchmark measures what starting it costs.

#include <cstdio>

int main() {
    std::puts("Content-Type: text/plain; charset=utf-8\n\nBonjour !");
}
