#include "integrations/providers/acme_revocation.h"

#include <optional>
#include <string_view>
#include <utility>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>

#include "integrations/http/target.h"
#include "integrations/providers/acme_request.h"
#include "scanner/lifetime/carriers/text_encoding.h"
#include "scanner/rules/maker.h"

namespace curfew::providers {
namespace {

using core::HttpRequest;
using core::HttpResponse;
using core::Result;
using core::SecretString;
using provider::Step;

constexpr std::string_view kProblems = "urn:ietf:params:acme:error:";
constexpr int kOk = 200;
constexpr core::HttpReach kReach{.private_addresses = true};  // the configuration names the host
constexpr int kKeyCompromise = 1;                             // RFC 5280 5.3.1

std::optional<boost::json::value> json_in(const HttpResponse& response) {
    boost::system::error_code problem;
    const std::string_view text = response.body.reveal();
    boost::json::parse_options strict;
    strict.max_depth = 8;
    auto value =
        boost::json::parse(boost::json::string_view(text.data(), text.size()), problem, {}, strict);
    if (problem) return std::nullopt;
    return value;
}

std::string text_at(const std::optional<boost::json::value>& value, std::string_view name) {
    if (!value || !value->is_object()) return {};
    const auto* found = value->get_object().if_contains({name.data(), name.size()});
    if (found == nullptr || !found->is_string()) return {};
    return {found->get_string().data(), found->get_string().size()};
}

/// "badNonce"; only words ACME knows how to say, since it is shown.
std::string problem_of(const HttpResponse& response) {
    const std::string type = text_at(json_in(response), "type");
    if (!type.starts_with(kProblems)) return {};
    const std::string word = type.substr(kProblems.size());
    const bool is_word = word.size() <= 40 && lifetime::all_of(word, lifetime::is_base62);
    return is_word ? word : std::string();
}

/// The conversation; kept alive by the requests under way.
class Conversation : public std::enable_shared_from_this<Conversation> {
  public:
    Conversation(core::HttpClient& client, const core::Clock& clock, AcmeRevocation revocation,
                 provider::StepHandler handler)
        : client_(client),
          clock_(clock),
          revocation_(std::move(revocation)),
          handler_(std::move(handler)) {}

    void begin() { send("GET", revocation_.directory, {}, &Conversation::take_directory); }

  private:
    using Next = void (Conversation::*)(const HttpResponse&);

    void send(std::string_view method, const std::string& url, const std::string& body, Next next) {
        HttpRequest request;
        request.method = method;
        request.url = SecretString(url);
        request.body = SecretString(body);
        if (!body.empty()) {
            request.headers.push_back(
                {"Content-Type", SecretString(std::string_view("application/jose+json"))});
        }
        request.reach = kReach;
        asked_at_ = clock_.now();
        client_.send(std::move(request),
                     [self = shared_from_this(), next](Result<HttpResponse> answer) {
                         if (!answer.has_value()) return self->fail(answer.error());
                         (self.get()->*next)(answer.value());
                     });
    }

    void take_directory(const HttpResponse& response) {
        const auto directory = json_in(response);
        const std::string nonces = text_at(directory, "newNonce");
        target_ = text_at(directory, "revokeCert");
        if (response.status != kOk || !is_on_host(nonces) || !is_on_host(target_)) {
            return finish(Step::State::not_sent, "the configured address is no ACME directory",
                          response);
        }
        send("HEAD", nonces, {}, &Conversation::take_nonce);
    }

    void take_nonce(const HttpResponse& response) {
        const auto nonce = response.header("replay-nonce");
        if (!nonce || !is_acme_nonce(*nonce)) {
            return finish(Step::State::not_sent, "the certificate authority gives no nonce",
                          response);
        }
        post(std::string(*nonce), response);
    }

    void post(const std::string& nonce, const HttpResponse& before) {
        const std::string payload = boost::json::serialize(
            boost::json::object{{"certificate", rules::base64_of(revocation_.certificate, true)},
                                {"reason", kKeyCompromise}});
        const auto body =
            acme_request(*revocation_.key, {nonce, target_, revocation_.account}, payload);
        if (!body.has_value()) {
            return finish(Step::State::not_sent, body.error().message(), before);
        }
        is_posted_ = true;
        send("POST", target_, body.value(), &Conversation::take_outcome);
    }

    void take_outcome(const HttpResponse& response) {
        const std::string problem = problem_of(response);
        const auto nonce = response.header("replay-nonce");
        if (problem == "badNonce" && !was_repeated_ && nonce && is_acme_nonce(*nonce)) {
            was_repeated_ = true;
            return post(std::string(*nonce), response);
        }
        mark_ = problem;
        if (response.status == kOk) {
            return finish(Step::State::accepted, "the certificate authority took it", response);
        }
        if (problem == "alreadyRevoked") {
            return finish(Step::State::already_gone, "it had been revoked before", response);
        }
        const bool is_refusal = response.status >= 400 && response.status < 500 && !problem.empty();
        finish(is_refusal ? Step::State::refused : Step::State::unclear,
               is_refusal ? "the certificate authority says " + problem
                          : "the certificate authority's answer is not understood",
               response);
    }

    void fail(const core::Error& error) {
        const HttpResponse nothing;
        finish(is_posted_ ? Step::State::unclear : Step::State::not_sent, error.message(), nothing);
    }

    /// The key goes nowhere, but its signature is not to be had for another host either.
    [[nodiscard]] bool is_on_host(const std::string& url) const {
        const auto there = http::target_of(url, kReach);
        const auto here = http::target_of(revocation_.directory, kReach);
        return there.has_value() && here.has_value() && there.value().origin == here.value().origin;
    }

    void finish(Step::State state, std::string reason, const HttpResponse& response) {
        Step step;
        step.state = state;
        step.reason = std::move(reason);
        const auto here = http::target_of(revocation_.directory, kReach);
        if (here.has_value()) step.evidence.host = here.value().host;
        step.evidence.status = response.status;
        step.evidence.mark = mark_;
        step.evidence.asked_at = asked_at_;
        if (response.server_time) {
            step.evidence.skew = *response.server_time - response.received_at;
        }
        handler_(std::move(step));
    }

    core::HttpClient& client_;
    const core::Clock& clock_;
    const AcmeRevocation revocation_;
    const provider::StepHandler handler_;
    std::string target_;
    std::string mark_;
    core::Instant asked_at_{};
    bool is_posted_ = false;
    bool was_repeated_ = false;
};

}  // namespace

void start_acme_revocation(core::HttpClient& client, const core::Clock& clock,
                           AcmeRevocation revocation, provider::StepHandler handler) {
    std::make_shared<Conversation>(client, clock, std::move(revocation), std::move(handler))
        ->begin();
}

}  // namespace curfew::providers
