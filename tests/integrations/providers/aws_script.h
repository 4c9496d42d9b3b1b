/// Answers of STS and IAM as Amazon writes them, for scripted servers.
///
/// Threads:  pure functions; AwsScript's answers are made on the server's thread.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tests/integrations/providers/aws_asking.h"
#include "tests/support/scripted_http.h"

namespace curfew::providers {

inline const std::string kAccount = "123456789012";

/// Shaped like keys and nobody's; put together here so that no whole one is stored.
inline TestKey task_key() {
    return {std::string("AKIA") + "TASKTASKTASK2345", std::string(40, 's')};
}
inline TestKey admin_key() {
    return {std::string("AKIA") + "ADMINADMINAD2345", std::string(40, 'a')};
}
inline TestKey session_key() {
    return {std::string("ASIA") + "TASKTASKTASK2345", std::string(40, 's'),
            "session-token" + std::string(60, 't')};
}

inline support::HttpScripted xml(int status, const std::string& body) {
    return {.status = status, .body = body, .headers = {{"Content-Type", "text/xml"}}};
}

inline support::HttpScripted success(const std::string& action, const std::string& result) {
    return xml(200, "<" + action + "Response xmlns=\"https://sts.amazonaws.com/doc/\"><" + action +
                        "Result>" + result + "</" + action +
                        "Result><ResponseMetadata><RequestId>r-1</RequestId></ResponseMetadata></" +
                        action + "Response>");
}

inline support::HttpScripted failure(int status, const std::string& code,
                                     const std::string& message = "words of the server") {
    return xml(status, "<ErrorResponse><Error><Type>Sender</Type><Code>" + code +
                           "</Code><Message>" + message +
                           "</Message></Error><RequestId>r-2</RequestId></ErrorResponse>");
}

inline support::HttpScripted identity(const std::string& arn, const std::string& account = kAccount,
                                      const std::string& user_id = "AIDAUSER") {
    return success("GetCallerIdentity", "<Arn>" + arn + "</Arn><UserId>" + user_id +
                                            "</UserId><Account>" + account + "</Account>");
}

inline std::string user_of(const std::string& name, const std::string& account = kAccount) {
    return "arn:aws:iam::" + account + ":user/" + name;
}

inline support::HttpScripted key_use(const std::string& user, const std::string& date = "N/A") {
    return success("GetAccessKeyLastUsed",
                   "<UserName>" + user + "</UserName><AccessKeyLastUsed><LastUsedDate>" + date +
                       "</LastUsedDate><ServiceName>s3</ServiceName><Region>eu-central-1</Region>"
                       "</AccessKeyLastUsed>");
}

struct ListedKey {
    std::string user;
    std::string id;
    std::string status = "Active";
};

inline support::HttpScripted listing(const std::vector<ListedKey>& keys,
                                     const std::string& more = "<IsTruncated>false</IsTruncated>") {
    std::string members;
    for (const ListedKey& key : keys) {
        members += "<member><UserName>" + key.user + "</UserName><AccessKeyId>" + key.id +
                   "</AccessKeyId><Status>" + key.status +
                   "</Status><CreateDate>2026-01-02T03:04:05Z</CreateDate></member>";
    }
    return success("ListAccessKeys",
                   "<AccessKeyMetadata>" + members + "</AccessKeyMetadata>" + more);
}

/// Answers by who asks and what: "ID Action", or "Action" for everybody. Unknown ones are denied.
class AwsScript {
  public:
    using Answers = std::map<std::string, support::HttpScripted>;

    explicit AwsScript(Answers answers)
        : server_([answers = std::move(answers)](const support::HttpSeen& seen) {
              const std::string action = action_of(seen);
              for (const std::string& name : {asker_of(seen) + " " + action, action}) {
                  const auto found = answers.find(name);
                  if (found != answers.end()) return found->second;
              }
              return failure(403, "AccessDenied");
          }) {}

    [[nodiscard]] std::string base() const { return server_.base(); }

    /// Everything that was asked: "Action field=value&…", in order.
    [[nodiscard]] std::vector<std::string> asked() const {
        std::vector<std::string> all;
        for (const support::HttpSeen& seen : server_.requests()) all.push_back(seen.body);
        return all;
    }
    [[nodiscard]] std::size_t count(const std::string& action) const {
        std::size_t found = 0;
        for (const support::HttpSeen& seen : server_.requests()) {
            if (action_of(seen) == action) ++found;
        }
        return found;
    }

    static std::string action_of(const support::HttpSeen& seen) {
        return between(seen.body, "Action=", "&");
    }
    static std::string asker_of(const support::HttpSeen& seen) {
        const auto found = seen.headers.find("authorization");
        return found == seen.headers.end() ? "" : between(found->second, "Credential=", "/");
    }

  private:
    static std::string between(const std::string& text, const std::string& begin,
                               const std::string& end) {
        const std::size_t at = text.find(begin);
        if (at == std::string::npos) return {};
        const std::size_t from = at + begin.size();
        return text.substr(from, text.find(end, from) - from);
    }

    support::ScriptedHttp server_;
};

}  // namespace curfew::providers
