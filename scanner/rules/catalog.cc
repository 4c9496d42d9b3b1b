#include "scanner/rules/catalog.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <utility>

#include <fmt/core.h>

#include "scanner/rules/document.h"
#include "scanner/rules/document_toml.h"
#include "scanner/rules/fields.h"
#include "scanner/rules/signature_check.h"
#include "scanner/rules/signature_reader.h"

namespace curfew::rules {
namespace {

using core::Error;
using core::ErrorKind;
using core::Result;

std::string_view id_of(const Signature& signature) {
    return signature.id.value;
}

// Whether a kind gives out itself, over others or at once: nothing could be ended first then.
class MintLoop {
  public:
    explicit MintLoop(const std::vector<Signature>& signatures) {
        for (const Signature& signature : signatures) mints_[signature.id.value] = &signature;
    }

    [[nodiscard]] bool begins_at(const Signature& start) const {
        std::set<std::string_view> seen;
        std::vector<std::string_view> open(start.mints.begin(), start.mints.end());
        while (!open.empty()) {
            const std::string_view id = open.back();
            open.pop_back();
            if (id == start.id.value) return true;
            const auto found = mints_.find(id);
            if (!seen.insert(id).second || found == mints_.end()) continue;
            open.insert(open.end(), found->second->mints.begin(), found->second->mints.end());
        }
        return false;
    }

  private:
    std::map<std::string_view, const Signature*> mints_;
};

// Which file said an id first.
class TakenIds {
  public:
    void take(std::string_view what, std::string_view id, Mark mark,
              const FileComplaints& complain) {
        if (id.empty()) return;
        const auto [place, is_new] = taken_.emplace(fmt::format("{} {}", what, quoted(id)),
                                                    fmt::format("{}:{}", complain.path, mark.line));
        if (!is_new) {
            complain.add(mark, fmt::format("{} is taken by {}; ids are unique over all files",
                                           place->first, place->second));
        }
    }

  private:
    std::map<std::string, std::string, std::less<>> taken_;
};

}  // namespace

Result<Catalog> Catalog::from_toml(std::span<const CatalogFile> files) {
    Catalog catalog;
    Complaints complaints;
    TakenIds taken;
    for (const CatalogFile& file : files) {
        const FileComplaints complain{file.path, complaints};
        const std::optional<Node> root = parse_toml(file.text, complain);
        if (!root.has_value()) continue;
        ReadFile read = read_signature_file(*root, complain);
        check_provider(read, *root, complain);
        taken.take("provider", read.provider.id, root->mark_of("provider"), complain);
        for (ReadSignature& one : read.signatures) {
            taken.take("signature", one.signature.id.value, one.table->mark_of("id"), complain);
            check_signature(one, read.provider, complain);
            catalog.signatures_.push_back(std::move(one.signature));
        }
        catalog.providers_.push_back(std::move(read.provider));
    }
    if (!complaints.empty()) return Error(ErrorKind::invalid_input, complaints.to_text());
    const MintLoop loop(catalog.signatures_);
    for (const Signature& signature : catalog.signatures_) {
        if (!loop.begins_at(signature)) continue;
        return Error(ErrorKind::invalid_input,
                     fmt::format("signature {} gives out itself by mints; what gives out is ended "
                                 "before what it gave",
                                 quoted(signature.id.value)));
    }
    std::ranges::sort(catalog.signatures_, {}, id_of);
    std::ranges::sort(catalog.providers_, {}, &Provider::id);
    return catalog;
}

// A provider may be in both, as when a user adds a signature to one that ships; its sources are
// joined.
Result<Catalog> Catalog::with(const Catalog& more) const {
    Catalog joined = only([](const Signature&) { return true; });
    for (const Signature& signature : more.signatures()) {
        if (find(signature.id.value) != nullptr) {
            return Error(ErrorKind::invalid_input,
                         fmt::format("signature {} is already in the catalogue; give it another id",
                                     quoted(signature.id.value)));
        }
        if (!signature.engine.empty()) {
            return Error(ErrorKind::denied,
                         fmt::format("signature {} names an engine; only the shipped catalogue may "
                                     "hand a secret to code",
                                     quoted(signature.id.value)));
        }
        joined.signatures_.push_back(signature);
    }
    for (const Provider& provider : more.providers()) {
        const auto same = std::ranges::find(joined.providers_, provider.id, &Provider::id);
        if (same == joined.providers_.end()) {
            joined.providers_.push_back(provider);
            continue;
        }
        same->sources.insert(same->sources.end(), provider.sources.begin(), provider.sources.end());
    }
    std::ranges::sort(joined.signatures_, {}, id_of);
    std::ranges::sort(joined.providers_, {}, &Provider::id);
    return joined;
}

const Signature* Catalog::find(std::string_view id) const {
    const SignatureList all = signatures();
    std::size_t begin = 0;
    std::size_t end = all.size();
    while (begin < end) {
        const std::size_t middle = begin + (end - begin) / 2;
        if (id_of(all[middle]) < id) begin = middle + 1;
        else end = middle;
    }
    return begin < all.size() && id_of(all[begin]) == id ? &all[begin] : nullptr;
}

}  // namespace curfew::rules
