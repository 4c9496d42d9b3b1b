#include "integrations/cli/process_secrecy.h"

#include <sys/prctl.h>
#include <sys/resource.h>

namespace curfew::cli {

void keep_memory_private() {
    const rlimit none{0, 0};
    (void)::setrlimit(RLIMIT_CORE, &none);
    (void)::prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
}

}  // namespace curfew::cli
