/// Calls of Amazon's STS and IAM: where they go, how they are written, signed and sent.
///
/// A call is sent once; only where the answer says that the clocks differ, it is signed again with
/// the server's time, once, and that difference is kept for later calls.
///
/// Owns:     AwsCaller borrows client and clock until close(). After it every call under way ends
///           with `cancelled`, nothing more is sent.
/// Threads:  AwsCaller from any; handlers run on the client's thread, or inside call() for what
/// cannot
///           be sent.
/// Errors:   those of core/http.h; invalid_input for a field, key or address that cannot be sent.
/// Source:   IAM and STS API references; endpoints and signing regions: botocore's endpoint table.
/// Not here: what the answers mean (aws_answer.h).
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "integrations/providers/aws_answer.h"
#include "integrations/providers/aws_signing.h"
#include "scanner/core/clock.h"
#include "scanner/core/http.h"
#include "scanner/provider/access.h"

namespace curfew::providers {

/// Where one service is.
struct AwsEndpoint {
    std::string url;   ///< "https://iam.amazonaws.com/"
    std::string host;  ///< as in the Host header, in lower case
    AwsScope scope;
    core::HttpReach reach;
};

struct AwsEndpoints {
    AwsEndpoint sts;
    AwsEndpoint iam;
    std::string partition;  ///< "aws", "aws-cn", "aws-us-gov"
    provider::HostSource source = provider::HostSource::catalogue;
};

/// From `[provider.aws]`: `base` (both services there, for private endpoints), `region`
/// ("us-east-1" unless set), `partition` (the region's own unless set). Null: nothing configured.
[[nodiscard]] core::Result<AwsEndpoints> aws_endpoints(const provider::ProviderAccess* access);

enum class AwsService { sts, iam };

struct AwsCall {
    AwsService service = AwsService::sts;
    std::string action;
    std::vector<std::pair<std::string, std::string>> fields{};
};

/// "Action=…&Version=…&…", each name and value percent-encoded (RFC 3986).
[[nodiscard]] std::string form_of(const AwsCall& call);

using AwsHandler = std::function<void(core::Result<AwsAnswer>)>;
using AwsKeysPointer = std::shared_ptr<const AwsKeys>;

class AwsCaller : public std::enable_shared_from_this<AwsCaller> {
  public:
    AwsCaller(core::HttpClient& client, const core::Clock& clock, AwsEndpoints endpoints);

    void call(const AwsKeysPointer& keys, const AwsCall& call, AwsHandler handler);

    /// Nothing is sent any more, and the borrowed things are not touched.
    void close();

    [[nodiscard]] const AwsEndpoints& endpoints() const { return endpoints_; }
    [[nodiscard]] const AwsEndpoint& endpoint(AwsService service) const;

    /// Our clock, put right by what the server last said when it complained.
    [[nodiscard]] core::Instant server_now() const;

  private:
    struct Attempt;

    void send(const std::shared_ptr<Attempt>& attempt);
    void hear(const std::shared_ptr<Attempt>& attempt, core::Result<core::HttpResponse> outcome);

    core::HttpClient& client_;
    const core::Clock& clock_;
    const AwsEndpoints endpoints_;
    std::atomic<bool> is_closed_ = false;
    std::atomic<std::int64_t> offset_seconds_ = 0;
};

}  // namespace curfew::providers
