#include "scanner/core/place.h"

#include "scanner/core/check.h"

namespace curfew::core {

std::string_view name_of(PlaceKind kind) {
    switch (kind) {
        case PlaceKind::commit:
            return "commit";
        case PlaceKind::commit_message:
            return "commit_message";
        case PlaceKind::tag_message:
            return "tag_message";
        case PlaceKind::note:
            return "note";
        case PlaceKind::stash:
            return "stash";
        case PlaceKind::index:
            return "index";
        case PlaceKind::worktree:
            return "worktree";
        case PlaceKind::unreachable:
            return "unreachable";
        case PlaceKind::file:
            return "file";
        case PlaceKind::standard_input:
            return "stdin";
        case PlaceKind::context:
            return "context";
        case PlaceKind::vault:
            return "vault";
    }
    check(false);
    return {};
}

}  // namespace curfew::core
