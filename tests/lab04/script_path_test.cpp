#include "04-cgi/script_path.hpp"
