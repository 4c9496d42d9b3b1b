#include "scanner/provider/binding_search.h"

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "scanner/provider/answer_rules.h"
#include "scanner/provider/listing.h"
#include "scanner/provider/request_template.h"

namespace curfew::provider {
namespace {

using core::Result;
using core::SecretString;

constexpr std::string_view kNextPage = "next_page";

Binding in_state(Binding::State state, std::string reason) {
    Binding binding;
    binding.state = state;
    binding.reason = std::move(reason);
    return binding;
}

Binding in_doubt(std::string reason) {
    return in_state(Binding::State::ambiguous, std::move(reason) + "; needs a person");
}

// The id is the part that the ending names and that stands inside the secret; one found beside it
// could be a neighbour's. An ending that names the secret itself needs no id.
Binding embedded_binding(const Credential& credential) {
    const auto& request = credential.signature->end.request;
    if (!request) return in_doubt("it is not ended by a request");
    Binding binding;
    binding.how = "embedded";
    binding.state = Binding::State::bound;
    for (const CredentialPart& part : credential.parts) {
        const std::string_view value = part.value.reveal();
        const bool is_named = mentions(*request, part.name) && !value.empty();
        if (is_named && credential.secret.reveal().find(value) != std::string_view::npos) {
            binding.id = std::string(value);
            return binding;
        }
    }
    const std::string_view secret = "{secret}";
    const bool names_itself = request->url.find(secret) != std::string::npos ||
                              request->body.find(secret) != std::string::npos;
    if (names_itself) return binding;
    return in_doubt("the id found with it does not stand inside this secret");
}

// "https://api.acme.example:8443" of "https://api.acme.example:8443/v1/keys".
std::string_view origin_of(std::string_view url) {
    const std::size_t host = url.find("://") + 3;
    return url.substr(0, url.find_first_of("/?#", host));
}

// Where a page says its successor is; nothing where that is another host's.
std::optional<std::string> next_url(std::string_view current, std::string_view next) {
    const std::string origin(origin_of(current));
    if (next.starts_with('/') && !next.starts_with("//")) return origin + std::string(next);
    if (next.starts_with(origin + "/") || next.starts_with(origin + "?")) return std::string(next);
    return std::nullopt;
}

bool is_listed(const rules::EndRule& end) {
    return end.binding == "listing" || end.binding == "hint";
}

class Search : public std::enable_shared_from_this<Search> {
  public:
    Search(std::shared_ptr<const DataConversation> conversation, Credential credential,
           BindingHandler handler)
        : conversation_(std::move(conversation)),
          credential_(std::move(credential)),
          handler_(std::move(handler)) {
        const auto& find = end().find;
        if (!find || !is_listed(end())) return;
        find_ = &*find;
        listing_ = std::make_unique<Listing>(*find_);
    }

    void start() {
        const bool has_admin = !conversation_->values_of(credential_, nullptr).admin.empty();
        if (binding_asks(*credential_.signature, has_admin)) return ask();
        conversation_->post([self = shared_from_this()] { self->go_on(); });
    }

  private:
    [[nodiscard]] const rules::EndRule& end() const { return credential_.signature->end; }

    void ask() {
        conversation_->ask(credential_, [self = shared_from_this()](Inspection inspection) {
            const bool is_live = verdict_of(inspection.detail, false) == Verdict::live;
            if (!is_live) {
                Binding binding =
                    in_state(Binding::State::unclear,
                             "asked for its id, the provider said " +
                                 std::string(name_of(inspection.detail)) +
                                 (inspection.reason.empty() ? "" : ": " + inspection.reason));
                binding.evidence = inspection.evidence;
                return self->handler_(std::move(binding));
            }
            self->told_ = std::move(inspection);
            self->go_on();
        });
    }

    void go_on() {
        if (find_ != nullptr) return list(find_->request, std::nullopt);
        if (is_listed(end())) return handler_(in_doubt("its listing is not described"));
        if (end().binding == "embedded") return handler_(embedded_binding(credential_));
        handler_(self_binding());
    }

    [[nodiscard]] Binding self_binding() const {
        Binding binding;
        binding.state = Binding::State::bound;
        binding.how = "self";
        if (!told_) return binding;
        binding.id = told_->id;
        binding.owner = told_->owner;
        binding.evidence = told_->evidence;
        const auto& request = end().request;
        const bool lacks_id = binding.id.empty() && (!request || mentions(*request, "id"));
        return lacks_id ? in_doubt("the provider did not tell its id") : binding;
    }

    [[nodiscard]] Sought sought() const {
        return {credential_.secret.reveal(), credential_.signature->public_prefix,
                told_ ? &*told_ : nullptr};
    }

    // `url`: where a page said that its successor is, else as the rule says.
    void list(const rules::RequestRule& rule, std::optional<std::string> url) {
        Binding owner;
        if (told_) owner.owner = told_->owner;
        TemplateValues values = conversation_->values_of(credential_, &owner);
        std::map<std::string, std::string> settings;
        if (values.settings != nullptr) settings = *values.settings;
        settings[std::string(kNextPage)] = next_page_;
        values.settings = &settings;
        auto filled = conversation_->request_of(rule, values);
        if (!filled.has_value()) {
            return handler_(in_state(Binding::State::unclear, filled.error().message()));
        }
        if (url) filled.value().request.url = SecretString(std::string_view(*url));
        host_ = filled.value().host;
        current_url_ = std::string(filled.value().request.url.reveal());
        conversation_->send(std::move(filled).value(),
                            [self = shared_from_this()](const Result<core::HttpResponse>& outcome) {
                                self->hear(outcome);
                            });
    }

    void hear(const Result<core::HttpResponse>& outcome) {
        if (!outcome.has_value()) {
            Binding binding = in_state(Binding::State::unclear, outcome.error().message());
            binding.evidence = evidence_of(outcome.error(), conversation_->now());
            return finish(std::move(binding));
        }
        evidence_ = evidence_of(outcome.value());
        evidence_.mark = std::to_string(evidence_.status);
        const Result<void> read = listing_->read(outcome.value(), sought());
        if (!read.has_value()) {
            return finish(in_state(Binding::State::unclear,
                                   read.error().message() + " (" + evidence_.mark + ")"));
        }
        const std::optional<std::string>& next = listing_->next();
        if (next) return turn_page(*next);
        Binding binding = listing_->judged(sought());
        if (binding.owner.empty() && told_) binding.owner = told_->owner;
        finish(std::move(binding));
    }

    void turn_page(const std::string& next) {
        const std::string_view way = find_->next_as;
        if (way == "url") {
            auto url = next_url(current_url_, next);
            if (!url) return finish(in_doubt("the listing goes on at another host"));
            return list(find_->request, std::move(url));
        }
        next_page_ = next;
        const std::string name(way.substr(way.find(':') + 1));
        const std::string value = "{" + std::string(kNextPage) + "}";
        rules::RequestRule rule = find_->request;
        if (way.starts_with("query:")) {
            rule.url += (rule.url.find('?') == std::string::npos ? "?" : "&") + name + "=" + value;
        } else {
            rule.headers.emplace_back(name, value);
        }
        list(rule, std::nullopt);
    }

    void finish(Binding binding) {
        if (!is_answer(binding.evidence) && !binding.evidence.may_pass)
            binding.evidence = evidence_;
        binding.evidence.host = host_;
        handler_(std::move(binding));
    }

    const std::shared_ptr<const DataConversation> conversation_;
    const Credential credential_;
    const BindingHandler handler_;
    std::optional<Inspection> told_;
    const rules::FindRule* find_ = nullptr;  ///< where it is listed
    std::unique_ptr<Listing> listing_;
    Evidence evidence_;
    std::string host_;
    std::string current_url_;
    std::string next_page_;
};

}  // namespace

bool binding_asks(const rules::Signature& signature, bool has_admin) {
    const rules::EndRule& end = signature.end;
    if (!signature.ask.request || !end.request || end.binding == "embedded") return false;
    const auto needs = [&](std::string_view name) {
        return mentions(*end.request, name) || (end.find && mentions(end.find->request, name));
    };
    if (needs("owner")) return true;
    if (is_listed(end)) return end.binding == "hint";
    // The proof's id has to be learnt while the credential still lives.
    const bool proves_by_id = end.proof && mentions(end.proof->request, "id");
    const bool can_prove = has_admin || !end.proof || !mentions(end.proof->request, "admin");
    return needs("id") || (proves_by_id && can_prove);
}

void search_binding(std::shared_ptr<const DataConversation> conversation, Credential credential,
                    BindingHandler handler) {
    std::make_shared<Search>(std::move(conversation), std::move(credential), std::move(handler))
        ->start();
}

}  // namespace curfew::provider
