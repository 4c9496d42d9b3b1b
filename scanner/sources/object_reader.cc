#include "scanner/sources/object_reader.h"

#include <algorithm>
#include <atomic>
#include <mutex>
#include <utility>
#include <vector>

#include "scanner/sources/blob_rules.h"
#include "scanner/sources/git_library.h"
#include "scanner/sources/object_store.h"
#include "scanner/sources/object_text.h"

namespace curfew::sources {
namespace {

/// Neighbours in a pack share delta bases: a thread takes this many at a time.
constexpr std::size_t kStretch = 512;
/// Ids known to be there that are remembered: neighbouring trees name nearly the same ones.
constexpr std::size_t kKnownIds = 1U << 14U;

/// What the threads share.
struct SharedState {
    SharedState(const ReadingTask& what, const std::stop_token& stops) : task(what), stop(stops) {}

    const ReadingTask& task;
    const std::stop_token& stop;
    std::atomic<std::size_t> next = 0;
    LargeBlobTurn large_turn;
    std::mutex mutex;  ///< guards `total`
    ReadObjects total;
};

/// One thread's part.
class Reader {
  public:
    Reader(SharedState& shared, const ObjectStore& store, core::BlobSink& sink)
        : shared_(shared), store_(store), sink_(sink), known_(kKnownIds) {}

    void run() {
        const std::size_t size = shared_.task.order.size();
        while (!shared_.stop.stop_requested()) {
            const std::size_t begin = shared_.next.fetch_add(kStretch);
            if (begin >= size) return;
            const std::size_t end = std::min(begin + kStretch, size);
            for (std::size_t at = begin; at < end && !shared_.stop.stop_requested(); ++at) {
                read(shared_.task.order.at(at));
            }
            sink_.advance_steps(end - begin);
        }
    }

    ReadObjects take_result() { return std::move(result_); }

  private:
    void read(PlannedObject planned) {
        const core::ObjectId id = shared_.task.inventory.id_of(planned.slot);
        if (planned.type == ObjectType::unknown || planned.type == ObjectType::blob) {
            const auto header = store_.header(id);
            if (!header.has_value()) return skip_bad(header.error(), id);
            planned.type = header.value().type;
            if (planned.type == ObjectType::blob) {
                return read_blob(id, header.value().bytes, planned.is_loose);
            }
        }
        const auto object = store_.read(id);
        if (!object.has_value()) return skip_bad(object.error(), id);
        if (planned.is_loose) check_hash(object.value(), id);
        look_at(object.value(), id);
    }

    void read_blob(const core::ObjectId& id, std::uint64_t bytes, bool is_loose) {
        if (bytes > shared_.task.blob_bytes_max) {
            return sink_.skip({"blob", kTooLarge, id.hex(), false});
        }
        const auto turn = shared_.large_turn.wait(bytes);
        const auto object = store_.read(id);
        if (!object.has_value()) return skip_bad(object.error(), id);
        if (is_loose) check_hash(object.value(), id);
        const core::BlobView content = object.value().bytes();
        if (is_binary(content)) return sink_.skip({"blob", kBinary, id.hex(), false});
        ++result_.covered.blobs;
        push(content, core::PlaceKind::commit, id);
    }

    void look_at(const RawObject& object, const core::ObjectId& id) {
        switch (object.type()) {
            case ObjectType::commit:
                return look_at_commit(object.bytes(), id);
            case ObjectType::tree:
                return look_at_tree(object.bytes(), id);
            case ObjectType::tag:
                return look_at_tag(object.bytes(), id);
            case ObjectType::blob:
            case ObjectType::unknown:
                break;
        }
    }

    void look_at_commit(core::BlobView bytes, const core::ObjectId& id) {
        const auto commit = read_commit(bytes);
        if (!commit.has_value()) return skip_bad(commit.error(), id);
        ++result_.covered.commits;
        expect(commit.value().tree);
        if (!std::ranges::binary_search(shared_.task.shallow, id)) {
            for (const core::ObjectId& parent : commit.value().parents) expect(parent);
        }
        push(core::as_bytes(commit.value().message), core::PlaceKind::commit_message, id);
    }

    void look_at_tag(core::BlobView bytes, const core::ObjectId& id) {
        const auto tag = read_tag(bytes);
        if (!tag.has_value()) return skip_bad(tag.error(), id);
        mark(tag.value().target);
        push(core::as_bytes(tag.value().message), core::PlaceKind::tag_message, id);
    }

    void look_at_tree(core::BlobView bytes, const core::ObjectId& id) {
        TreeEntries entries(bytes);
        TreeEntry entry;
        while (entries.next(entry)) {
            if (entry.kind != EntryKind::submodule) expect(entry.id);
        }
        if (entries.is_corrupt()) sink_.skip({"tree", "tree is corrupt", id.hex(), true});
    }

    /// Marks `id` as named; false when it is not there.
    bool mark(const core::ObjectId& id) {
        const auto slot = shared_.task.inventory.slot_of(id);
        if (slot && shared_.task.named != nullptr) shared_.task.named->mark(*slot);
        return slot.has_value();
    }

    /// Notes `id` when it is not there.
    void expect(const core::ObjectId& id) {
        core::ObjectId& known = known_[std::hash<core::ObjectId>{}(id) % kKnownIds];
        if (known == id || id == empty_tree_id()) return;
        if (mark(id)) {
            known = id;
        } else if (result_.missing.size() < kMissingMax) {
            result_.missing.insert(id);
        }
    }

    void push(core::BlobView bytes, core::PlaceKind kind, const core::ObjectId& id) {
        result_.covered.bytes += bytes.size();
        if (bytes.empty()) return;
        core::BlobOrigin origin;
        origin.kind = kind;
        origin.object = id;
        const auto path = shared_.task.paths.find(id);
        if (path != shared_.task.paths.end()) origin.path = path->second;
        sink_.take({.bytes = bytes, .origin = origin});
    }

    /// The library was told not to hash; loose objects are few, and the ones that break.
    void check_hash(const RawObject& object, const core::ObjectId& id) {
        if (id_of_object(object.bytes(), object.type()) != id) {
            sink_.skip({"object", "does not have the hash it is named by", id.hex(), true});
        }
    }

    void skip_bad(const core::Error& error, const core::ObjectId& id) {
        const bool is_gone = error.kind() == core::ErrorKind::not_found;
        sink_.skip({"object", is_gone ? "gone while it was read" : "object cannot be read",
                    id.hex(), true});
    }

    SharedState& shared_;
    const ObjectStore& store_;
    core::BlobSink& sink_;
    std::vector<core::ObjectId> known_;
    ReadObjects result_;
};

void read_on_one_thread(SharedState& shared, core::BlobSink& sink) {
    const auto folders = shared.task.object_folders;
    const ObjectStore store(folders, library_opinion(folders.front()));
    Reader reader(shared, store, sink);
    reader.run();
    ReadObjects part = reader.take_result();
    const std::scoped_lock lock(shared.mutex);
    shared.total.covered += part.covered;
    shared.total.missing.merge(part.missing);
}

}  // namespace

ReadObjects read_objects(const ReadingTask& task, std::span<core::BlobSink* const> sinks,
                         const std::stop_token& stop) {
    SharedState shared(task, stop);
    sinks.front()->expect_steps(task.order.size());
    for_each_sink(sinks.size(),
                  [&](std::size_t sink) { read_on_one_thread(shared, *sinks[sink]); });
    return std::move(shared.total);
}

}  // namespace curfew::sources
