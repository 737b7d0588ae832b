#include "04-cgi/script_head.hpp"
