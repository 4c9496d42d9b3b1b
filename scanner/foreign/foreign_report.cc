#include "scanner/foreign/foreign_report.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "scanner/foreign/csv_text.h"
#include "scanner/foreign/json_text.h"
#include "scanner/foreign/readers.h"
#include "scanner/report/utf8.h"

namespace curfew::foreign {
namespace {

namespace json = boost::json;

using core::Error;
using core::ErrorKind;
using core::Result;

constexpr std::string_view kBlank = " \t\r\n";

/// Named one by one; further ones are only counted among them.
constexpr std::size_t kUnreadNamesMax = 1'000;

constexpr std::array kFormats{Format::gitleaks,   Format::betterleaks,    Format::trufflehog,
                              Format::kingfisher, Format::detect_secrets, Format::sarif};

Error none_of_these() {
    return {
        ErrorKind::invalid_input,
        "is no report of gitleaks, Betterleaks, TruffleHog, Kingfisher or detect-secrets and no "
        "SARIF; --from NAME says which it is"};
}

Error not_this(Format format) {
    return {ErrorKind::invalid_input,
            "does not look like a report of " + std::string(name_of(format))};
}

bool has(const json::value& value, std::string_view name) {
    const json::object* object = value.if_object();
    return object != nullptr && object->contains(name);
}

/// Which tool's entry this is; entries tell more than what stands around them.
std::optional<Format> format_of_entry(const json::value& entry) {
    if (has(entry, "RuleID")) return Format::gitleaks;
    if (has(entry, "DetectorName") || has(entry, "SourceMetadata")) return Format::trufflehog;
    if (has(entry, "rule") && has(entry, "finding")) return Format::kingfisher;
    if (has(entry, "rule_id") && has(entry, "match")) return Format::betterleaks;
    if (has(entry, "finding") && has(entry, "schema_version")) return Format::betterleaks;
    return std::nullopt;
}

bool is_ours(const json::value& document) {
    Fields fields(document);
    Fields tool = fields.object("tool");
    return tool.text("name") == "curfew" || has(document, "key_id");
}

std::optional<Format> format_of_object(const json::value& document) {
    if (has(document, "runs")) return Format::sarif;
    if (has(document, "results") && (has(document, "plugins_used") || has(document, "version"))) {
        return Format::detect_secrets;
    }
    if (!has(document, "findings") || is_ours(document)) return std::nullopt;
    const json::array* list = document.at("findings").if_array();
    if (list != nullptr && !list->empty()) return format_of_entry(list->front());
    if (has(document, "schema_version")) return Format::betterleaks;
    if (has(document, "metadata") || has(document, "audit")) return Format::kingfisher;
    return std::nullopt;
}

std::optional<Format> format_of_document(const json::value& document) {
    const json::array* list = document.if_array();
    if (list == nullptr) return format_of_object(document);
    // What gitleaks writes when it has found nothing.
    if (list->empty()) return Format::gitleaks;
    return format_of_entry(list->front());
}

/// Fills a report entry by entry.
class Collector {
  public:
    explicit Collector(Format format) {
        report_.format = format;
        report_.tool = name_of(format);
    }

    void name_tool(std::string tool) { report_.tool = std::move(tool); }

    /// `where`: "entry 3", "line 3".
    [[nodiscard]] Result<void> add(ReadEntry read, const std::string& where) {
        if (!read.problem.empty()) {
            add_unread(where + ": " + read.problem);
            return {};
        }
        if (read.is_dismissed) {
            ++report_.dismissed;
            return {};
        }
        if (report_.findings.size() >= kForeignFindingsMax) {
            return Error(ErrorKind::exhausted, "holds more than " +
                                                   std::to_string(kForeignFindingsMax) +
                                                   " findings; cut it into several reports");
        }
        report_.findings.push_back(std::move(read.finding));
        return {};
    }

    void add_unread(std::string sentence) {
        if (report_.unread.size() < kUnreadNamesMax) report_.unread.push_back(std::move(sentence));
    }

    [[nodiscard]] Result<ForeignReport> finish() {
        const bool has_any = !report_.findings.empty() || report_.dismissed > 0;
        if (!has_any && !report_.unread.empty()) {
            return Error(ErrorKind::corrupt, "no entry can be read as one of " +
                                                 std::string(name_of(report_.format)) + "; " +
                                                 report_.unread.front());
        }
        return std::move(report_);
    }

  private:
    ForeignReport report_;
};

/// An entry of a list or line, in the shape of `format`.
ReadEntry read_entry(const json::value& entry, Format format) {
    switch (format) {
        case Format::gitleaks:
            return read_gitleaks(entry);
        case Format::betterleaks:
            return read_betterleaks(has(entry, "finding") ? entry.at("finding") : entry);
        case Format::trufflehog:
            return read_trufflehog(entry);
        case Format::kingfisher:
            return read_kingfisher(entry);
        case Format::detect_secrets:
            return read_detect_secrets(entry, {});
        case Format::sarif:
            return read_sarif(entry, {});
    }
    core::check(false);
    return {};
}

Result<void> add_list(Collector& into, const json::array& list,
                      const std::function<ReadEntry(const json::value&)>& read,
                      const std::string& name) {
    std::size_t number = 0;
    for (const json::value& entry : list) {
        ++number;
        TRY(into.add(read(entry), name + " " + std::to_string(number)));
    }
    return {};
}

Result<ForeignReport> from_list(const json::value& document, Format format) {
    const json::array* list = document.if_array();
    if (list == nullptr) {
        Fields fields(document);
        list = fields.list("findings");
    }
    if (list == nullptr) return not_this(format);
    Collector made(format);
    TRY(add_list(
        made, *list, [format](const json::value& entry) { return read_entry(entry, format); },
        "entry"));
    return made.finish();
}

Result<ForeignReport> from_baseline(const json::value& document) {
    Fields fields(document);
    const json::value* results = fields.find("results");
    const json::object* files = results == nullptr ? nullptr : results->if_object();
    if (files == nullptr) return not_this(Format::detect_secrets);
    Collector made(Format::detect_secrets);
    for (const auto& [path, entries] : *files) {
        const std::string_view name(path.data(), path.size());
        const json::array* list = entries.if_array();
        if (list == nullptr) {
            made.add_unread("a file under results holds no list");
            continue;
        }
        TRY(add_list(
            made, *list,
            [name](const json::value& entry) { return read_detect_secrets(entry, name); },
            "a file's entry"));
    }
    return made.finish();
}

std::string lower(std::string_view text) {
    std::string low(text);
    std::ranges::transform(low, low.begin(), [](char letter) {
        return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
    });
    return low;
}

Result<void> add_run(Collector& made, const json::value& run, std::size_t number) {
    const std::string name = "run " + std::to_string(number);
    Fields fields(run);
    Fields tool = fields.object("tool");
    Fields driver = tool.object("driver");
    const std::string_view driver_name = driver.text("name");
    if (!driver_name.empty()) made.name_tool(std::string(driver_name));
    const json::array* results = fields.list("results");
    if (!fields.is_object()) made.add_unread(name + " is no object");
    else if (!fields.problem().empty()) made.add_unread(name + ": " + fields.problem());
    if (results == nullptr) return {};
    const std::string low = lower(driver_name);
    return add_list(
        made, *results, [&low](const json::value& entry) { return read_sarif(entry, low); },
        name + ", result");
}

Result<ForeignReport> from_sarif(const json::value& document) {
    Fields fields(document);
    const json::array* runs = fields.list("runs");
    if (runs == nullptr) return not_this(Format::sarif);
    const std::string_view version = fields.text("version");
    if (!version.empty() && !version.starts_with("2.1")) {
        return Error(ErrorKind::unsupported,
                     "is SARIF of another version than 2.1.0; let its tool write that one");
    }
    Collector made(Format::sarif);
    std::size_t number = 0;
    for (const json::value& run : *runs) TRY(add_run(made, run, ++number));
    return made.finish();
}

Result<ForeignReport> from_document(const json::value& document, std::optional<Format> forced) {
    const auto format = forced ? forced : format_of_document(document);
    if (!format && is_ours(document)) {
        return Error(ErrorKind::invalid_input,
                     "is a report of Curfew itself: curfew verify and curfew revoke read it");
    }
    if (!format) return none_of_these();
    if (*format == Format::sarif) return from_sarif(document);
    if (*format == Format::detect_secrets) return from_baseline(document);
    return from_list(document, *format);
}

/// A line that a tool writes beside its findings: a log line, the sums at the end.
bool is_remark(const json::value& line) {
    if (has(line, "findings")) return false;
    return (has(line, "level") && has(line, "msg")) || has(line, "scan") || has(line, "summary") ||
           has(line, "metadata") || has(line, "audit");
}

/// One value after the other, usually one a line. What cannot be read is named, and reading goes
/// on with the next line that begins a value.
class ValueReader {
  public:
    ValueReader(std::string_view text, std::optional<Format> forced)
        : text_(text), forced_(forced) {
        if (forced) made_.emplace(*forced);
    }

    [[nodiscard]] Result<ForeignReport> read() {
        while (skip_blank()) {
            core::WipedJsonMemory memory;
            const auto parsed = parse_json(text_, memory, line_);
            if (parsed.has_value()) {
                TRY(take(parsed.value().value));
                advance(parsed.value().size);
                continue;
            }
            if (!first_error_) first_error_ = parsed.error();
            unread_.push_back(parsed.error().message());
            advance(std::min(text_.find("\n{"), text_.size() - 1) + 1);
        }
        if (!made_ && first_error_) return *first_error_;
        if (!made_) return none_of_these();
        for (std::string& sentence : unread_) made_->add_unread(std::move(sentence));
        return made_->finish();
    }

  private:
    [[nodiscard]] Result<void> take(const json::value& value) {
        const auto kind = format_of_entry(value);
        if (!kind && is_remark(value)) return {};
        if (!made_ && kind) made_.emplace(*kind);
        const std::string where = "line " + std::to_string(line_);
        const auto format = forced_ ? forced_ : kind;
        if (made_ && format) return made_->add(read_entry(value, *format), where);
        unread_.push_back(where + ": no finding of a tool that is known here");
        return {};
    }

    [[nodiscard]] bool skip_blank() {
        advance(std::min(text_.find_first_not_of(kBlank), text_.size()));
        return !text_.empty() && unread_.size() <= kUnreadNamesMax;
    }

    void advance(std::size_t count) {
        const std::string_view passed = text_.substr(0, count);
        line_ += static_cast<std::uint64_t>(std::ranges::count(passed, '\n'));
        text_.remove_prefix(count);
    }

    std::string_view text_;
    std::optional<Format> forced_;
    std::uint64_t line_ = 1;
    std::optional<Collector> made_;
    std::optional<Error> first_error_;
    std::vector<std::string> unread_;
};

/// The whole text as one document; nothing where it is a row of values.
Result<std::optional<ForeignReport>> as_document(std::string_view text,
                                                 std::optional<Format> forced) {
    core::WipedJsonMemory memory;
    auto parsed = parse_json(text, memory);
    const bool is_one = text[text.find_first_not_of(kBlank)] == '[' || forced == Format::sarif ||
                        forced == Format::detect_secrets;
    if (!parsed.has_value()) {
        if (is_one) return std::move(parsed).error();
        return std::optional<ForeignReport>();
    }
    const bool has_more = text.find_first_not_of(kBlank, parsed.value().size) != text.npos;
    if (has_more && is_one) {
        return Error(ErrorKind::corrupt, "has something behind the end of its JSON");
    }
    const json::value& document = parsed.value().value;
    const bool is_entry = format_of_entry(document).has_value();
    if (has_more || (is_entry && !is_one)) return std::optional<ForeignReport>();
    TRY_ASSIGN(ForeignReport report, from_document(document, forced));
    return std::optional(std::move(report));
}

Result<ForeignReport> from_json(std::string_view text, std::optional<Format> forced) {
    TRY_ASSIGN(std::optional<ForeignReport> report, as_document(text, forced));
    if (report) return std::move(*report);
    return ValueReader(text, forced).read();
}

/// Every member of gitleaks' CSV as its JSON has it.
json::value entry_of(const std::vector<std::string>& names, const std::vector<std::string>& fields,
                     core::WipedJsonMemory& memory) {
    json::object entry(&memory);
    for (std::size_t at = 0; at < names.size(); ++at) {
        const std::string& field = fields[at];
        std::int64_t number = 0;
        const bool is_count = names[at].ends_with("Line") || names[at].ends_with("Column");
        const auto [end, problem] =
            std::from_chars(field.data(), field.data() + field.size(), number);
        const bool is_number = problem == std::errc{} && end == field.data() + field.size();
        if (is_count && is_number) entry[names[at]] = number;
        else if (names[at] != "Tags") entry[names[at]] = field;
    }
    return entry;
}

Result<ForeignReport> from_csv(std::string_view text) {
    CsvText csv(text);
    TRY_ASSIGN(const bool has_head, csv.next());
    const std::vector<std::string> names = csv.fields();
    const bool fits = has_head && std::ranges::find(names, "RuleID") != names.end() &&
                      std::ranges::find(names, "File") != names.end();
    if (!fits) return none_of_these();
    Collector made(Format::gitleaks);
    while (true) {
        auto more = csv.next();
        if (!more.has_value()) {
            made.add_unread(more.error().message());
            break;
        }
        if (!more.value()) break;
        const std::string where = "line " + std::to_string(csv.line());
        if (csv.fields().size() != names.size()) {
            made.add_unread(where + ": has " + std::to_string(csv.fields().size()) +
                            " fields, its head " + std::to_string(names.size()));
            continue;
        }
        core::WipedJsonMemory memory;
        TRY(made.add(read_gitleaks(entry_of(names, csv.fields(), memory)), where));
    }
    return made.finish();
}

}  // namespace

std::string_view name_of(Format format) {
    switch (format) {
        case Format::gitleaks:
            return "gitleaks";
        case Format::betterleaks:
            return "betterleaks";
        case Format::trufflehog:
            return "trufflehog";
        case Format::kingfisher:
            return "kingfisher";
        case Format::detect_secrets:
            return "detect-secrets";
        case Format::sarif:
            return "sarif";
    }
    core::check(false);
    return {};
}

std::optional<Format> format_from(std::string_view name) {
    const auto* const found = std::ranges::find(kFormats, name, &name_of);
    return found == kFormats.end() ? std::nullopt : std::optional(*found);
}

Result<ForeignReport> read_foreign_report(std::string_view text, std::optional<Format> forced) {
    constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
    if (text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());
    const std::size_t begin = text.find_first_not_of(kBlank);
    if (begin == text.npos) {
        return Error(ErrorKind::invalid_input, "is empty: no report of any tool");
    }
    if (!report::is_utf8(text)) {
        return Error(ErrorKind::invalid_input,
                     "is no UTF-8; let the tool write its report as UTF-8, or convert it");
    }
    const char first = text[begin];
    if (first == '{' || first == '[') return from_json(text, forced);
    if (forced && *forced != Format::gitleaks) return not_this(*forced);
    return from_csv(text);
}

}  // namespace curfew::foreign
