/// A provider of made-up keys that the test scripts, and a user whose configuration names it and
/// the kind.
///
/// It keeps state: keys live until they are deleted, by themselves or by an administrator, who may
/// be listed, refused after some answers, or made to wait.
///
/// Owns:     the server; the configuration lies in the workshop's home.
/// Threads:  one thread calls; the script runs on the server's.
#pragma once

#include <cstddef>
#include <filesystem>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "tests/end_to_end/program.h"
#include "tests/scanner/provider/acme_kinds.h"
#include "tests/support/scripted_http.h"

namespace curfew::end_to_end {

/// A key of the made-up kinds; it opens nothing.
[[nodiscard]] inline std::string acme_key(unsigned number) {
    return "acme_" + (password(number) + password(number + 1'000)).substr(0, 24);
}

/// Ends itself; what the question says is the proof.
inline const std::string kEndsItself = R"toml(
method = "DELETE"
url = "{base}/user"
headers = { Authorization = "Bearer {secret}" }
binding = "self"
page = "https://acme.invalid/keys"
answers = [
    { status = [200, 204], detail = "ended" },
    { status = [401], detail = "refused" },
]
)toml";

/// An administrator finds it in a list of all keys and deletes its id.
inline const std::string kEndsById = R"toml(
method = "DELETE"
url = "{base}/keys/{id}"
headers = { Authorization = "Bearer {admin}" }
binding = "listing"
answers = [
    { status = [204], detail = "ended" },
    { status = [401], detail = "refused" },
]
[signature.end.find]
method = "GET"
url = "{base}/keys"
headers = { Authorization = "Bearer {admin}" }
id = "/id"
value = "/key"
)toml";

struct AcmeKey {
    std::string key;
    std::string id;
    std::string owner = "deploy";
    bool is_live = true;
};

class AcmeProvider {
  public:
    AcmeProvider()
        : admin_("adm_" + password(500)),
          server_([this](const support::HttpSeen& seen) { return answer(seen); }) {}

    void add(AcmeKey key) {
        const std::scoped_lock lock(mutex_);
        keys_.push_back(std::move(key));
    }
    void add(unsigned number) {
        add({.key = acme_key(number), .id = "k" + std::to_string(number)});
    }
    /// Deletions say 204 and do nothing.
    void lie() {
        const std::scoped_lock lock(mutex_);
        does_delete_ = false;
    }
    /// Deletions are done, and their answers never come.
    void hold_answers(bool are_held) {
        const std::scoped_lock lock(mutex_);
        holds_answers_ = are_held;
    }
    /// Refused from its `count`-th answer on.
    void admin_ends_after(std::size_t count) {
        const std::scoped_lock lock(mutex_);
        admin_answers_ = count;
    }
    [[nodiscard]] bool is_live(unsigned number) {
        const std::scoped_lock lock(mutex_);
        const AcmeKey* found = find(acme_key(number));
        return found != nullptr && found->is_live;
    }

    /// The kinds, and the user's configuration with `more` behind it.
    void configure(const Workshop& shop, const std::vector<support::AcmeKind>& kinds,
                   const std::string& more = {}) const {
        const std::filesystem::path home = shop.folder() / "../home";
        shop.write("../home/acme.toml", support::acme_file(kinds));
        shop.write("../home/admin", admin_ + "\n");
        std::filesystem::permissions(home / "admin", std::filesystem::perms::owner_read |
                                                         std::filesystem::perms::owner_write);
        shop.write("../home/.config/curfew/curfew.toml",
                   "[provider.acme]\nbase = \"" + server_.base() + "\"\nadmin = { file = \"" +
                       (home / "admin").string() + "\" }\n[verify]\npace = 0\n[scan]\n" +
                       "signatures = [\"" + (home / "acme.toml").string() + "\"]\n" + more);
    }

    [[nodiscard]] std::size_t requests() const { return server_.requests().size(); }
    [[nodiscard]] std::size_t requests(std::string_view method) const {
        std::size_t count = 0;
        for (const support::HttpSeen& seen : server_.requests()) {
            if (seen.method == method) ++count;
        }
        return count;
    }
    [[nodiscard]] std::vector<support::HttpSeen> seen() const { return server_.requests(); }
    [[nodiscard]] const std::string& admin() const { return admin_; }

  private:
    static support::HttpScripted refused() {
        return {.status = 401, .body = R"({"error":"no such key"})"};
    }

    support::HttpScripted answer(const support::HttpSeen& seen) {
        const std::scoped_lock lock(mutex_);
        const auto header = seen.headers.find("authorization");
        constexpr std::string_view kBearer = "Bearer ";
        const std::string bearer = header == seen.headers.end() ? std::string() : header->second;
        if (!bearer.starts_with(kBearer)) return refused();
        const std::string who = bearer.substr(kBearer.size());
        return who == admin_ ? answer_to_admin(seen) : answer_to_key(seen, find(who));
    }

    support::HttpScripted answer_to_key(const support::HttpSeen& seen, AcmeKey* key) {
        if (key == nullptr || !key->is_live) return refused();
        if (seen.method == "DELETE") return deleted(key);
        return {.body = R"({"login":")" + key->owner + "\"}"};
    }

    support::HttpScripted answer_to_admin(const support::HttpSeen& seen) {
        if (admin_answers_ == 0) return refused();
        --admin_answers_;
        if (seen.method == "DELETE") {
            for (AcmeKey& key : keys_) {
                if (seen.target == "/keys/" + key.id) return deleted(&key);
            }
            return {.status = 404, .body = "{}"};
        }
        std::string list;
        for (const AcmeKey& key : keys_) {
            if (!key.is_live) continue;
            list += (list.empty() ? "" : ",") +
                    (R"({"id":")" + key.id + R"(","key":")" + key.key + "\"}");
        }
        return {.body = "[" + list + "]"};
    }

    support::HttpScripted deleted(AcmeKey* key) {
        if (does_delete_) key->is_live = false;
        support::HttpScripted done{.status = 204};
        if (holds_answers_) done.manner = support::HttpManner::hangs;
        return done;
    }

    AcmeKey* find(const std::string& key) {
        for (AcmeKey& one : keys_) {
            if (one.key == key) return &one;
        }
        return nullptr;
    }

    std::string admin_;
    std::mutex mutex_;  // guards the four below
    std::vector<AcmeKey> keys_;
    bool does_delete_ = true;
    bool holds_answers_ = false;
    std::size_t admin_answers_ = 1'000'000;
    support::ScriptedHttp server_;  // last: its thread asks the others
};

}  // namespace curfew::end_to_end
