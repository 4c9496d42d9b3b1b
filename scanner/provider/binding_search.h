/// Proves which id is a credential's, by the way the catalogue says: itself, inside it, or in a
/// listing.
///
/// Owns:     the credential, until the answer. The conversation is shared.
/// Threads:  start() from any; the handler runs once on the client's thread.
/// Errors:   as Binding's states; a sentence that ends in "needs a person" is meant for one.
/// Source:   the order of a safe revocation: no proof, no ending.
#pragma once

#include <memory>

#include "scanner/provider/data_conversation.h"
#include "scanner/provider/provider.h"

namespace curfew::provider {

/// `credential`'s signature has an ending by request.
void search_binding(std::shared_ptr<const DataConversation> conversation, Credential credential,
                    BindingHandler handler);

/// Whether finding the binding puts the question anew.
[[nodiscard]] bool binding_asks(const rules::Signature& signature, bool has_admin);

}  // namespace curfew::provider
