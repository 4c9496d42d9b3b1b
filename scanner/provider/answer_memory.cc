#include "scanner/provider/answer_memory.h"

#include <utility>

#include "scanner/core/bytes.h"

namespace curfew::provider {
namespace {

core::BlobView bytes_of(const core::Digest& digest) {
    return std::as_bytes(std::span(digest));
}

// The host may come back, the limit may be over.
bool is_lasting(const Inspection& inspection) {
    return verdict_of(inspection.detail, false) == Verdict::live ||
           verdict_of(inspection.detail, true) == Verdict::dead;
}

}  // namespace

core::Digest AnswerMemory::name_of(const Credential& credential) const {
    const auto add = [this](core::Digest name, std::string_view piece) {
        const core::Digest digest = core::hmac_sha256(bytes_of(key_), core::as_bytes(piece));
        std::array<std::uint8_t, 2 * sizeof(core::Digest)> both{};
        std::ranges::copy(name, both.begin());
        std::ranges::copy(digest, both.begin() + name.size());
        return core::sha256(std::as_bytes(std::span(both)));
    };
    core::Digest name = add({}, credential.signature->id.value);
    name = add(name, credential.secret.reveal());
    for (const CredentialPart& part : credential.parts) {
        name = add(add(name, part.name), part.value.reveal());
    }
    return name;
}

bool AnswerMemory::is_first(const Credential& credential, bool is_anew,
                            const InspectionHandler& handler) {
    Answer& answer = answers_[name_of(credential)];
    if (answer.known && !is_anew) {
        handler(*answer.known);
        return false;
    }
    answer.waiting.push_back(handler);
    return answer.waiting.size() == 1;
}

void AnswerMemory::settle(const Credential& credential, const Inspection& inspection) {
    const auto found = answers_.find(name_of(credential));
    if (found == answers_.end()) return;
    const std::vector<InspectionHandler> waiting = std::exchange(found->second.waiting, {});
    const bool is_kept = is_lasting(inspection) && answers_.size() <= kAnswersMax;
    if (is_kept) found->second.known = inspection;
    else answers_.erase(found);
    for (const InspectionHandler& handler : waiting) handler(inspection);
}

}  // namespace curfew::provider
