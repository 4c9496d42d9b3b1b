#include "scanner/sources/revision.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "scanner/sources/object_text.h"
#include "scanner/sources/plain_file.h"
#include "scanner/sources/references.h"

namespace curfew::sources {
namespace {

constexpr std::size_t kReflogBytesMax = 256U << 20U;
constexpr std::size_t kIdDigits = 40;
/// The order in which git tries to complete a short name (gitrevisions(7), "<refname>").
constexpr std::array<std::string_view, 5> kPrefixes = {"", "refs/", "refs/tags/", "refs/heads/",
                                                       "refs/remotes/"};

core::Error unknown(std::string_view revision) {
    return {core::ErrorKind::not_found, "revision \"" + std::string(revision) + "\" is not there"};
}

struct Named {
    std::string name;
    core::ObjectId id;
};

/// The reference a person's short name means.
std::optional<Named> complete_name(const RepositoryLayout& layout, std::string_view name) {
    if (name.empty() || name.front() == '/' || name.find("..") != name.npos) return std::nullopt;
    for (const std::string_view prefix : kPrefixes) {
        std::string whole = std::string(prefix) + std::string(name);
        if (const auto id = find_reference(layout, whole)) return Named{std::move(whole), *id};
    }
    std::string remote = "refs/remotes/" + std::string(name) + "/HEAD";
    if (const auto id = find_reference(layout, remote)) return Named{std::move(remote), *id};
    return std::nullopt;
}

/// The `count`-th last value of the reflog called `name`.
std::optional<core::ObjectId> from_reflog(const RepositoryLayout& layout, const std::string& name,
                                          std::size_t count) {
    const std::string& folder = name == "HEAD" ? layout.git_directory : layout.common_directory;
    const auto text = read_plain_file(folder + "/logs/" + name, kReflogBytesMax);
    if (!text.has_value()) return std::nullopt;
    std::vector<std::string_view> lines;
    std::string_view rest = text.value();
    while (!rest.empty()) {
        const std::size_t end = std::min(rest.find('\n'), rest.size() - 1) + 1;
        lines.push_back(rest.substr(0, end));
        rest.remove_prefix(end);
    }
    if (count >= lines.size()) return std::nullopt;
    const std::string_view line = lines[lines.size() - 1 - count];
    if (line.size() < 2 * kIdDigits + 1) return std::nullopt;
    return core::ObjectId::from_hex(line.substr(kIdDigits + 1, kIdDigits));
}

std::optional<std::size_t> number_in(std::string_view text) {
    std::size_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
    return number;
}

/// The part before the first `~`, `^` or `@{`; the rest are steps.
std::size_t base_length(std::string_view revision) {
    return std::min({revision.find_first_of("~^"), revision.find("@{"), revision.size()});
}

std::optional<core::ObjectId> id_of_base(const ObjectStore& store, const RepositoryLayout& layout,
                                         std::string_view base) {
    if (base == "HEAD" || base == "@" || base.empty()) return find_head(layout);
    if (base.size() == kIdDigits) {
        if (const auto id = core::ObjectId::from_hex(base)) return id;
    }
    if (const auto reference = complete_name(layout, base)) return reference->id;
    // `git describe` writes v1.0-3-gabcdef; the digits after "-g" are the commit.
    const std::size_t described = base.rfind("-g");
    if (described != base.npos) {
        if (const auto id = store.complete(base.substr(described + 2))) return id;
    }
    return store.complete(base);
}

core::Result<core::ObjectId> parent_of(const ObjectStore& store, core::ObjectId id,
                                       std::size_t number) {
    TRY_ASSIGN(const core::CommitId commit, store.peel(id));
    if (number == 0) return commit.object;
    TRY_ASSIGN(const RawObject object, store.read(commit.object));
    TRY_ASSIGN(const CommitText text, read_commit(object.bytes()));
    if (number > text.parents.size()) {
        return core::Error(core::ErrorKind::not_found,
                           "commit " + commit.object.hex() + " has no such parent");
    }
    return text.parents[number - 1];
}

/// Cuts the digits after `~` or `^` off; 1 when there are none.
std::optional<std::size_t> take_number(std::string_view& steps) {
    const std::size_t end = std::min(steps.find_first_not_of("0123456789"), steps.size());
    const std::string_view digits = steps.substr(0, end);
    steps.remove_prefix(end);
    return digits.empty() ? 1 : number_in(digits);
}

/// `~N`, `^N`, `^{commit}` and `^{}` one after the other.
core::Result<core::ObjectId> take_steps(const ObjectStore& store, core::ObjectId id,
                                        std::string_view steps) {
    while (!steps.empty()) {
        const char step = steps.front();
        if (steps.starts_with("^{commit}") || steps.starts_with("^{}")) {
            TRY_ASSIGN(const core::CommitId commit, store.peel(id));
            id = commit.object;
            steps.remove_prefix(steps.find('}') + 1);
            continue;
        }
        if (step != '~' && step != '^') return unknown(steps);
        steps.remove_prefix(1);
        const auto number = take_number(steps);
        if (!number) return unknown(steps);
        const std::size_t times = step == '~' ? *number : 1;
        for (std::size_t time = 0; time < times; ++time) {
            TRY_ASSIGN(id, parent_of(store, id, step == '~' ? 1 : *number));
        }
    }
    return id;
}

/// The entry of a reflog that `base` and the `@{N}` at the front of `steps` name; cuts that off.
std::optional<core::ObjectId> take_reflog_entry(const RepositoryLayout& layout,
                                                std::string_view base, std::string_view& steps) {
    const std::size_t close = steps.find('}');
    if (close == steps.npos) return std::nullopt;
    const auto count = number_in(steps.substr(2, close - 2));
    if (!count) return std::nullopt;
    steps.remove_prefix(close + 1);
    if (base.empty() || base == "HEAD") return from_reflog(layout, "HEAD", *count);
    const auto reference = complete_name(layout, base);
    return reference ? from_reflog(layout, reference->name, *count) : std::nullopt;
}

}  // namespace

core::Result<core::CommitId> resolve_revision(const ObjectStore& store,
                                              const RepositoryLayout& layout,
                                              std::string_view revision) {
    const std::size_t length = base_length(revision);
    const std::string_view base = revision.substr(0, length);
    std::string_view steps = revision.substr(length);
    std::optional<core::ObjectId> id;
    if (steps.starts_with("@{")) {
        id = take_reflog_entry(layout, base, steps);
    } else if (!revision.empty()) {
        id = id_of_base(store, layout, base);
    }
    if (!id) return unknown(revision);
    auto found = take_steps(store, *id, steps);
    if (!found.has_value()) {
        return found.error().kind() == core::ErrorKind::not_found ? unknown(revision)
                                                                  : std::move(found).error();
    }
    auto commit = store.peel(found.value());
    if (!commit.has_value() && commit.error().kind() == core::ErrorKind::not_found) {
        return unknown(revision);
    }
    return commit;
}

}  // namespace curfew::sources
