#include "scanner/rules/signature_check.h"

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>

#include <fmt/core.h>

#include "scanner/core/lower_case.h"
#include "scanner/rules/ending_check.h"
#include "scanner/rules/example.h"
#include "scanner/rules/fields.h"
#include "scanner/rules/pattern_check.h"
#include "scanner/rules/request_check.h"
#include "scanner/rules/token_checksum.h"

namespace curfew::rules {
namespace {

// Shorter ones stop the first engine at every other word.
constexpr std::size_t kLiteralBytesMin = 3;
constexpr std::size_t kKeywordBytesMin = 2;

constexpr std::uint64_t kExampleSeed = 1;

bool is_id(std::string_view text, char joint) {
    if (text.empty() || text.front() == joint || text.back() == joint) return false;
    return std::ranges::all_of(text, [joint](char letter) {
        return (letter >= 'a' && letter <= 'z') || (letter >= '0' && letter <= '9') ||
               letter == joint;
    });
}

bool contains_caseless(std::string_view text, std::string_view word) {
    return std::ranges::search(text, word, {}, core::to_lower, core::to_lower).begin() !=
           text.end();
}

class SignatureCheck {
  public:
    SignatureCheck(const ReadSignature& read, const Provider& provider,
                   const FileComplaints& complain)
        : signature_(read.signature),
          table_(*read.table),
          provider_(provider),
          complain_(complain) {}

    void run() const {
        check_id();
        check_pattern();
        check_anchors();
        check_parts();
        check_sources();
        check_examples();
        check_near_misses();
        check_requests(signature_, table_, complain_);
        check_ending(signature_, table_, complain_);
    }

  private:
    void complain(std::string_view key, std::string message) const {
        complain_.add(table_.mark_of(key),
                      fmt::format("{}: {}", signature_.id.value, std::move(message)));
    }

    void check_id() const {
        if (!signature_.id.value.empty() && !is_id(signature_.id.value, '-')) {
            complain("id",
                     "an id has lower-case letters, digits and '-', such as "
                     "\"acme-api-key\"");
        }
        if (signature_.before_literal > signature_.length_max)
            complain("before_literal", "before_literal is more than length_max");
    }

    void check_pattern() const {
        if (signature_.shape == Shape::pattern && signature_.pattern.empty())
            complain("pattern", "needs pattern, such as 'acme_[0-9A-Za-z]{32}', or another shape");
        if (const auto fault = fault_in_pattern(signature_.pattern); fault.has_value())
            complain("pattern", fmt::format("pattern: {}", fault->message));
    }

    // What the first engine looks for.
    void check_anchors() const {
        if (signature_.literals.empty() && signature_.keywords.empty()) {
            complain("pattern",
                     "needs literals each match holds, such as [\"acme_\"], or keywords "
                     "that stand before it, such as [\"acme\"]");
        }
        for (const std::string& literal : signature_.literals) {
            if (literal.size() < kLiteralBytesMin) {
                complain("literals", fmt::format("literal {} is too short; at least {} bytes",
                                                 quoted(literal), kLiteralBytesMin));
            }
        }
        for (const std::string& keyword : signature_.keywords) {
            if (keyword.size() < kKeywordBytesMin) {
                complain("keywords", fmt::format("keyword {} is too short; at least {} bytes",
                                                 quoted(keyword), kKeywordBytesMin));
            }
        }
    }

    void check_parts() const {
        for (const PartRule& part : signature_.parts) {
            if (!is_id(part.name, '_') && !is_id(part.name, '-')) {
                complain("part", fmt::format("part {} must have lower-case letters, digits and '_'",
                                             quoted(part.name)));
            }
            if (const auto fault = fault_in_pattern(part.pattern); fault.has_value())
                complain("part", fmt::format("part {}: pattern: {}", part.name, fault->message));
            const auto same = std::ranges::count(signature_.parts, part.name, &PartRule::name);
            if (same > 1) complain("part", fmt::format("part {} stands twice", quoted(part.name)));
        }
    }

    void check_sources() const {
        if (signature_.sources.empty())
            complain("sources", "needs sources, the ids of [[source]] tables in this file");
        for (const std::string& id : signature_.sources) {
            const auto found = std::ranges::find(provider_.sources, id, &FactSource::id);
            if (found == provider_.sources.end()) {
                complain("sources",
                         fmt::format("there is no [[source]] with id {} in this file", quoted(id)));
            }
        }
    }

    void check_examples() const {
        if (signature_.example.secret.empty()) {
            if (table_.find("example") == nullptr) {
                complain("example",
                         "needs [signature.example] with secret = "
                         "\"acme_{base62:32}\" and contexts");
            }
            return;
        }
        for (std::size_t at = 0; at < signature_.example.contexts.size(); ++at) check_context(at);
    }

    void check_context(std::size_t at) const {
        const std::string& context = signature_.example.contexts[at];
        if (context.find("{secret}") == std::string::npos && !names_secret_inside(context)) {
            complain("example",
                     fmt::format("example context {} must hold {{secret}}", quoted(context)));
        }
        const core::Result<Example> made = make_example(signature_, at, kExampleSeed);
        if (!made.has_value()) {
            complain("example", fmt::format("example: {}", made.error().message()));
            return;
        }
        check_example(made.value(), context);
    }

    // By way of a part that is encoded, as in "Basic {base64of:pair}".
    [[nodiscard]] bool names_secret_inside(std::string_view context) const {
        return std::ranges::any_of(signature_.example.parts, [context](const auto& part) {
            return part.second.find("{secret}") != std::string::npos &&
                   context.find(part.first) != std::string_view::npos;
        });
    }

    void check_example(const Example& example, std::string_view context) const {
        if (example.secret.size() > signature_.length_max) {
            complain("length_max",
                     fmt::format("the example's secret has {} bytes, length_max is {}",
                                 example.secret.size(), signature_.length_max));
        }
        if (!example.secret.starts_with(signature_.public_prefix)) {
            complain("public_prefix", fmt::format("the example's secret does not begin with {}",
                                                  quoted(signature_.public_prefix)));
        }
        check_anchored(example, context);
        for (const PartRule& part : signature_.parts) {
            if (!part.is_required) continue;
            const auto made = std::ranges::find(example.parts, part.name,
                                                [](const auto& pair) { return pair.first; });
            if (made == example.parts.end() ||
                example.text.find(made->second) == std::string::npos) {
                complain("example", fmt::format("example context {} lacks {{{}}}, a required part",
                                                quoted(context), part.name));
            }
        }
    }

    void check_anchored(const Example& example, std::string_view context) const {
        const bool has_literal =
            std::ranges::any_of(signature_.literals, [&example](const std::string& literal) {
                return example.text.find(literal) != std::string::npos;
            });
        if (!signature_.literals.empty() && !has_literal) {
            complain("literals", fmt::format("none of the literals stands in example context {}",
                                             quoted(context)));
        }
        if (!signature_.keywords.empty() && !has_keyword(example)) {
            complain("keywords",
                     fmt::format("none of the keywords stands within {} bytes before the secret in "
                                 "example context {}",
                                 signature_.keyword_distance, quoted(context)));
        }
    }

    // A keyword ends at most `keyword_distance` bytes before the match, or stands inside it before
    // the secret; where the match begins is only known here when all of it is the secret. Shapes
    // that are code know themselves where their keyword stands.
    [[nodiscard]] bool has_keyword(const Example& example) const {
        std::string_view before = example.text;
        const std::size_t secret = before.find(example.secret);
        const bool is_all_secret = signature_.pattern.find("(?P<secret>") == std::string::npos;
        if (signature_.shape == Shape::pattern && secret != std::string_view::npos)
            before = before.substr(0, secret);
        return std::ranges::any_of(signature_.keywords, [&](const std::string& keyword) {
            const std::size_t reach = std::size_t{signature_.keyword_distance} + keyword.size() +
                                      (is_all_secret ? 0U : signature_.length_max);
            const bool is_far = signature_.shape == Shape::pattern && before.size() > reach;
            return contains_caseless(is_far ? before.substr(before.size() - reach) : before,
                                     keyword);
        });
    }

    void check_near_misses() const {
        if (signature_.near_misses.empty() || signature_.example.secret.empty()) return;
        if (const auto made = make_near_misses(signature_, kExampleSeed); !made.has_value())
            complain("near_miss", fmt::format("near miss: {}", made.error().message()));
    }

    const Signature& signature_;
    const Node& table_;
    const Provider& provider_;
    FileComplaints complain_;
};

}  // namespace

void check_provider(const ReadFile& file, const Node& root, const FileComplaints& complain) {
    const Node* table = root.find("provider");
    if (table != nullptr && !file.provider.id.empty() && !is_id(file.provider.id, '-')) {
        complain.add(table->mark_of("id"),
                     "a provider's id has lower-case letters, digits and '-', such as \"acme\"");
    }
    const Node* sources = root.find("source");
    for (std::size_t at = 0; at < file.provider.sources.size(); ++at) {
        const FactSource& source = file.provider.sources[at];
        const auto first = std::ranges::find(file.provider.sources, source.id, &FactSource::id);
        if (&*first != &source && !source.id.empty()) {
            complain.add(sources->items[at].mark_of("id"),
                         fmt::format("source {} stands twice in this file", quoted(source.id)));
        }
    }
}

void check_signature(const ReadSignature& read, const Provider& provider,
                     const FileComplaints& complain) {
    SignatureCheck(read, provider, complain).run();
}

}  // namespace curfew::rules
