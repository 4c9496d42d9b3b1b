/// A folder only this user can look into, for what a child process wants as a file: public keys,
/// certificates, texts to sign. Secrets do not belong here (child.h: input).
///
/// Owns:     the folder and all below it; gone when this goes.
/// Errors:   denied where it cannot be made or written.
#pragma once

#include <string>
#include <string_view>
#include <utility>

#include "scanner/core/result.h"

namespace curfew::process {

class PrivateFolder {
  public:
    [[nodiscard]] static core::Result<PrivateFolder> make();
    PrivateFolder(const PrivateFolder&) = delete;
    PrivateFolder& operator=(const PrivateFolder&) = delete;
    PrivateFolder(PrivateFolder&& other) noexcept : path_(std::exchange(other.path_, {})) {}
    PrivateFolder& operator=(PrivateFolder&&) = delete;
    ~PrivateFolder();

    [[nodiscard]] std::string at(std::string_view name) const;
    /// Writes a file only we may read and says its absolute path.
    [[nodiscard]] core::Result<std::string> write(std::string_view name,
                                                  std::string_view text) const;

  private:
    explicit PrivateFolder(std::string path) : path_(std::move(path)) {}

    std::string path_;
};

}  // namespace curfew::process
