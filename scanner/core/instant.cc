#include "scanner/core/instant.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdio>
#include <limits>
#include <optional>

namespace curfew::core {
namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

constexpr std::int64_t kSecondsMin = -62'167'219'200;  // 0000-01-01T00:00:00Z
constexpr std::int64_t kSecondsMax = 253'402'300'799;  // 9999-12-31T23:59:59Z

Error not_an_instant() {
    return {ErrorKind::invalid_input,
            "not an instant; write it as 2026-11-22T09:30:00Z (RFC 3339)"};
}

/// Takes text apart from the front; any mismatch makes it fail for good.
class Reader {
  public:
    explicit Reader(std::string_view text) : rest_(text) {}

    std::optional<int> digits(std::size_t count) {
        if (rest_.size() < count) return std::nullopt;
        int value = 0;
        for (const char letter : rest_.substr(0, count)) {
            if (letter < '0' || letter > '9') return std::nullopt;
            value = value * 10 + (letter - '0');
        }
        rest_.remove_prefix(count);
        return value;
    }

    bool take(std::string_view any_of) {
        if (rest_.empty() || any_of.find(rest_.front()) == any_of.npos) return false;
        rest_.remove_prefix(1);
        return true;
    }

    [[nodiscard]] char front() const { return rest_.empty() ? '\0' : rest_.front(); }
    [[nodiscard]] bool is_at_end() const { return rest_.empty(); }

  private:
    std::string_view rest_;
};

std::optional<std::chrono::sys_days> read_date(Reader& reader) {
    const auto year = reader.digits(4);
    if (!year || !reader.take("-")) return std::nullopt;
    const auto month = reader.digits(2);
    if (!month || !reader.take("-")) return std::nullopt;
    const auto day = reader.digits(2);
    if (!day) return std::nullopt;
    const std::chrono::year_month_day date{std::chrono::year{*year},
                                           std::chrono::month{static_cast<unsigned>(*month)},
                                           std::chrono::day{static_cast<unsigned>(*day)}};
    if (!date.ok()) return std::nullopt;
    return std::chrono::sys_days{date};
}

std::optional<Duration> read_fraction(Reader& reader) {
    Duration fraction{};
    if (!reader.take(".,")) return fraction;
    std::int64_t unit = 100'000;
    std::size_t count = 0;
    while (const auto digit = reader.digits(1)) {
        if (++count > 9) return std::nullopt;
        fraction += Duration{*digit * unit};
        unit /= 10;
    }
    if (count == 0) return std::nullopt;
    return fraction;
}

std::optional<Duration> read_time(Reader& reader) {
    const auto hour = reader.digits(2);
    if (!hour || !reader.take(":")) return std::nullopt;
    const auto minute = reader.digits(2);
    if (!minute || !reader.take(":")) return std::nullopt;
    const auto second = reader.digits(2);
    // 60 is a leap second; POSIX time has none, so it is the last second of its minute.
    if (!second || *hour > 23 || *minute > 59 || *second > 60) return std::nullopt;
    const auto fraction = read_fraction(reader);
    if (!fraction) return std::nullopt;
    return hours{*hour} + minutes{*minute} + seconds{std::min(*second, 59)} + *fraction;
}

std::optional<Duration> read_offset(Reader& reader) {
    if (reader.take("Zz")) return Duration::zero();
    const bool is_west = reader.front() == '-';
    if (!reader.take("+-")) return std::nullopt;
    const auto hour = reader.digits(2);
    reader.take(":");
    const auto minute = reader.digits(2);
    if (!hour || !minute || *hour > 23 || *minute > 59) return std::nullopt;
    const Duration offset = hours{*hour} + minutes{*minute};
    return is_west ? -offset : offset;
}

std::optional<Duration> unit_span(char letter) {
    switch (letter) {
        case 's':
            return seconds{1};
        case 'm':
            return minutes{1};
        case 'h':
            return hours{1};
        case 'd':
            return days{1};
        case 'w':
            return days{7};
        case 'y':
            return days{365};
        default:
            return std::nullopt;
    }
}

struct Unit {
    Duration span;
    std::string_view name;
};

constexpr std::array kUnits{Unit{days{365}, "y"}, Unit{days{1}, "d"}, Unit{hours{1}, "h"},
                            Unit{minutes{1}, "min"}, Unit{seconds{1}, "s"}};

}  // namespace

Result<Instant> parse_instant(std::string_view text) {
    Reader reader(text);
    const auto date = read_date(reader);
    if (!date || !reader.take("Tt ")) return not_an_instant();
    const auto time = read_time(reader);
    if (!time) return not_an_instant();
    const auto offset = read_offset(reader);
    if (!offset || !reader.is_at_end()) return not_an_instant();
    return Instant{*date} + *time - *offset;
}

std::string to_text(Instant at) {
    const auto day = std::chrono::floor<days>(at);
    const std::chrono::year_month_day date{day};
    const auto time = at - day;
    const auto whole = std::chrono::floor<seconds>(time);
    const std::int64_t micros = (time - whole).count();
    const std::int64_t second_of_day = whole.count();
    std::array<char, 64> text{};
    int length = std::snprintf(
        text.data(), text.size(), "%04d-%02u-%02uT%02d:%02d:%02d", static_cast<int>(date.year()),
        static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
        static_cast<int>(second_of_day / 3600), static_cast<int>(second_of_day / 60 % 60),
        static_cast<int>(second_of_day % 60));
    std::string written(text.data(), static_cast<std::size_t>(length));
    if (micros != 0) {
        length = std::snprintf(text.data(), text.size(), ".%06d", static_cast<int>(micros));
        written.append(text.data(), static_cast<std::size_t>(length));
    }
    return written + "Z";
}

Result<Instant> instant_from_unix_seconds(std::int64_t since_epoch) {
    if (since_epoch < kSecondsMin || since_epoch > kSecondsMax) {
        return Error(ErrorKind::invalid_input, "the instant lies outside the years 0000 to 9999");
    }
    return Instant{seconds{since_epoch}};
}

Result<Duration> parse_duration(std::string_view text) {
    const Error wrong(ErrorKind::invalid_input,
                      "not a duration; write it as 90d, 12h, 30m, 45s, 2w, 1y or 1h30m");
    if (text.empty()) return wrong;
    Duration sum{};
    while (!text.empty()) {
        std::int64_t count = 0;
        const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), count);
        const auto used = static_cast<std::size_t>(end - text.data());
        if (problem != std::errc{} || count < 0 || used == text.size()) return wrong;
        const auto unit = unit_span(text[used]);
        if (!unit || count > std::numeric_limits<std::int64_t>::max() / 4 / unit->count())
            return wrong;
        sum += count * *unit;
        if (sum > Duration{std::numeric_limits<std::int64_t>::max() / 4}) return wrong;
        text.remove_prefix(used + 1);
    }
    return sum;
}

std::string to_human_text(Duration span) {
    if (span < seconds{1}) return "0 s";
    std::string written;
    std::size_t parts = 0;
    for (const Unit& unit : kUnits) {
        const std::int64_t count = span / unit.span;
        if (count == 0 && parts == 0) continue;
        if (parts == 2) break;
        ++parts;
        if (count == 0) continue;
        if (!written.empty()) written += ' ';
        written += std::to_string(count) + " " + std::string(unit.name);
        span -= count * unit.span;
    }
    return written;
}

}  // namespace curfew::core
