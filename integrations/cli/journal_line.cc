// A record of the journal as a line of JSON, and back.

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>

#include "integrations/cli/ending_json.h"
#include "integrations/cli/journal_file.h"
#include "scanner/core/instant.h"
#include "scanner/report/json_writer.h"

namespace curfew::cli {
namespace {

namespace json = boost::json;

using core::Error;
using core::ErrorKind;
using core::Result;
using provider::JournalEntry;
using Stage = JournalEntry::Stage;

// Of the line's shape; a newer Curfew may raise it.
constexpr std::int64_t kVersion = 1;

constexpr std::array<std::pair<Stage, std::string_view>, 3> kStages{{
    {Stage::intended, "intended"},
    {Stage::sent, "sent"},
    {Stage::told, "told"},
}};

std::string text_in(const json::object& object, std::string_view name) {
    const json::value* found = object.if_contains(name);
    const json::string* text = found == nullptr ? nullptr : found->if_string();
    return text == nullptr ? std::string() : std::string(text->begin(), text->end());
}

std::optional<Stage> stage_from(std::string_view name) {
    for (const auto& [stage, known] : kStages) {
        if (known == name) return stage;
    }
    return std::nullopt;
}

}  // namespace

std::string journal_line_of(const JournalEntry& entry) {
    report::JsonWriter json(report::JsonWriter::Style::one_line);
    json.begin_object();
    json.member("journal", kVersion);
    for (const auto& [stage, name] : kStages) {
        if (stage == entry.stage) json.member("stage", name);
    }
    json.member("at", core::to_text(entry.at));
    json.member("fingerprint", entry.fingerprint);
    json.member("signature", entry.signature);
    json.name("ending");
    json.begin_object();
    write_course_members(json, entry.ending);
    if (entry.stage == Stage::told) write_outcome_members(json, entry.ending);
    json.end_object();
    json.end_object();
    return std::move(json).take();
}

Result<JournalEntry> journal_entry_from(std::string_view line) {
    boost::system::error_code problem;
    const json::value value = json::parse(json::string_view(line.data(), line.size()), problem);
    const json::object* object = problem ? nullptr : value.if_object();
    if (object == nullptr) return Error(ErrorKind::corrupt, "it is no JSON object");
    const json::value* version = object->if_contains("journal");
    const std::int64_t* number = version == nullptr ? nullptr : version->if_int64();
    if (number == nullptr) return Error(ErrorKind::corrupt, "it is no record of a journal");
    if (*number > kVersion) {
        return Error(ErrorKind::unsupported,
                     "a newer Curfew wrote this record (version " + std::to_string(*number) + ")");
    }
    const auto stage = stage_from(text_in(*object, "stage"));
    const auto at = core::parse_instant(text_in(*object, "at"));
    const json::value* course = object->if_contains("ending");
    JournalEntry entry;
    entry.fingerprint = text_in(*object, "fingerprint");
    entry.signature = text_in(*object, "signature");
    const bool is_whole =
        stage && at.has_value() && course != nullptr && !entry.fingerprint.empty();
    if (!is_whole) return Error(ErrorKind::corrupt, "something is missing in this record");
    entry.stage = *stage;
    entry.at = at.value();
    TRY_ASSIGN(entry.ending, ending_from(*course));
    return entry;
}

}  // namespace curfew::cli
