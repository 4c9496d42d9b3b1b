// Boost.JSON is header-only here: its definitions are compiled once, in this file (target
// curfew_json). Who reads or writes JSON includes <boost/json.hpp> in its .cc and links the target.
#include <boost/json/src.hpp>
