#include "04-cgi/process.hpp"
