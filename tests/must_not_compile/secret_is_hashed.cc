// refused: use of deleted function
#include <unordered_set>

#include "scanner/core/secret_string.h"
std::size_t hash(const curfew::core::SecretString& secret) {
    return std::hash<curfew::core::SecretString>()(secret);
}
