/// Long-lived access keys: what the key itself and IAM say of one, and what follows.
///
/// look_at_key() asks; the three judgements are pure.
///
/// An administrator's word counts only for keys of the administrator's own account: a user of the
/// same name in another account has other keys.
///
/// Owns:     AwsAdmin its keys.
/// Threads:  AwsAdmin and look_at_key() from any; the judgements are pure functions.
/// Source:   reference answers of STS and IAM; design.md 8.2 (when a refusal means dead).
/// Not here: sessions (aws_sessions.h), the ending itself (aws.h).
#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "integrations/providers/aws_questions.h"
#include "scanner/provider/provider.h"

namespace curfew::providers {

/// The configured administrator, and who that is.
class AwsAdmin : public std::enable_shared_from_this<AwsAdmin> {
  public:
    AwsAdmin(std::shared_ptr<AwsCaller> caller, AwsKeysPointer keys);

    [[nodiscard]] const AwsKeysPointer& keys() const { return keys_; }

    /// Asked once with success, then remembered.
    void identify(Telling<CallerIdentity> handler);

  private:
    void note(const std::optional<CallerIdentity>& identity);

    const std::shared_ptr<AwsCaller> caller_;
    const AwsKeysPointer keys_;
    std::mutex mutex_;
    std::optional<CallerIdentity> known_;  // under mutex_
};
using AwsAdminPointer = std::shared_ptr<AwsAdmin>;

struct KeyToLookAt {
    std::string id;
    AwsKeysPointer keys{};  ///< null: its secret is not known
    std::string owner{};    ///< a user's resource name known from before; empty: not known
};

struct KeyView {
    std::string id;
    std::optional<Told<CallerIdentity>> own{};  ///< nothing: the key itself was not asked
    bool has_secret = false;
    bool has_admin = false;
    IamWord iam = IamWord::unknown;
    std::string iam_reason{};       ///< why it is unknown
    std::string owner{};            ///< resource name
    bool do_owners_differ = false;  ///< the key's own answer and IAM's name different users
    std::optional<core::Instant> created_at{};
    std::optional<KeyUse> use{};
    std::vector<provider::Evidence> evidence{};
};

/// `admin` may be null.
void look_at_key(const std::shared_ptr<AwsCaller>& caller, const AwsAdminPointer& admin,
                 KeyToLookAt key, std::function<void(KeyView)> handler);

[[nodiscard]] provider::Inspection inspection_of(const KeyView& view);
[[nodiscard]] provider::Binding binding_of(const KeyView& view);
/// Dead: refused by its own question, and Inactive or gone by IAM's listing. Without an
/// administrator the earlier `live` stands in for IAM; without the secret IAM speaks alone.
[[nodiscard]] provider::Proof proof_of(const KeyView& view, bool was_live);

}  // namespace curfew::providers
