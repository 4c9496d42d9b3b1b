#include "integrations/providers/aws_call.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <utility>

#include <fmt/core.h>

#include "scanner/core/lower_case.h"

namespace curfew::providers {
namespace {

using core::Error;
using core::ErrorKind;
using core::Result;
using core::SecretString;
using provider::HostSource;
using provider::ProviderAccess;

constexpr std::string_view kStsVersion = "2011-06-15";
constexpr std::string_view kIamVersion = "2010-05-08";
constexpr std::size_t kRegionMax = 32;

struct Partition {
    std::string_view name;
    std::string_view region_prefix;   // empty: every other
    std::string_view default_region;  // of STS
    std::string_view iam_host;
    std::string_view iam_region;
    std::string_view domain;
};

constexpr std::array<Partition, 3> kPartitions{{
    {"aws-cn", "cn-", "cn-north-1", "iam.cn-north-1.amazonaws.com.cn", "cn-north-1",
     "amazonaws.com.cn"},
    {"aws-us-gov", "us-gov-", "us-gov-west-1", "iam.us-gov.amazonaws.com", "us-gov-west-1",
     "amazonaws.com"},
    {"aws", "", "us-east-1", "iam.amazonaws.com", "us-east-1", "amazonaws.com"},
}};

bool is_region(std::string_view text) {
    return !text.empty() && text.size() <= kRegionMax && std::ranges::all_of(text, [](char letter) {
        return (letter >= 'a' && letter <= 'z') || (letter >= '0' && letter <= '9') ||
               letter == '-';
    });
}

Result<Partition> partition_for(std::string_view name, std::string_view region) {
    const auto* const by_region = std::ranges::find_if(kPartitions, [region](const Partition& one) {
        return region.starts_with(one.region_prefix);
    });
    if (name.empty()) return *by_region;
    const auto* const by_name = std::ranges::find(kPartitions, name, &Partition::name);
    if (by_name == kPartitions.end()) {
        return Error(ErrorKind::invalid_input,
                     "provider.aws.partition is aws, aws-cn or aws-us-gov; set base for others");
    }
    if (!region.empty() && by_name != by_region) {
        return Error(ErrorKind::invalid_input,
                     "provider.aws.region lies in another partition than provider.aws.partition");
    }
    return *by_name;
}

AwsEndpoint endpoint_at(std::string host, AwsScope scope) {
    AwsEndpoint endpoint;
    endpoint.url = "https://" + host + "/";
    endpoint.host = std::move(host);
    endpoint.scope = std::move(scope);
    return endpoint;
}

// "https://aws.example.com:8443", without a path: the signature covers "/".
Result<std::string> host_of_base(std::string_view base) {
    std::string_view rest = base;
    for (const std::string_view scheme : {"https://", "http://"}) {
        if (rest.starts_with(scheme)) rest.remove_prefix(scheme.size());
    }
    if (rest.ends_with('/')) rest.remove_suffix(1);
    const bool is_host = !rest.empty() && rest.size() < base.size() &&
                         std::ranges::all_of(
                             rest,
                             [](char letter) {
                                 return letter > ' ' && letter < 0x7f && letter != '/' &&
                                        letter != '?' && letter != '#' && letter != '@';
                             });
    if (is_host) return std::string(rest);
    return Error(ErrorKind::invalid_input,
                 "provider.aws.base must be https://HOST or https://HOST:PORT, without a path");
}

// The client leaves the scheme's own port out of the Host header, so it is not signed either.
std::string without_own_port(std::string host, std::string_view base) {
    const std::string_view own = base.starts_with("https:") ? ":443" : ":80";
    if (host.ends_with(own)) host.resize(host.size() - own.size());
    return host;
}

void put_encoded(std::string_view text, std::string& out) {
    constexpr std::string_view kHex = "0123456789ABCDEF";
    constexpr std::string_view kMarks = "-._~";
    for (const char letter : text) {
        const auto byte = static_cast<unsigned char>(letter);
        const bool is_plain =
            (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') ||
            (letter >= '0' && letter <= '9') || kMarks.find(letter) != std::string_view::npos;
        if (is_plain) {
            out += letter;
            continue;
        }
        out += '%';
        out += kHex[byte >> 4U];
        out += kHex[byte & 0x0FU];
    }
}

}  // namespace

Result<AwsEndpoints> aws_endpoints(const ProviderAccess* access) {
    const std::string_view wanted = access == nullptr ? "" : access->setting("region");
    const std::string_view name = access == nullptr ? "" : access->setting("partition");
    if (!wanted.empty() && !is_region(wanted)) {
        return Error(ErrorKind::invalid_input,
                     "provider.aws.region is a name such as eu-central-1");
    }
    TRY_ASSIGN(const Partition partition, partition_for(name, wanted));
    const std::string region(wanted.empty() ? partition.default_region : wanted);
    AwsEndpoints all;
    all.partition = partition.name;
    all.sts = endpoint_at(fmt::format("sts.{}.{}", region, partition.domain), {region, "sts"});
    all.iam =
        endpoint_at(std::string(partition.iam_host), {std::string(partition.iam_region), "iam"});
    if (access == nullptr || access->base.empty()) return all;
    TRY_ASSIGN(const std::string host, host_of_base(access->base));
    all.source = HostSource::configuration;
    for (AwsEndpoint* endpoint : {&all.sts, &all.iam}) {
        endpoint->url = (access->base.starts_with("https:") ? "https://" : "http://") +
                        core::in_lower_case(host) + "/";
        endpoint->host = without_own_port(core::in_lower_case(host), access->base);
        // The user's own configuration names it.
        endpoint->reach = {.private_addresses = true, .plain = true};
    }
    return all;
}

std::string form_of(const AwsCall& call) {
    const bool is_sts = call.service == AwsService::sts;
    std::string form =
        fmt::format("Action={}&Version={}", call.action, is_sts ? kStsVersion : kIamVersion);
    for (const auto& [name, value] : call.fields) {
        form += '&';
        put_encoded(name, form);
        form += '=';
        put_encoded(value, form);
    }
    return form;
}

struct AwsCaller::Attempt {
    AwsKeysPointer keys;
    AwsService service;
    std::string form;
    AwsHandler handler;
    bool is_second = false;
};

AwsCaller::AwsCaller(core::HttpClient& client, const core::Clock& clock, AwsEndpoints endpoints)
    : client_(client), clock_(clock), endpoints_(std::move(endpoints)) {}

const AwsEndpoint& AwsCaller::endpoint(AwsService service) const {
    return service == AwsService::sts ? endpoints_.sts : endpoints_.iam;
}

core::Instant AwsCaller::server_now() const {
    return clock_.now() + std::chrono::seconds(offset_seconds_.load());
}

void AwsCaller::close() {
    is_closed_ = true;
}

void AwsCaller::call(const AwsKeysPointer& keys, const AwsCall& call, AwsHandler handler) {
    auto attempt =
        std::make_shared<Attempt>(Attempt{keys, call.service, form_of(call), std::move(handler)});
    send(attempt);
}

void AwsCaller::send(const std::shared_ptr<Attempt>& attempt) {
    if (is_closed_) return attempt->handler(Error(ErrorKind::cancelled, "the run has ended"));
    const AwsEndpoint& there = endpoint(attempt->service);
    auto headers =
        signed_headers(*attempt->keys, there.scope, there.host, attempt->form, server_now());
    if (!headers.has_value()) return attempt->handler(std::move(headers).error());
    core::HttpRequest request;
    request.method = "POST";
    request.url = SecretString(std::string_view(there.url));
    request.headers = std::move(headers).value();
    request.body = SecretString(std::string_view(attempt->form));
    request.reach = there.reach;
    client_.send(std::move(request),
                 [self = shared_from_this(), attempt](Result<core::HttpResponse> outcome) {
                     self->hear(attempt, std::move(outcome));
                 });
}

void AwsCaller::hear(const std::shared_ptr<Attempt>& attempt, Result<core::HttpResponse> outcome) {
    if (!outcome.has_value()) return attempt->handler(std::move(outcome).error());
    AwsAnswer answer = answer_from(outcome.value(), endpoint(attempt->service).host);
    const auto& theirs = outcome.value().server_time;
    if (is_about_time(answer) && theirs && !attempt->is_second && !is_closed_) {
        attempt->is_second = true;
        offset_seconds_ =
            std::chrono::duration_cast<std::chrono::seconds>(*theirs - clock_.now()).count();
        return send(attempt);
    }
    attempt->handler(std::move(answer));
}

}  // namespace curfew::providers
