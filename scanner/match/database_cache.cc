// File: 32 bytes SHA-256 of the rest, then what Detector::serialized_database gave. The digest is
// against accidents (a full disk, a bad sector): the engine trusts its own bytes. Against people,
// the file must belong to us and be writable by nobody else.
#include "scanner/match/database_cache.h"

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <optional>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "scanner/core/digest.h"
#include "scanner/core/limits.h"

namespace curfew::match {

namespace {

/// A database of 10,000 signatures is a few megabytes.
constexpr std::size_t kDatabaseBytesMax = std::size_t{64} << 20U;
constexpr std::string_view kPrefix = "database-";
constexpr std::string_view kSuffix = ".bin";

/// Owns an open file.
class File {
  public:
    explicit File(int descriptor) : descriptor_(descriptor) {}
    File(const File&) = delete;
    File& operator=(const File&) = delete;
    File(File&&) = delete;
    File& operator=(File&&) = delete;
    ~File() {
        if (descriptor_ >= 0) ::close(descriptor_);
    }

    [[nodiscard]] bool is_open() const { return descriptor_ >= 0; }

    /// The size, if this is a plain file that only we can have written.
    [[nodiscard]] std::optional<std::size_t> trusted_size() const {
        struct stat facts{};
        if (::fstat(descriptor_, &facts) != 0 || !S_ISREG(facts.st_mode)) return std::nullopt;
        const bool is_ours = facts.st_uid == ::geteuid();
        const bool others_write = (facts.st_mode & (S_IWGRP | S_IWOTH)) != 0;
        if (!is_ours || others_write || facts.st_size < 0) return std::nullopt;
        return static_cast<std::size_t>(facts.st_size);
    }

    [[nodiscard]] bool read(std::string& bytes) const {
        std::size_t done = 0;
        while (done < bytes.size()) {
            const ssize_t got = ::read(descriptor_, bytes.data() + done, bytes.size() - done);
            if (got < 0 && errno == EINTR) continue;
            if (got <= 0) return false;
            done += static_cast<std::size_t>(got);
        }
        return true;
    }

    [[nodiscard]] bool write(std::string_view bytes) const {
        while (!bytes.empty()) {
            const ssize_t put = ::write(descriptor_, bytes.data(), bytes.size());
            if (put < 0 && errno == EINTR) continue;
            if (put <= 0) return false;
            bytes.remove_prefix(static_cast<std::size_t>(put));
        }
        return true;
    }

  private:
    int descriptor_;
};

std::string_view text_of(const core::Digest& digest) {
    return {reinterpret_cast<const char*>(digest.data()), digest.size()};
}

/// The database in the file, when it is whole.
std::optional<std::string> read_database(const std::string& path) {
    const File file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK));
    if (!file.is_open()) return std::nullopt;
    const std::optional<std::size_t> size = file.trusted_size();
    const std::size_t digest_size = core::Digest{}.size();
    if (!size || *size < digest_size || *size > kDatabaseBytesMax) return std::nullopt;
    std::string bytes(*size, '\0');
    if (!file.read(bytes)) return std::nullopt;
    const std::string_view payload = std::string_view(bytes).substr(digest_size);
    if (!bytes.starts_with(text_of(core::sha256(core::as_bytes(payload))))) return std::nullopt;
    bytes.erase(0, digest_size);
    return bytes;
}

bool write_whole(const std::string& path, std::string_view payload) {
    const File file(
        ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600));
    if (!file.is_open()) return false;
    return file.write(text_of(core::sha256(core::as_bytes(payload)))) && file.write(payload);
}

/// Another process may do the same at the same time: each writes a file of its own name, and the
/// last rename wins with the same bytes.
void write_database(const std::string& folder, const std::string& name, std::string_view payload) {
    std::error_code ignored;
    std::filesystem::create_directories(folder, ignored);
    const std::string mark =
        core::hex_of(core::as_bytes(text_of(core::random_digest()))).substr(0, 16);
    const std::string beside = folder + "/." + name + "." + mark;
    const bool is_whole = write_whole(beside, payload);
    const std::string path = folder + "/" + name;
    if (!is_whole || ::rename(beside.c_str(), path.c_str()) != 0) ::unlink(beside.c_str());
}

struct KeptFile {
    std::filesystem::file_time_type used;
    std::filesystem::path path;

    friend auto operator<=>(const KeptFile&, const KeptFile&) = default;
};

std::vector<KeptFile> kept_files(const std::string& folder) {
    std::vector<KeptFile> kept;
    std::error_code error;
    std::filesystem::directory_iterator file(folder, error);
    for (; !error && file != std::filesystem::directory_iterator(); file.increment(error)) {
        const std::string name = file->path().filename().string();
        if (!name.starts_with(kPrefix) || !name.ends_with(kSuffix)) continue;
        std::error_code ignored;
        kept.push_back({.used = file->last_write_time(ignored), .path = file->path()});
    }
    return kept;
}

void forget_oldest(const std::string& folder) {
    std::vector<KeptFile> kept = kept_files(folder);
    if (kept.size() <= kCachedDatabasesMax) return;
    std::sort(kept.begin(), kept.end());
    kept.resize(kept.size() - kCachedDatabasesMax);
    for (const KeptFile& file : kept) {
        std::error_code ignored;
        std::filesystem::remove(file.path, ignored);
    }
}

}  // namespace

std::string database_file_name(const rules::Catalog& catalog) {
    const std::string key = core::hex_of(core::as_bytes(text_of(catalog.digest()))) + '\n' +
                            Matcher::engine_name() + '\n' + Matcher::processor_name() + '\n' +
                            CURFEW_VERSION;
    const core::Digest digest = core::sha256(core::as_bytes(key));
    return std::string(kPrefix) + core::hex_of(core::as_bytes(text_of(digest))).substr(0, 32) +
           std::string(kSuffix);
}

core::Result<Detector> cached_detector(const rules::Catalog& catalog, const std::string& folder) {
    if (folder.empty()) return Detector::compile(catalog);
    const std::string name = database_file_name(catalog);
    if (const auto database = read_database(folder + "/" + name)) {
        auto detector = Detector::load(catalog, core::as_bytes(*database));
        if (detector.has_value()) return detector;
    }
    TRY_ASSIGN(Detector detector, Detector::compile(catalog));
    const auto database = detector.serialized_database();
    if (database.has_value()) {
        write_database(folder, name, database.value());
        forget_oldest(folder);
    }
    return detector;
}

}  // namespace curfew::match
