#include "scanner/sources/working_tree.h"

#include <cerrno>
#include <filesystem>
#include <mutex>
#include <optional>
#include <utility>

#include <fcntl.h>
#include <sys/stat.h>

#include "scanner/sources/file_queue.h"
#include "scanner/sources/file_reader.h"
#include "scanner/sources/ignore_rules.h"
#include "scanner/sources/repository_layout.h"
#include "scanner/sources/tracked_paths.h"
#include "scanner/sources/tree_walk.h"

namespace curfew::sources {
namespace {

constexpr std::size_t kIgnoreFileBytesMax = 1U << 20U;

/// What git has to say about ignoring below a root.
struct GitView {
    IgnoreRules rules;
    std::string prefix;  ///< of the root in its repository: "", or "sub/"
    TrackedPaths tracked;
};

std::string text_of(const std::string& path) {
    auto text = read_plain_file(path, kIgnoreFileBytesMax);
    return text.has_value() ? std::move(text).value() : std::string();
}

GitView git_view_of(const std::string& root) {
    GitView view;
    const auto repository = discover_repository(root);
    const auto layout =
        repository ? lay_out(*repository) : core::Result<RepositoryLayout>(RepositoryLayout{});
    if (!layout.has_value() || layout.value().work_tree.empty()) return view;
    const std::string& work_tree = layout.value().work_tree;
    view.rules.add_common(text_of(layout.value().common_directory + "/info/exclude"));
    view.tracked = TrackedPaths::of_index(layout.value().git_directory + "/index");

    std::error_code failed;
    const std::string canonical = std::filesystem::weakly_canonical(root, failed).string();
    if (failed || !canonical.starts_with(work_tree + "/")) return view;
    // The root lies inside the work tree: the ignore files above it count as well.
    const std::string inside = canonical.substr(work_tree.size() + 1);
    for (std::size_t end = 0; end != inside.npos; end = inside.find('/', end + 1)) {
        const std::string folder = inside.substr(0, end);
        const std::string whole = canonical.substr(0, canonical.size() - inside.size() + end);
        view.rules.enter(folder, text_of(whole + "/.gitignore"));
    }
    view.prefix = inside + "/";
    return view;
}

/// The walk on the first thread, readers on the others; the walker reads as well when the queue is
/// full and when the walk is over.
class TreeReading {
  public:
    TreeReading(FileReading& reading, std::span<core::BlobSink* const> sinks,
                const std::stop_token& stop)
        : reading_(reading), sinks_(sinks), stop_(stop) {}

    core::Covered run(const TreeOptions& options, const std::string& root) {
        for_each_sink(sinks_.size(), [&](std::size_t sink) {
            FileReader reader(reading_, *sinks_[sink]);
            if (sink == 0) walk(options, root, reader);
            while (auto batch = queue_.take()) read(*batch, reader);
            const std::scoped_lock lock(mutex_);
            covered_ += reader.covered();
        });
        return covered_;
    }

  private:
    void walk(const TreeOptions& options, const std::string& root, FileReader& reader) {
        const bool asks_git = options.marks_ignored || options.respects_gitignore;
        GitView view = asks_git ? git_view_of(root) : GitView{};
        FileQueue::Batch batch;
        TreeVisitor visitor;
        visitor.on_skip = [&](core::Skipped skipped) {
            skipped.name = reading_.path_prefix + skipped.name;
            sinks_.front()->skip(std::move(skipped));
        };
        visitor.on_file = [&](FoundFile file) {
            if (sinks_.size() == 1) return reader.read(file);
            batch.push_back(std::move(file));
            if (batch.size() == FileQueue::kBatchFiles) hand_over(std::exchange(batch, {}), reader);
        };
        visitor.is_tracked = [&](std::string_view path) {
            return view.tracked.contains(view.prefix + std::string(path));
        };
        TreeWalk walk(reading_.root, options, std::move(visitor));
        walk.begin_with(std::move(view.rules), view.prefix);
        walk.run(stop_);
        read(batch, reader);
        queue_.close();
    }

    void hand_over(FileQueue::Batch batch, FileReader& reader) {
        if (const auto returned = queue_.offer(std::move(batch))) read(*returned, reader);
    }

    void read(const FileQueue::Batch& batch, FileReader& reader) {
        for (const FoundFile& file : batch) {
            if (stop_.stop_requested()) return;
            reader.read(file);
        }
    }

    FileReading& reading_;
    std::span<core::BlobSink* const> sinks_;
    const std::stop_token& stop_;
    FileQueue queue_;
    std::mutex mutex_;  ///< guards covered_
    core::Covered covered_;
};

/// What stands before the paths below `root` so that a person can open them.
std::string prefix_of(const std::string& root, core::PlaceKind kind) {
    if (kind == core::PlaceKind::worktree || root == "." || root == "./") return {};
    return root.ends_with('/') ? root : root + "/";
}

}  // namespace

core::Result<core::Covered> WorkingTree::read(std::span<core::BlobSink* const> sinks,
                                              std::stop_token stop) {
    const Descriptor root(::open(root_.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
    if (!root.is_open()) return system_error(errno, root_);
    struct stat facts{};
    if (::fstat(root.number(), &facts) != 0) return system_error(errno, root_);

    FileReading reading;
    reading.root = root.number();
    reading.file_bytes_max = options_.file_bytes_max;
    reading.kind = kind_;
    reading.stop = stop;
    if (S_ISREG(facts.st_mode)) {
        FileReader reader(reading, *sinks.front());
        reader.read({root_, false}, root.number());
        return reader.covered();
    }
    if (!S_ISDIR(facts.st_mode)) {
        return core::Error(core::ErrorKind::invalid_input,
                           root_ + ": neither a regular file nor a folder");
    }
    reading.path_prefix = prefix_of(root_, kind_);
    return TreeReading(reading, sinks, stop).run(options_, root_);
}

}  // namespace curfew::sources
