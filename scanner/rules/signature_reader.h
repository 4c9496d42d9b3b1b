/// One signature file's tables to Provider and Signature; the keys are those of
/// signatures/FORMAT.md.
///
/// Not here: rules that need more than one field (signature_check.h).
#pragma once

#include <vector>

#include "scanner/rules/document.h"
#include "scanner/rules/signature.h"

namespace curfew::rules {

/// A signature and the table it came from, for complaints; the table must outlive it.
struct ReadSignature {
    Signature signature;
    const Node* table = nullptr;
};

struct ReadFile {
    Provider provider;
    std::vector<ReadSignature> signatures;
};

/// Reads as much as can be read; everything wrong becomes a complaint.
[[nodiscard]] ReadFile read_signature_file(const Node& root, const FileComplaints& complain);

}  // namespace curfew::rules
