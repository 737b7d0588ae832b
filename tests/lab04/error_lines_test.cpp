#include "04-cgi/error_lines.hpp"
