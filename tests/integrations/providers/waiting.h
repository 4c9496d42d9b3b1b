/// A provider's answers, waited for.
///
/// Threads:  the test's own; never from a handler.
#pragma once

#include <future>
#include <memory>
#include <utility>

#include "scanner/provider/provider.h"

namespace curfew::providers {

template <typename Answer, typename Call>
Answer waited_for(Call call) {
    auto promise = std::make_shared<std::promise<Answer>>();
    auto future = promise->get_future();
    call([promise](Answer answer) { promise->set_value(std::move(answer)); });
    return future.get();
}

inline provider::Inspection introspect(provider::Provider& of, const provider::Credential& one) {
    return waited_for<provider::Inspection>([&](provider::InspectionHandler handler) {
        of.introspect(one.duplicate(), std::move(handler));
    });
}

inline provider::Binding bind(provider::Provider& of, const provider::Credential& one) {
    return waited_for<provider::Binding>(
        [&](provider::BindingHandler handler) { of.bind(one.duplicate(), std::move(handler)); });
}

inline provider::Step revoke(provider::Provider& of, const provider::Credential& one) {
    const provider::Binding binding = bind(of, one);
    return waited_for<provider::Step>([&](provider::StepHandler handler) {
        of.revoke(one.duplicate(), binding, std::move(handler));
    });
}

inline provider::Proof prove_dead(provider::Provider& of, const provider::Credential& one,
                                  bool was_live = true) {
    const provider::Binding binding = bind(of, one);
    return waited_for<provider::Proof>([&](provider::ProofHandler handler) {
        of.prove_dead(one.duplicate(), binding, was_live, std::move(handler));
    });
}

}  // namespace curfew::providers
