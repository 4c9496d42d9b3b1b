// refused: could not convert
#include "scanner/core/result.h"
int take(const curfew::core::Result<int>& result) {
    if (result) return 1;
    return 0;
}
