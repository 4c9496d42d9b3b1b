#include "integrations/cli/asking.h"
#include "integrations/cli/import_command.h"
#include "integrations/cli/process_secrecy.h"
#include "integrations/cli/revoke_command.h"
#include "integrations/cli/verification.h"
#include "integrations/cli/verify_command.h"

namespace curfew::cli {

bool has_network() {
    return true;
}

core::Result<std::unique_ptr<Verification>> begin_verification(const Asker& asker) {
    keep_memory_private();
    TRY_ASSIGN(std::unique_ptr<Asking> asking, Asking::make(asker));
    return std::unique_ptr<Verification>(std::move(asking));
}

int run_revoke(const Invocation& invocation, const RevokeOptions& options,
               const core::Clock& clock) {
    keep_memory_private();
    return revoke(invocation, options, clock);
}

int run_verify(const Invocation& invocation, const VerifyOptions& options,
               const core::Clock& clock) {
    keep_memory_private();
    return verify(invocation, options, clock);
}

int run_import(const Invocation& invocation, const ImportOptions& options,
               const core::Clock& clock) {
    return import_reports(invocation, options, clock);
}

}  // namespace curfew::cli
