/// Asks OCSP responders and fetches revocation lists about one certificate, one after another.
///
/// Threads:  start() from any; `done` runs on the client's thread, once.
/// Errors:   none beside the answers.
#pragma once

#include <functional>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "integrations/providers/x509_status.h"
#include "integrations/providers/x509_subject.h"
#include "scanner/core/clock.h"
#include "scanner/core/http.h"
#include "scanner/core/result.h"
#include "scanner/provider/access.h"
#include "scanner/provider/verdict.h"

namespace curfew::providers {

struct X509Question {
    bool is_ocsp = false;
    std::string address{};
    std::string host{};
    provider::HostSource source = provider::HostSource::beside;
};

struct X509Answer {
    X509Status status;
    provider::Evidence evidence;
};

/// Addresses that the configuration puts in place of those in the certificate; empty: none.
struct X509Addresses {
    std::string ocsp{};
    std::string list{};
};

/// What may be asked, OCSP first. `hosts`: those the configuration names.
/// Errors: denied (the certificate's hosts are not among them), unsupported (it names none).
[[nodiscard]] core::Result<std::vector<X509Question>> questions_about(
    const X509& certificate, const X509Addresses& configured, const std::set<std::string>& hosts);

enum class HowMany {
    until_clear,  ///< stop at the first answer that is not unclear
    all,
};

struct X509Inquiry {
    std::shared_ptr<const X509Subject> subject;
    std::vector<X509Question> questions;
    HowMany how_many = HowMany::until_clear;
};

/// Client and clock are borrowed until `done` has run.
void start_inquiry(core::HttpClient& client, const core::Clock& clock, X509Inquiry inquiry,
                   std::function<void(std::vector<X509Answer>)> done);

}  // namespace curfew::providers
