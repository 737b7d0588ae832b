#include "04-cgi/meta_variables.hpp"
