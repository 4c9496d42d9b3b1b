/// A folder of a test's own that is gone when the test is over.
///
/// Owns:     the folder and all below it.
/// Threads:  one thread at a time.
/// Errors:   a folder that cannot be made is a failed check: no test can go on without it.
#pragma once

#include <string>
#include <string_view>

namespace curfew::support {

class TempDir {
  public:
    TempDir();
    TempDir(const TempDir&) = delete;
    TempDir& operator=(const TempDir&) = delete;
    TempDir(TempDir&&) = delete;
    TempDir& operator=(TempDir&&) = delete;
    ~TempDir();

    [[nodiscard]] const std::string& path() const { return path_; }

    /// The absolute path of `name` inside.
    [[nodiscard]] std::string at(std::string_view name) const;

    /// Writes a file, with the folders it needs, and returns its absolute path.
    std::string write(std::string_view name, std::string_view text) const;

  private:
    std::string path_;
};

/// Writes `text` to `path`, with the folders it needs.
void write_file(const std::string& path, std::string_view text);

/// All bytes of `path`; empty when it is not there.
[[nodiscard]] std::string read_file(const std::string& path);

}  // namespace curfew::support
