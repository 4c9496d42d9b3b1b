// refused: use of deleted function
#include "scanner/core/secret_string.h"
void copy(const curfew::core::SecretString& secret) {
    curfew::core::SecretString second = secret;
}
