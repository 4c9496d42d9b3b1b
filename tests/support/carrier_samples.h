/// At least one readable sample for each carrier: what is cut short and changed in smoke tests and
/// what fuzzing starts from.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace curfew::support {

struct CarrierSample {
    std::string carrier;
    std::string text;
};

[[nodiscard]] std::vector<CarrierSample> carrier_samples();

/// The samples of some carriers.
[[nodiscard]] std::vector<std::string> samples_of(const std::vector<std::string_view>& carriers);

}  // namespace curfew::support
