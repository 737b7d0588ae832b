#include "04-cgi/slots.hpp"
