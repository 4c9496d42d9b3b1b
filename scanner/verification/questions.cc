#include "scanner/verification/questions.h"

#include <condition_variable>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

namespace curfew::verification {

struct Questions::State {
    mutable std::mutex mutex;  // guards all of it
    std::condition_variable_any changed;
    std::unordered_map<core::RunFingerprint, std::optional<provider::Inspection>> answers;
    std::size_t open = 0;
};

Questions::Questions(Ask ask, std::size_t open_max)
    : ask_(std::move(ask)), open_max_(open_max), state_(std::make_shared<State>()) {}
Questions::~Questions() = default;

// Of kind, secret and parts together: the same secret with another account is another question.
core::RunFingerprint Questions::identity_of(const provider::Credential& credential) const {
    std::string all = credential.signature->id.value;
    const auto add = [&](std::string_view name, const core::SecretString& value) {
        const core::RunFingerprint who = fingerprinter_.of(value);
        all += '\0';
        all += name;
        all += '\0';
        all.append(who.bytes.begin(), who.bytes.end());
    };
    add({}, credential.secret);
    for (const provider::CredentialPart& part : credential.parts) add(part.name, part.value);
    return fingerprinter_.of(core::SecretString(std::string_view(all)));
}

void Questions::send(const core::RunFingerprint& who, const provider::Credential& credential) {
    ask_(credential.duplicate(), [state = state_, who](provider::Inspection inspection) {
        {
            const std::scoped_lock lock(state->mutex);
            state->answers[who] = std::move(inspection);
            --state->open;
        }
        state->changed.notify_all();
    });
}

void Questions::try_put(const provider::Credential& credential) {
    const core::RunFingerprint who = identity_of(credential);
    {
        const std::scoped_lock lock(state_->mutex);
        if (state_->open >= open_max_) return;
        if (!state_->answers.try_emplace(who).second) return;
        ++state_->open;
    }
    send(who, credential);
}

bool Questions::put(const provider::Credential& credential, const std::stop_token& stop) {
    const core::RunFingerprint who = identity_of(credential);
    {
        std::unique_lock lock(state_->mutex);
        if (state_->answers.contains(who)) return !stop.stop_requested();
        const bool has_room =
            state_->changed.wait(lock, stop, [this] { return state_->open < open_max_; });
        if (!has_room || stop.stop_requested()) return false;
        state_->answers.try_emplace(who);
        ++state_->open;
    }
    send(who, credential);
    return true;
}

bool Questions::wait(const std::stop_token& stop) const {
    std::unique_lock lock(state_->mutex);
    return state_->changed.wait(lock, stop, [this] { return state_->open == 0; });
}

std::optional<provider::Inspection> Questions::answer_to(
    const provider::Credential& credential) const {
    const core::RunFingerprint who = identity_of(credential);
    const std::scoped_lock lock(state_->mutex);
    const auto found = state_->answers.find(who);
    return found == state_->answers.end() ? std::nullopt : found->second;
}

std::size_t Questions::count() const {
    const std::scoped_lock lock(state_->mutex);
    return state_->answers.size();
}

}  // namespace curfew::verification
