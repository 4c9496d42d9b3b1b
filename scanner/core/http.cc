#include "scanner/core/http.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>

namespace curfew::core {
namespace {

constexpr std::array<std::string_view, 12> kMonths{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                   "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

std::optional<int> digits_at(std::string_view text, std::size_t begin, std::size_t count) {
    int value = 0;
    const std::string_view digits = text.substr(begin, count);
    const auto [end, problem] =
        std::from_chars(digits.data(), digits.data() + digits.size(), value);
    if (problem != std::errc{} || end != digits.data() + digits.size()) return std::nullopt;
    if (digits.front() < '0' || digits.front() > '9') return std::nullopt;
    return value;
}

}  // namespace

std::optional<std::string_view> HttpResponse::header(std::string_view name) const {
    const auto found =
        std::ranges::find(headers, name, &std::pair<std::string, std::string>::first);
    if (found == headers.end()) return std::nullopt;
    return found->second;
}

Result<Instant> parse_http_date(std::string_view text) {
    const Error wrong(ErrorKind::invalid_input, "not a date as HTTP writes it");
    constexpr std::size_t kLength = 29;
    if (text.size() != kLength || text.substr(3, 2) != ", " || !text.ends_with(" GMT"))
        return wrong;
    const auto* const month = std::ranges::find(kMonths, text.substr(8, 3));
    const auto day = digits_at(text, 5, 2);
    const auto year = digits_at(text, 12, 4);
    const auto hour = digits_at(text, 17, 2);
    const auto minute = digits_at(text, 20, 2);
    const auto second = digits_at(text, 23, 2);
    if (month == kMonths.end() || !day || !year || !hour || !minute || !second) return wrong;
    const std::chrono::year_month_day date{
        std::chrono::year(*year),
        std::chrono::month(static_cast<unsigned>(month - kMonths.begin()) + 1),
        std::chrono::day(static_cast<unsigned>(*day))};
    // 60 is a leap second; it counts as the one before, as everywhere (instant.h).
    if (!date.ok() || *hour > 23 || *minute > 59 || *second > 60) return wrong;
    return Instant(std::chrono::sys_days(date) + std::chrono::hours(*hour) +
                   std::chrono::minutes(*minute) + std::chrono::seconds(std::min(*second, 59)));
}

}  // namespace curfew::core
