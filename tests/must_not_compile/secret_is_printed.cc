// refused: no match for
#include <iostream>

#include "scanner/core/secret_string.h"
void print(const curfew::core::SecretString& secret) {
    std::cout << secret;
}
