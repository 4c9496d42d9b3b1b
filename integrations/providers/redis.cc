#include "integrations/providers/redis.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <initializer_list>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <hiredis/hiredis.h>

#include "integrations/providers/tls_stream.h"
#include "scanner/core/secret_string.h"

namespace curfew::providers {
namespace {

using core::Error;
using core::ErrorKind;
using core::Result;
using provider::Detail;
using provider::Step;
using std::string_view;

constexpr std::size_t kRoomBytes = 16U << 10U;

using Reply = std::unique_ptr<redisReply, decltype(&freeReplyObject)>;
using Reader = std::unique_ptr<redisReader, decltype(&redisReaderFree)>;

string_view text_of(const redisReply* reply) {
    const bool is_text =
        reply != nullptr && (reply->type == REDIS_REPLY_STRING ||
                             reply->type == REDIS_REPLY_STATUS || reply->type == REDIS_REPLY_ERROR);
    return is_text ? string_view(reply->str, reply->len) : string_view();
}

bool is_error(const Reply& reply) {
    return reply->type == REDIS_REPLY_ERROR;
}

// One command with its arguments as the protocol wants it; wiped, since it may be AUTH.
class Command {
  public:
    explicit Command(std::initializer_list<string_view> words) {
        std::vector<const char*> bytes;
        std::vector<std::size_t> sizes;
        for (const string_view word : words) {
            bytes.push_back(word.data() == nullptr ? "" : word.data());
            sizes.push_back(word.size());
        }
        size_ = redisFormatCommandArgv(&text_, static_cast<int>(bytes.size()), bytes.data(),
                                       sizes.data());
    }
    Command(const Command&) = delete;
    Command& operator=(const Command&) = delete;
    Command(Command&&) = delete;
    Command& operator=(Command&&) = delete;
    ~Command() {
        if (text_ == nullptr) return;
        if (size_ > 0) core::wipe_memory(text_, static_cast<std::size_t>(size_));
        redisFreeCommand(text_);
    }

    [[nodiscard]] string_view text() const {
        return size_ < 0 ? string_view() : string_view(text_, static_cast<std::size_t>(size_));
    }

  private:
    char* text_ = nullptr;
    int size_ = -1;
};

class Conversation {
  public:
    static Result<Conversation> open(const Door& door, const Patience& patience) {
        TRY_ASSIGN(TlsStream stream, TlsStream::open(door, patience));
        return Conversation(std::move(stream), patience);
    }

    /// corrupt: the answer is not Redis's.
    Result<Reply> ask(std::initializer_list<string_view> words) {
        const Command command(words);
        if (command.text().empty()) return Error(ErrorKind::exhausted, "no memory for a command");
        TRY(stream_.send(command.text(), patience_));
        while (true) {
            void* found = nullptr;
            if (redisReaderGetReply(reader_.get(), &found) != REDIS_OK) {
                return Error(ErrorKind::corrupt, "the server does not speak Redis's protocol");
            }
            if (found != nullptr) return Reply(static_cast<redisReply*>(found), freeReplyObject);
            std::array<char, kRoomBytes> room{};
            TRY_ASSIGN(const std::size_t size, stream_.receive(room, patience_));
            if (redisReaderFeed(reader_.get(), room.data(), size) != REDIS_OK) {
                return Error(ErrorKind::corrupt, "the server does not speak Redis's protocol");
            }
        }
    }

    /// The same, where an error of the server's is one of ours: denied for a missing right.
    Result<Reply> demand(std::initializer_list<string_view> words) {
        TRY_ASSIGN(Reply reply, ask(words));
        if (!is_error(reply)) return reply;
        const string_view text = text_of(reply.get());
        if (text.starts_with("NOPERM") || text.starts_with("NOAUTH")) {
            return Error(ErrorKind::denied, "the administrator may not do this (NOPERM)");
        }
        return Error(ErrorKind::internal, "the server refused " + std::string(*words.begin()) +
                                              " (" + shown(text.substr(0, text.find(' '))) + ")");
    }

    Result<Reply> log_in(const Login& login) {
        // Redis before 6 knows no users: one argument where none is named.
        if (!login.has_user) return ask({"AUTH", login.password.reveal()});
        return ask({"AUTH", login.user, login.password.reveal()});
    }

  private:
    Conversation(TlsStream stream, const Patience& patience)
        : stream_(std::move(stream)),
          patience_(patience),
          reader_(redisReaderCreate(), redisReaderFree) {}

    TlsStream stream_;
    const Patience& patience_;
    Reader reader_;
};

LoginAnswer unanswered(const Error& error) {
    LoginAnswer answer;
    answer.reason = error.message();
    answer.is_unreached = error.kind() == ErrorKind::unreachable;
    return answer;
}

// A user with `nopass` is let in with whatever is given, which says nothing of a password.
bool takes_anything(const Door& door, const Patience& patience) {
    Login other = door.login.duplicate();
    other.password = core::SecretString(std::string_view("curfew asks whether this is wrong"));
    auto conversation = Conversation::open(door, patience);
    if (!conversation.has_value()) return false;
    const auto reply = conversation.value().log_in(other);
    return reply.has_value() && !is_error(reply.value());
}

Result<Conversation> admin_conversation(const Door& door, const Patience& patience) {
    TRY_ASSIGN(Conversation conversation, Conversation::open(door, patience));
    TRY_ASSIGN(const Reply reply, conversation.log_in(door.login));
    if (is_error(reply)) {
        return Error(ErrorKind::denied, "the administrator could not log in");
    }
    return conversation;
}

// "flags" -> its value, of the flat list that ACL GETUSER answers with.
const redisReply* field_of(const redisReply* list, string_view name) {
    for (std::size_t i = 0; i + 1 < list->elements; i += 2) {
        if (text_of(list->element[i]) == name) return list->element[i + 1];
    }
    return nullptr;
}

bool has_flag(const redisReply* flags, string_view flag) {
    if (flags == nullptr || flags->type != REDIS_REPLY_ARRAY) return false;
    for (std::size_t i = 0; i < flags->elements; ++i) {
        if (text_of(flags->element[i]) == flag) return true;
    }
    return false;
}

Result<std::size_t> count_sessions(Conversation& conversation, const std::string& account) {
    TRY_ASSIGN(const Reply list, conversation.demand({"CLIENT", "LIST"}));
    if (list->type != REDIS_REPLY_STRING) {
        return Error(ErrorKind::corrupt, "the server's list of clients cannot be read");
    }
    return clients_of(text_of(list.get()), account);
}

Result<Account> account_of(Conversation& conversation, const std::string& name) {
    TRY_ASSIGN(const Reply user, conversation.demand({"ACL", "GETUSER", name}));
    Account seen;
    TRY_ASSIGN(seen.sessions, count_sessions(conversation, name));
    seen.mark = "ACL GETUSER: nil";
    if (user->type == REDIS_REPLY_NIL) return seen;
    if (user->type != REDIS_REPLY_ARRAY) {
        return Error(ErrorKind::corrupt, "the server's answer to ACL GETUSER cannot be read");
    }
    const redisReply* const flags = field_of(user.get(), "flags");
    seen.exists = true;
    seen.is_disabled = has_flag(flags, "off");
    if (seen.is_disabled == has_flag(flags, "on")) {
        return Error(ErrorKind::corrupt, "the server's answer to ACL GETUSER cannot be read");
    }
    seen.mark = seen.is_disabled ? "ACL GETUSER: off" : "ACL GETUSER: on";
    seen.expires_at = core::Never{core::Evidence::provider};
    seen.issued_at = core::Unknown{"Redis keeps no such time"};
    for (const string_view field : {"commands", "keys", "channels"}) {
        const string_view text = text_of(field_of(user.get(), field));
        if (!text.empty()) seen.scopes.push_back(std::string(field) + " " + std::string(text));
    }
    return seen;
}

Step step_of(const Error& error, bool was_sent) {
    Step step{.state = was_sent ? Step::State::unclear : Step::State::not_sent,
              .reason = error.message()};
    if (was_sent && error.kind() == ErrorKind::denied) step.state = Step::State::refused;
    step.evidence.mark = "ACL SETUSER";
    return step;
}

// Whether the ending outlives the server; a sentence for a person.
std::string save(Conversation& conversation, bool is_wanted) {
    if (!is_wanted) return "; not saved: a restart of the server takes it back";
    const auto saved = conversation.demand({"ACL", "SAVE"});
    if (saved.has_value()) return "; saved to the server's ACL file";
    return "; could not be saved: a restart of the server takes it back";
}

class RedisServer final : public DatabaseServer {
  public:
    explicit RedisServer(bool saves) : saves_(saves) {}

    [[nodiscard]] const DatabaseKind& kind() const override { return redis_kind(); }

    [[nodiscard]] provider::Facts facts() const override {
        provider::Facts facts;
        facts.asking_note = "AUTH; a wrong one stands in ACL LOG";
        facts.note =
            "ACL SETUSER ... off, then CLIENT KILL USER; ACL SETUSER ... on takes it back. On this "
            "node alone: replicas and the other nodes of a cluster have users of their own. Needs "
            "a "
            "user with +acl +client; kept over a restart only with acl_save = \"true\".";
        return facts;
    }

    [[nodiscard]] std::string explain_ending(const std::string& account) const override {
        return "ACL SETUSER " + account + " off\nCLIENT KILL USER " + account + "\n" +
               (saves_ ? "ACL SAVE\n" : "");
    }

    [[nodiscard]] LoginAnswer log_in(const Door& door, const Patience& patience) const override {
        auto conversation = Conversation::open(door, patience);
        if (!conversation.has_value()) return unanswered(conversation.error());
        const auto reply = conversation.value().log_in(door.login);
        if (!reply.has_value()) return unanswered(reply.error());
        if (is_error(reply.value())) return answer_of_redis_error(text_of(reply.value().get()));
        LoginAnswer answer;
        if (text_of(reply.value().get()) != "OK") {
            answer.mark = "not OK";
            answer.reason = "the server answers AUTH with something else than OK";
            return answer;
        }
        if (takes_anything(door, patience)) {
            answer.mark = "nopass";
            answer.reason = "the server takes any password for this user (nopass)";
            return answer;
        }
        answer.detail = Detail::live;
        answer.is_password_right = true;
        answer.mark = "OK";
        answer.expires_at = core::Never{core::Evidence::catalogue};
        // The server's own word on who we are. A user without the right to ask is who logged in.
        const auto self = conversation.value().ask({"ACL", "WHOAMI"});
        if (self.has_value() && !is_error(self.value())) {
            answer.account = text_of(self.value().get());
            answer.is_mapped = answer.account != door.login.user;
        }
        return answer;
    }

    [[nodiscard]] Result<Account> look_up(const Door& admin, const std::string& account,
                                          const Patience& patience) const override {
        TRY_ASSIGN(Conversation conversation, admin_conversation(admin, patience));
        return account_of(conversation, account);
    }

    [[nodiscard]] Step disable(const Door& admin, const std::string& account,
                               const Patience& patience) const override {
        auto opened = admin_conversation(admin, patience);
        if (!opened.has_value()) return step_of(opened.error(), false);
        Conversation& conversation = opened.value();
        // SETUSER makes who is not there: look once more, in this very conversation.
        const auto seen = account_of(conversation, account);
        if (!seen.has_value()) return step_of(seen.error(), false);
        if (!seen.value().exists) {
            return {.state = Step::State::already_gone, .reason = "the account is gone"};
        }
        const auto locked = conversation.demand({"ACL", "SETUSER", account, "off"});
        if (!locked.has_value()) return step_of(locked.error(), true);
        Step step{.state = Step::State::accepted, .reason = "the user is off"};
        step.evidence.mark = "ACL SETUSER";
        const auto killed = conversation.demand({"CLIENT", "KILL", "USER", account});
        step.reason += killed.has_value()
                           ? ", and its connections are closed"
                           : "; its connections could not be closed: " + killed.error().message();
        step.reason += save(conversation, saves_);
        return step;
    }

  private:
    const bool saves_;
};

}  // namespace

LoginAnswer answer_of_redis_error(string_view text) {
    LoginAnswer answer;
    const string_view code = text.substr(0, text.find(' '));
    answer.mark = shown(code.substr(0, 32));
    answer.reason =
        "the server refused for a reason that says nothing of the login (" + answer.mark + ")";
    if (code == "WRONGPASS" || text == "ERR invalid password") {
        answer.mark = "WRONGPASS";
        answer.detail = Detail::refused;
        answer.reason = "login refused: wrong password, no such user, or switched off";
    } else if (text.find("without any password configured") != string_view::npos) {
        answer.reason = "the server wants no password of this user";
    } else if (text.find("max number of clients") != string_view::npos) {
        answer.reason = "the server has no connection free";
    }
    return answer;
}

std::size_t clients_of(string_view list, string_view user) {
    // Users hold no blanks, and CLIENT LIST parts its fields by them.
    const std::string field = " user=" + std::string(user);
    std::size_t count = 0;
    while (!list.empty()) {
        const std::size_t end = std::min(list.find('\n'), list.size());
        const string_view line = list.substr(0, end);
        const std::size_t at = line.find(field);
        const std::size_t behind = at + field.size();
        const bool is_users =
            at != string_view::npos &&
            (behind == line.size() || line[behind] == ' ' || line[behind] == '\r');
        count += is_users ? 1 : 0;
        list.remove_prefix(std::min(end + 1, list.size()));
    }
    return count;
}

const DatabaseKind& redis_kind() {
    static const DatabaseKind kind = {.id = "redis",
                                      .name = "Redis",
                                      .port = 6379,
                                      .schemes = {"redis", "rediss", "valkey", "valkeys"},
                                      .default_user = "default",
                                      .default_database = ""};
    return kind;
}

std::unique_ptr<provider::Provider> make_redis_provider(const core::Clock& clock,
                                                        const provider::Access& access,
                                                        DatabaseProvider::Options options) {
    const provider::ProviderAccess* const own = access.of(redis_kind().id);
    const bool saves = own != nullptr && own->setting("acl_save") == "true";
    return std::make_unique<DatabaseProvider>(std::make_unique<RedisServer>(saves), clock, access,
                                              std::move(options));
}

}  // namespace curfew::providers
