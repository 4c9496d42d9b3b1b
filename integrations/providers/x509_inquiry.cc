#include "integrations/providers/x509_inquiry.h"

#include <optional>
#include <utility>

#include "integrations/http/target.h"

namespace curfew::providers {
namespace {

using core::Error;
using core::ErrorKind;
using core::HttpRequest;
using core::HttpResponse;
using core::Result;
using core::SecretString;
using provider::HostSource;

constexpr std::size_t kQuestionsMax = 8;
constexpr int kOk = 200;
/// Lists and OCSP answers are signed themselves and fetched over plain HTTP everywhere; the
/// configuration names each of these hosts.
constexpr core::HttpReach kReach{.private_addresses = true, .plain = true};

std::string host_of(const std::string& address) {
    const auto target = http::target_of(address, kReach);
    return target.has_value() ? target.value().host : std::string();
}

/// What may be asked, and a host that may not.
struct Sorted {
    std::vector<X509Question> questions{};
    std::string refused_host{};
};

void sort_in(Sorted& sorted, bool is_ocsp, const std::vector<std::string>& addresses,
             const std::set<std::string>& hosts) {
    for (const std::string& address : addresses) {
        const std::string host = host_of(address);
        if (host.empty()) continue;
        if (!hosts.contains(host)) {
            sorted.refused_host = host;
        } else if (sorted.questions.size() < kQuestionsMax) {
            sorted.questions.push_back({is_ocsp, address, host, HostSource::beside});
        }
    }
}

class Asking : public std::enable_shared_from_this<Asking> {
  public:
    Asking(core::HttpClient& client, const core::Clock& clock, X509Inquiry inquiry,
           std::function<void(std::vector<X509Answer>)> done)
        : client_(client), clock_(clock), inquiry_(std::move(inquiry)), done_(std::move(done)) {}

    void go_on() {
        const bool is_clear = !answers_.empty() &&
                              answers_.back().status.state != X509Status::State::unclear &&
                              inquiry_.how_many == HowMany::until_clear;
        if (is_clear || answers_.size() == inquiry_.questions.size()) {
            return done_(std::move(answers_));
        }
        const X509Question& question = inquiry_.questions[answers_.size()];
        asked_at_ = clock_.now();
        ocsp_.reset();
        if (!question.is_ocsp) return send(request_to(question, "GET"));
        auto made = OcspQuestion::about(*inquiry_.subject);
        if (!made.has_value()) return take({.reason = made.error().message()}, nullptr);
        ocsp_.emplace(std::move(made).value());
        HttpRequest request = request_to(question, "POST");
        request.body = SecretString(std::string_view(ocsp_->bytes()));
        request.headers.push_back(
            {"Content-Type", SecretString(std::string_view("application/ocsp-request"))});
        send(std::move(request));
    }

  private:
    static HttpRequest request_to(const X509Question& question, std::string_view method) {
        HttpRequest request;
        request.method = method;
        request.url = SecretString(question.address);
        request.reach = kReach;
        return request;
    }

    void send(HttpRequest request) {
        client_.send(std::move(request), [self = shared_from_this()](Result<HttpResponse> outcome) {
            if (!outcome.has_value()) {
                return self->take({.reason = outcome.error().message()}, nullptr);
            }
            self->take(self->judged(outcome.value()), &outcome.value());
        });
    }

    [[nodiscard]] X509Status judged(const HttpResponse& response) const {
        if (response.status != kOk) {
            return {.reason = "the server answers " + std::to_string(response.status)};
        }
        const std::string_view body = response.body.reveal();
        const core::Instant now = clock_.now();
        if (ocsp_) return ocsp_->judge(*inquiry_.subject, body, now);
        return judge_list(*inquiry_.subject, body, inquiry_.questions[answers_.size()].address,
                          now);
    }

    void take(X509Status status, const HttpResponse* response) {
        X509Answer answer{std::move(status), {}};
        const X509Question& question = inquiry_.questions[answers_.size()];
        answer.evidence.host = question.host;
        answer.evidence.mark = (question.is_ocsp ? "OCSP: " : "CRL: ") + answer.status.reason;
        answer.evidence.asked_at = asked_at_;
        if (response != nullptr) {
            answer.evidence.status = response->status;
            if (response->server_time) {
                answer.evidence.skew = *response->server_time - response->received_at;
            }
        }
        answers_.push_back(std::move(answer));
        go_on();
    }

    core::HttpClient& client_;
    const core::Clock& clock_;
    const X509Inquiry inquiry_;
    const std::function<void(std::vector<X509Answer>)> done_;
    std::vector<X509Answer> answers_;
    std::optional<OcspQuestion> ocsp_;
    core::Instant asked_at_{};
};

}  // namespace

Result<std::vector<X509Question>> questions_about(const X509& certificate,
                                                  const X509Addresses& configured,
                                                  const std::set<std::string>& hosts) {
    Sorted sorted;
    for (const bool is_ocsp : {true, false}) {
        const std::string& instead = is_ocsp ? configured.ocsp : configured.list;
        if (instead.empty()) {
            sort_in(sorted, is_ocsp,
                    is_ocsp ? ocsp_addresses(certificate) : list_addresses(certificate), hosts);
        } else {
            sorted.questions.push_back(
                {is_ocsp, instead, host_of(instead), HostSource::configuration});
        }
    }
    if (!sorted.questions.empty()) return std::move(sorted.questions);
    if (!sorted.refused_host.empty()) {
        return Error(ErrorKind::denied, sorted.refused_host +
                                            " stands in the certificate; the configuration does "
                                            "not name it");
    }
    return Error(ErrorKind::unsupported,
                 "the certificate says nowhere how its revocation can be asked");
}

void start_inquiry(core::HttpClient& client, const core::Clock& clock, X509Inquiry inquiry,
                   std::function<void(std::vector<X509Answer>)> done) {
    std::make_shared<Asking>(client, clock, std::move(inquiry), std::move(done))->go_on();
}

}  // namespace curfew::providers
