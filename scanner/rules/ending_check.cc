#include "scanner/rules/ending_check.h"

#include <algorithm>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

#include <fmt/core.h>

#include "scanner/rules/fields.h"
#include "scanner/rules/hint_rule.h"

namespace curfew::rules {
namespace {

bool names(const RequestRule& request, std::string_view name) {
    const std::string mark = fmt::format("{{{}}}", name);
    const auto has_mark = [&mark](const auto& text) { return text.find(mark) != text.npos; };
    return has_mark(request.url) || has_mark(request.body) ||
           std::ranges::any_of(request.headers,
                               [&](const auto& header) { return has_mark(header.second); });
}

class EndingCheck {
  public:
    EndingCheck(const Signature& signature, const Node& table, const FileComplaints& complain)
        : signature_(signature),
          end_(signature.end),
          table_(table),
          end_table_(table.find("end")),
          complain_(complain) {}

    void run() const {
        check_engine();
        check_admin_question();
        if (end_table_ == nullptr) return;
        check_binding();
        check_revocability();
        check_names();
        if (end_.find) check_find(*end_.find, *end_table_->find("find"));
    }

  private:
    void complain(Mark mark, std::string message) const {
        complain_.add(mark, fmt::format("{}: {}", signature_.id.value, std::move(message)));
    }

    [[nodiscard]] bool is_listed() const {
        return end_.binding == "listing" || end_.binding == "hint";
    }

    void check_engine() const {
        if (signature_.engine.empty()) return;
        const bool has_request = signature_.ask.request || end_.request || end_.find || end_.proof;
        if (has_request) {
            complain(table_.mark_of("engine"),
                     "engine says that code asks and ends; leave the requests of ask and end out");
        }
    }

    void check_admin_question() const {
        const auto& admin = signature_.ask.admin;
        if (!admin) return;
        const Mark mark = table_.find("ask")->mark_of("admin");
        if (!signature_.ask.request) complain(mark, "admin puts a question that ask puts as well");
        if (!names(admin->request, "admin"))
            complain(mark, "an administrator's question is put with {admin}");
    }

    void check_binding() const {
        const Mark mark = end_table_->mark_of("binding");
        if (end_.request && (end_.binding.empty() || end_.binding == "none")) {
            complain(mark,
                     "a request that ends something needs a binding (self, embedded, listing or "
                     "hint): how it is known to end this credential and no other");
        }
        if (end_.request && is_listed() && !end_.find) {
            complain(mark, "binding by " + end_.binding +
                               " needs [signature.end.find]: which listing, and what is this one's "
                               "entry");
        }
        if (end_.find && !(end_.request && is_listed())) {
            complain(end_table_->mark_of("find"),
                     "find belongs to an ending whose binding is listing or hint");
        }
        if (end_.request && end_.binding == "embedded" && !names_what_is_embedded()) {
            complain(mark,
                     "binding is embedded, and the request names neither {secret} nor a part that "
                     "stands in it");
        }
        if (end_.proof && !end_.request) {
            complain(end_table_->mark_of("proof"), "proof belongs to an ending by request");
        }
    }

    [[nodiscard]] bool names_what_is_embedded() const {
        const RequestRule& request = *end_.request;
        return request.url.find("{secret}") != std::string::npos ||
               request.body.find("{secret}") != std::string::npos ||
               std::ranges::any_of(signature_.parts, [&request](const PartRule& part) {
                   return names(request, part.name);
               });
    }

    void check_revocability() const {
        if (!end_.request) return;
        const bool cannot_end = signature_.revocability == Revocability::expiry_only ||
                                signature_.revocability == Revocability::unknown;
        if (cannot_end) {
            complain(table_.mark_of("revocability"),
                     "a request ends it; say how far that goes (exact, accepted_async, …)");
        }
    }

    // {id} and {owner} need somebody who tells them.
    void check_names() const {
        const bool asks = signature_.ask.request.has_value();
        const bool has_id = is_listed() || end_.binding == "embedded" ||
                            (asks && !signature_.ask.id_pointer.empty());
        const bool has_owner = asks && !signature_.ask.owner_pointer.empty();
        check_name("id", has_id, "ask says where it stands: id = \"/result/id\"");
        check_name("owner", has_owner, "ask says where it stands: owner = \"/login\"");
        if (end_.find && names(end_.find->request, "id"))
            complain(end_table_->mark_of("find"), "a listing cannot be asked for by {id}");
    }

    void check_name(std::string_view name, bool is_told, std::string_view remedy) const {
        if (is_told) return;
        const bool is_named = (end_.request && names(*end_.request, name)) ||
                              (end_.find && names(end_.find->request, name)) ||
                              (end_.proof && names(end_.proof->request, name));
        if (is_named) {
            complain(end_table_->mark, fmt::format("{{{}}} is known only where {}", name, remedy));
        }
    }

    void check_find(const FindRule& find, const Node& table) const {
        check_pointers(table);
        if (end_.binding == "listing" && find.value_pointer.empty()) {
            complain(table.mark,
                     "a listing binds by the whole secret: value = \"/token\"; where it shows a "
                     "piece of it, binding is hint");
        }
        if (end_.binding == "hint") check_hint(find, table);
        check_paging(find, table);
    }

    void check_pointers(const Node& table) const {
        for (const std::string_view key :
             {"items", "id", "value", "hint", "created", "owner", "next"}) {
            const Node* node = table.find(key);
            if (node == nullptr || node->text.empty() || node->text.starts_with('/')) continue;
            if (key == "next" && node->text.starts_with("header:")) continue;
            complain(node->mark,
                     fmt::format("{} must be a pointer such as \"/token/id\" (RFC 6901)", key));
        }
    }

    void check_hint(const FindRule& find, const Node& table) const {
        if (find.hint_pointer.empty())
            complain(table.mark, "binding by hint needs hint, such as \"/token_last_eight\"");
        if (!hint_rule_from(find.hint_of)) {
            complain(table.mark_of("hint_of"),
                     "hint_of must be lastN or firstN (N from 4 to 64), sha256_hex, sha256_base64 "
                     "or redacted");
        }
        const AskRule& ask = signature_.ask;
        const bool has_created = !find.created_pointer.empty() && !ask.issued_pointer.empty();
        const bool has_owner = (!find.owner_pointer.empty() || names(find.request, "owner")) &&
                               !ask.owner_pointer.empty();
        if (!ask.request || !(has_created || has_owner)) {
            complain(table.mark,
                     "a hint alone may be a stranger's: it needs a second fact that the question "
                     "tells as well, created (with issued in ask) or owner (with owner in ask)");
        }
    }

    void check_paging(const FindRule& find, const Node& table) const {
        if (find.next.empty() != find.next_as.empty())
            complain(table.mark, "next and next_as belong together");
        const std::string_view way = find.next_as;
        const bool is_known = way.empty() || way == "url" ||
                              (way.starts_with("query:") && way.size() > 6) ||
                              (way.starts_with("header:") && way.size() > 7);
        if (!is_known)
            complain(table.mark_of("next_as"), "next_as must be url, query:NAME or header:NAME");
    }

    const Signature& signature_;
    const EndRule& end_;
    const Node& table_;
    const Node* end_table_;
    const FileComplaints& complain_;
};

}  // namespace

void check_ending(const Signature& signature, const Node& table, const FileComplaints& complain) {
    EndingCheck(signature, table, complain).run();
}

}  // namespace curfew::rules
