#include "scanner/provider/minting_order.h"

#include <algorithm>
#include <map>
#include <set>
#include <string_view>

namespace curfew::provider {
namespace {

// What a kind mints, itself and over what it mints. The catalogue has no loops; the set bounds the
// walk all the same.
std::set<std::string_view> minted_by(const rules::Signature& signature,
                                     const rules::Catalog& catalog) {
    std::set<std::string_view> minted;
    std::vector<std::string_view> open(signature.mints.begin(), signature.mints.end());
    while (!open.empty()) {
        const std::string_view id = open.back();
        open.pop_back();
        const rules::Signature* found = catalog.find(id);
        if (!minted.insert(id).second || found == nullptr) continue;
        open.insert(open.end(), found->mints.begin(), found->mints.end());
    }
    return minted;
}

// What `id` mints comes in a later round than itself.
void settle(std::string_view id, const std::set<std::string_view>& minted,
            std::map<std::string_view, unsigned>& round) {
    const unsigned own = round[id];
    for (auto& [other, later] : round) {
        if (other != id && minted.contains(other)) later = std::max(later, own + 1);
    }
}

}  // namespace

std::vector<unsigned> minting_rounds(std::span<const rules::Signature* const> signatures,
                                     const rules::Catalog& catalog) {
    std::map<std::string_view, std::set<std::string_view>> minted;
    std::map<std::string_view, unsigned> round;
    for (const rules::Signature* signature : signatures) {
        minted.try_emplace(signature->id.value, minted_by(*signature, catalog));
        round[signature->id.value] = 0;
    }
    // Each pass settles one round more; there are no more rounds than kinds.
    for (std::size_t pass = 0; pass < minted.size(); ++pass) {
        for (const auto& [id, ids] : minted) settle(id, ids, round);
    }
    std::vector<unsigned> rounds;
    rounds.reserve(signatures.size());
    for (const rules::Signature* signature : signatures) {
        rounds.push_back(round[signature->id.value]);
    }
    return rounds;
}

}  // namespace curfew::provider
