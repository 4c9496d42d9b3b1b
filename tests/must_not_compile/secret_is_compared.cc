// refused: no match for
#include "scanner/core/secret_string.h"
bool same(const curfew::core::SecretString& left, const curfew::core::SecretString& right) {
    return left == right;
}
