#include "scanner/rules/signature_reader.h"

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

#include <fmt/core.h>

#include "scanner/core/limits.h"
#include "scanner/rules/fields.h"
#include "scanner/rules/request_reader.h"
#include "scanner/rules/token_checksum.h"

namespace curfew::rules {
namespace {

constexpr std::uint32_t kDistanceMax = 4096;

// Names of an enumeration's values, which are numbered from 0 to `last`.
template <typename Enum>
std::vector<std::string_view> names_up_to(Enum last) {
    std::vector<std::string_view> names;
    for (std::size_t at = 0; at <= static_cast<std::size_t>(last); ++at)
        names.push_back(name_of(static_cast<Enum>(at)));
    return names;
}

template <typename Enum>
void read_word(Fields& fields, std::string_view key, const std::vector<std::string_view>& words,
               Enum& into) {
    if (const auto at = fields.word(key, words); at.has_value()) into = static_cast<Enum>(*at);
}

void read_filters(const Node& table, const FileComplaints& complain, Filters& filters) {
    Fields fields(table, "filters", complain);
    fields.number("entropy_min", filters.entropy_min, {.least = 0.0, .most = 8.0});
    fields.count("digits_min", filters.digits_min, {.least = 0, .most = kDistanceMax});
    fields.count("uppercase_min", filters.uppercase_min, {.least = 0, .most = kDistanceMax});
    fields.count("lowercase_min", filters.lowercase_min, {.least = 0, .most = kDistanceMax});
    fields.texts("stop_words", filters.stop_words);
    fields.boolean("reject_placeholders", filters.reject_placeholders);
    fields.finish();
}

PartRule read_part(const Node& table, const FileComplaints& complain) {
    PartRule part;
    Fields fields(table, "signature.part", complain);
    fields.required_text("name", part.name, R"("key_id")");
    fields.required_text("pattern", part.pattern, "'[0-9a-f]{32}'");
    fields.texts("keywords", part.keywords);
    fields.count("distance", part.distance, {.least = 1, .most = kDistanceMax});
    fields.boolean("required", part.is_required);
    fields.boolean("secret", part.is_secret);
    fields.finish();
    return part;
}

void read_lifetime(const Node& table, const FileComplaints& complain, LifetimeRule& lifetime) {
    Fields fields(table, "signature.lifetime", complain);
    read_word(fields, "class", names_up_to(LifetimeClass::unknown), lifetime.type);
    fields.duration("default", lifetime.default_span);
    fields.duration("maximum", lifetime.maximum_span);
    fields.duration("idle", lifetime.idle_span);
    fields.text("carrier", lifetime.carrier);
    fields.text("note", lifetime.note);
    fields.finish();
}

void read_example(const Node& table, const FileComplaints& complain, ExampleRule& example) {
    Fields fields(table, "signature.example", complain);
    fields.required_text("secret", example.secret, R"("acme_{base62:32}")");
    fields.texts("contexts", example.contexts);
    fields.text_pairs("parts", example.parts);
    fields.finish();
    if (example.contexts.empty()) example.contexts.emplace_back("{secret}");
}

NearMiss read_near_miss(const Node& table, const FileComplaints& complain) {
    NearMiss near_miss;
    Fields fields(table, "signature.near_miss", complain);
    fields.required_text("text", near_miss.text, R"("acme_{base62:12}")");
    fields.required_text("why", near_miss.why, R"("too short")");
    fields.finish();
    return near_miss;
}

// What the first engine and the borders need.
void read_shape(Fields& fields, Signature& signature) {
    read_word(fields, "shape",
              {"pattern", "assignment", "url_userinfo", "private_key", "authorization", "jwt"},
              signature.shape);
    fields.text("pattern", signature.pattern);
    fields.texts("literals", signature.literals);
    fields.texts("keywords", signature.keywords);
    fields.count("keyword_distance", signature.keyword_distance,
                 {.least = 1, .most = kDistanceMax});
    constexpr std::uint32_t kLengthMax = core::kWindowBytesMax;
    fields.count("before_literal", signature.before_literal, {.least = 0, .most = kLengthMax});
    fields.count("length_max", signature.length_max, {.least = 1, .most = kLengthMax});
    fields.boolean("open_borders", signature.has_open_borders);
}

void read_tables(Fields& fields, const FileComplaints& complain, Signature& signature) {
    if (const Node* table = fields.table("filters"); table != nullptr)
        read_filters(*table, complain, signature.filters);
    if (const Node* table = fields.table("lifetime"); table != nullptr)
        read_lifetime(*table, complain, signature.lifetime);
    if (const Node* table = fields.table("ask"); table != nullptr)
        read_ask(*table, complain, signature.ask);
    if (const Node* table = fields.table("end"); table != nullptr)
        read_end(*table, complain, signature.end);
    if (const Node* table = fields.table("example"); table != nullptr)
        read_example(*table, complain, signature.example);
    if (const std::vector<Node>* tables = fields.tables("part"); tables != nullptr)
        for (const Node& table : *tables) signature.parts.push_back(read_part(table, complain));
    if (const std::vector<Node>* tables = fields.tables("scripted"); tables != nullptr)
        for (const Node& table : *tables)
            signature.scripted.push_back(read_scripted(table, complain));
    if (const std::vector<Node>* tables = fields.tables("near_miss"); tables != nullptr) {
        for (const Node& table : *tables)
            signature.near_misses.push_back(read_near_miss(table, complain));
    }
}

Signature read_signature(const Node& table, const FileComplaints& complain) {
    Signature signature;
    Fields fields(table, "signature", complain);
    fields.required_text("id", signature.id.value, R"("acme-api-key")");
    fields.required_text("name", signature.name, R"("Acme API key")");
    read_word(fields, "kind", names_up_to(SecretKind::identifier), signature.kind);
    if (table.find("kind") == nullptr) fields.missing("kind", R"("token")");
    read_shape(fields, signature);
    const auto checksums = checksum_names();
    if (const auto at = fields.word("checksum", {checksums.begin(), checksums.end()}); at)
        signature.checksum = checksums[*at];
    fields.boolean("checksum_trusted", signature.is_checksum_trusted);
    fields.number("confidence", signature.confidence, {.least = 0.0, .most = 1.0});
    fields.text("public_prefix", signature.public_prefix);
    read_word(fields, "revocability", names_up_to(Revocability::unknown), signature.revocability);
    fields.text("blast_radius", signature.blast_radius);
    fields.text("engine", signature.engine);
    fields.texts("mints", signature.mints);
    fields.texts("canaries", signature.canaries);
    fields.texts("sources", signature.sources);
    read_tables(fields, complain, signature);
    fields.finish();
    return signature;
}

FactSource read_source(const Node& table, const FileComplaints& complain) {
    FactSource source;
    Fields fields(table, "source", complain);
    fields.required_text("id", source.id, R"("token-formats")");
    fields.required_text("what", source.what, R"("Acme documentation, token formats")");
    fields.text("url", source.url);
    fields.date("date", source.date);
    if (table.find("date") == nullptr) fields.missing("date", "2026-11-22");
    constexpr std::array<std::string_view, 4> kEvidence{"tried", "source_code", "documentation",
                                                        "unverified"};
    if (const auto at = fields.word("evidence", {kEvidence.begin(), kEvidence.end()}); at)
        source.evidence = kEvidence.at(*at);
    if (table.find("evidence") == nullptr) fields.missing("evidence", R"("documentation")");
    fields.finish();
    return source;
}

void read_format(const Node& root, const FileComplaints& complain) {
    const Node* format = root.find("format");
    if (format == nullptr) {
        complain.add(root.mark, "the file needs its format, such as format = 1 in its first line");
    } else if (format->kind != NodeKind::integer || format->integer != 1) {
        complain.add(format->mark, "format must be 1; this build reads no other");
    }
}

}  // namespace

ReadFile read_signature_file(const Node& root, const FileComplaints& complain) {
    ReadFile file;
    Fields fields(root, "the file", complain);
    std::uint32_t format = 0;
    if (root.find("format") != nullptr) fields.count("format", format, {.least = 0, .most = ~0U});
    read_format(root, complain);
    if (const Node* table = fields.table("provider"); table != nullptr) {
        Fields provider(*table, "provider", complain);
        provider.required_text("id", file.provider.id, R"("acme")");
        provider.required_text("name", file.provider.name, R"("Acme")");
        provider.text("site", file.provider.site);
        provider.finish();
    } else if (root.find("provider") == nullptr) {
        fields.missing("[provider]", R"(id = "acme", name = "Acme")");
    }
    if (const std::vector<Node>* tables = fields.tables("source"); tables != nullptr) {
        for (const Node& table : *tables)
            file.provider.sources.push_back(read_source(table, complain));
    }
    if (const std::vector<Node>* tables = fields.tables("signature"); tables != nullptr) {
        for (const Node& table : *tables)
            file.signatures.push_back({read_signature(table, complain), &table});
    }
    if (file.signatures.empty()) fields.missing("a signature", "[[signature]]");
    fields.finish();
    for (ReadSignature& read : file.signatures) {
        read.signature.provider_id = file.provider.id;
        read.signature.provider_name = file.provider.name;
    }
    return file;
}

}  // namespace curfew::rules
