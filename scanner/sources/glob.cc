#include "scanner/sources/glob.h"

#include <cstddef>
#include <optional>

#include "scanner/sources/working_tree.h"

namespace curfew::sources {
namespace {

/// A `[…]` read off the front of `glob`, which is cut; nothing when it is not closed.
std::optional<bool> take_class(std::string_view& glob, char letter) {
    std::size_t at = 1;
    const bool is_negated = at < glob.size() && (glob[at] == '!' || glob[at] == '^');
    if (is_negated) ++at;
    const std::size_t first = at;
    const auto wanted = static_cast<unsigned char>(letter);
    bool is_inside = false;
    while (at < glob.size() && (glob[at] != ']' || at == first)) {
        if (glob[at] == '\\' && at + 1 < glob.size()) ++at;
        const auto low = static_cast<unsigned char>(glob[at++]);
        unsigned char high = low;
        if (at + 1 < glob.size() && glob[at] == '-' && glob[at + 1] != ']') {
            high = static_cast<unsigned char>(glob[at + 1]);
            at += 2;
        }
        is_inside = is_inside || (low <= wanted && wanted <= high);
    }
    if (at >= glob.size()) return std::nullopt;
    glob.remove_prefix(at + 1);
    return is_inside != is_negated;
}

/// One letter of the path against one element of the glob, which is cut when it fits.
bool take_letter(std::string_view& glob, char letter) {
    std::string_view rest = glob;
    bool fits = false;
    if (rest.front() == '?') {
        fits = letter != '/';
        rest.remove_prefix(1);
    } else if (rest.front() == '[') {
        const auto in_class = take_class(rest, letter);
        fits = in_class && *in_class && letter != '/';
    } else {
        if (rest.front() == '\\' && rest.size() > 1) rest.remove_prefix(1);
        fits = rest.front() == letter;
        rest.remove_prefix(1);
    }
    if (fits) glob = rest;
    return fits;
}

/// A place in path and glob to come back to: from there a star swallows more.
struct Retreat {
    std::string_view path{};
    std::string_view glob{};
    bool is_set = false;
};

class Match {
  public:
    Match(std::string_view path, std::string_view glob) : path_(path), glob_(glob) {}

    bool run() {
        while (true) {
            if (is_folder_start_ && glob_ == "**") return !path_.empty();
            if (take_star()) continue;
            if (path_.empty() && glob_.empty()) return true;
            if (take_one()) continue;
            if (!retreat_to_star() && !retreat_to_folder()) return false;
        }
    }

  private:
    bool take_star() {
        if (is_folder_start_ && glob_.starts_with("**/")) {
            glob_.remove_prefix(3);
            folders_ = {path_, glob_, true};
            star_ = {};
            return true;
        }
        if (!glob_.starts_with('*')) return false;
        glob_.remove_prefix(1);
        star_ = {path_, glob_, true};
        is_folder_start_ = false;
        return true;
    }

    bool take_one() {
        if (path_.empty() || glob_.empty()) return false;
        const bool is_slash = glob_.front() == '/';
        if (!take_letter(glob_, path_.front())) return false;
        is_folder_start_ = is_slash;
        path_.remove_prefix(1);
        return true;
    }

    /// `*` swallows one letter more, but no '/'.
    bool retreat_to_star() {
        if (!star_.is_set || star_.path.empty() || star_.path.front() == '/') return false;
        star_.path.remove_prefix(1);
        path_ = star_.path;
        glob_ = star_.glob;
        is_folder_start_ = false;
        return true;
    }

    /// `**/` swallows one folder more.
    bool retreat_to_folder() {
        star_ = {};
        const std::size_t slash = folders_.is_set ? folders_.path.find('/') : folders_.path.npos;
        if (slash == folders_.path.npos) return false;
        folders_.path.remove_prefix(slash + 1);
        path_ = folders_.path;
        glob_ = folders_.glob;
        is_folder_start_ = true;
        return true;
    }

    std::string_view path_;
    std::string_view glob_;
    bool is_folder_start_ = true;  ///< the glob stands at the beginning of a folder's name
    Retreat star_;
    Retreat folders_;
};

}  // namespace

bool matches_whole(std::string_view path, std::string_view glob) {
    return Match(path, glob).run();
}

bool matches_glob(std::string_view path, std::string_view glob) {
    const bool is_anchored = glob.starts_with('/');
    if (is_anchored) glob.remove_prefix(1);
    if (glob.ends_with('/')) glob.remove_suffix(1);
    const bool is_name = !is_anchored && glob.find('/') == glob.npos;
    return matches_whole(is_name ? path.substr(path.rfind('/') + 1) : path, glob);
}

bool lies_under_glob(std::string_view path, std::string_view glob) {
    for (std::size_t end = path.find('/'); end != path.npos; end = path.find('/', end + 1)) {
        if (matches_glob(path.substr(0, end), glob)) return true;
    }
    return matches_glob(path, glob);
}

}  // namespace curfew::sources
