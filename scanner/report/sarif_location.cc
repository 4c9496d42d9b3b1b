#include "scanner/report/sarif_location.h"

#include <string>

#include "scanner/core/place.h"
#include "scanner/report/json_writer.h"
#include "scanner/report/sentences.h"
#include "scanner/report/shown.h"

namespace curfew::report {
namespace {

bool is_kept(char letter) {
    return (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') ||
           (letter >= '0' && letter <= '9') ||
           std::string_view("-._~/").find(letter) != std::string_view::npos;
}

/// A place without a path (a commit message, standard input) still needs a name that code scanning
/// accepts as a file: its kind, and the object it stands in.
std::string uri_of(const core::Place& place) {
    if (!place.path.empty()) return uri_of_path(place.path);
    std::string uri(name_of(place.kind));
    if (const core::CommitFacts* commit = commit_of(place)) {
        uri += "/" + commit->id.object.hex();
    } else if (!place.object.is_zero()) {
        uri += "/" + place.object.hex();
    }
    return uri;
}

/// SARIF knows no columns in bytes: `columnKind` is unicodeCodePoints.
void write_region(JsonWriter& json, const core::Place& place, std::string_view snippet) {
    const core::Position& position = place.position;
    const core::LetterColumns& columns = place.letter_columns;
    if (position.line == 0) return;
    json.name("region");
    json.begin_object();
    json.member("startLine", position.line);
    if (columns.column != 0) json.member("startColumn", columns.column);
    if (position.end_line != 0) json.member("endLine", position.end_line);
    if (position.end_line != 0 && columns.end_column != 0)
        json.member("endColumn", columns.end_column);
    if (!snippet.empty()) {
        json.name("snippet");
        json.begin_object();
        json.member("text", snippet);
        json.end_object();
    }
    json.end_object();
}

}  // namespace

std::string uri_of_path(std::string_view path) {
    constexpr std::string_view kDigits = "0123456789ABCDEF";
    while (path.starts_with("./")) path.remove_prefix(2);
    std::string uri = path.starts_with('/') ? "file://" : "";
    for (const char letter : path) {
        if (is_kept(letter)) {
            uri += letter;
            continue;
        }
        const auto octet = static_cast<unsigned char>(letter);
        uri += '%';
        uri += kDigits[octet >> 4U];
        uri += kDigits[octet & 0xFU];
    }
    return uri;
}

void write_location(JsonWriter& json, const core::Place& place, std::string_view snippet) {
    json.begin_object();
    json.name("physicalLocation");
    json.begin_object();
    json.name("artifactLocation");
    json.begin_object();
    json.member("uri", uri_of(place));
    json.end_object();
    write_region(json, place, snippet);
    json.end_object();
    if (place.path.empty() || !place.containers.empty()) {
        json.name("logicalLocations");
        json.begin_array();
        json.begin_object();
        json.member("fullyQualifiedName", where_text(place));
        json.member("kind", name_of(place.kind));
        json.end_object();
        json.end_array();
    }
    json.end_object();
}

}  // namespace curfew::report
