#include "integrations/cli/verification.h"
#include "scanner/core/check.h"

namespace curfew::cli {

bool has_network() {
    return false;
}

core::Result<std::unique_ptr<Verification>> begin_verification(const Asker& /*asker*/) {
    return core::Error(core::ErrorKind::unsupported,
                       "asking providers needs curfew-full beside this program");
}

int run_revoke(const Invocation& /*invocation*/, const RevokeOptions& /*options*/,
               const core::Clock& /*clock*/) {
    core::check(false);  // handed over before
    return 2;
}

int run_verify(const Invocation& /*invocation*/, const VerifyOptions& /*options*/,
               const core::Clock& /*clock*/) {
    core::check(false);  // handed over before
    return 2;
}

int run_import(const Invocation& /*invocation*/, const ImportOptions& /*options*/,
               const core::Clock& /*clock*/) {
    core::check(false);
    return 2;
}

}  // namespace curfew::cli
