/// A private GitLab that the test scripts, and a user whose configuration names it.
///
/// Owns:     the server; the configuration lies in the workshop's home.
/// Threads:  one thread calls; the script runs on the server's.
#pragma once

#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "tests/end_to_end/program.h"
#include "tests/support/scripted_http.h"

namespace curfew::end_to_end {

/// A token of the shipped kind gitlab-pat, made here: it opens nothing.
[[nodiscard]] inline std::string gitlab_token(unsigned number) {
    return std::string("gl") + "pat-" + password(number) + "x7";
}

[[nodiscard]] inline support::HttpScripted live_until(std::string_view day) {
    return {.body = R"({"active":true,"revoked":false,"user_id":42,"scopes":["api"],)"
                    R"("created_at":"2026-01-02T03:04:05Z","expires_at":")" +
                    std::string(day) + "\"}"};
}

[[nodiscard]] inline support::HttpScripted revoked() {
    return {.body = R"({"active":false,"revoked":true,"user_id":42,"scopes":["api"]})"};
}

class PrivateProvider {
  public:
    /// Refuses (401) every token that is not scripted.
    explicit PrivateProvider(bool with_tls = false)
        : server_([this](const support::HttpSeen& seen) { return answer(seen); }, with_tls) {}

    void script(const std::string& token, support::HttpScripted answer) {
        const std::scoped_lock lock(mutex_);
        answers_[token] = std::move(answer);
    }
    void script_all(support::HttpScripted answer) {
        const std::scoped_lock lock(mutex_);
        otherwise_ = std::move(answer);
    }

    /// Writes the user's configuration; `more` comes behind it.
    void configure(const Workshop& shop, const std::string& more = {}) const {
        shop.write(
            "../home/.config/curfew/curfew.toml",
            "[provider.gitlab]\nbase = \"" + server_.base() + "\"\n[verify]\npace = 0\n" + more);
    }

    [[nodiscard]] std::size_t questions_about(const std::string& token) const {
        std::size_t count = 0;
        for (const support::HttpSeen& seen : server_.requests()) {
            const auto header = seen.headers.find("private-token");
            if (header != seen.headers.end() && header->second == token) ++count;
        }
        return count;
    }
    [[nodiscard]] std::size_t questions() const { return server_.requests().size(); }
    [[nodiscard]] std::string base() const { return server_.base(); }

  private:
    support::HttpScripted answer(const support::HttpSeen& seen) {
        const std::scoped_lock lock(mutex_);
        const auto header = seen.headers.find("private-token");
        const auto found =
            answers_.find(header == seen.headers.end() ? std::string() : header->second);
        return found == answers_.end() ? otherwise_ : found->second;
    }

    std::mutex mutex_;  // guards the two below
    std::map<std::string, support::HttpScripted> answers_;
    support::HttpScripted otherwise_{.status = 401, .body = R"({"message":"401 Unauthorized"})"};
    support::ScriptedHttp server_;  // last: its thread asks the others
};

}  // namespace curfew::end_to_end
