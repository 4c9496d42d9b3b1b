// refused: nodiscard
#include "scanner/core/instant.h"
void drop() {
    curfew::core::parse_instant("2026-11-22T09:30:00Z");
}
