/// An XML document of a provider's answer, read by pugixml: elements and their text, nothing else.
///
/// No document type is obeyed, no entity of a document's own is replaced, nothing is fetched.
///
/// Owns:     the body, wiped when it goes (CreateAccessKey's holds a secret). Views are borrowed.
/// Threads:  one thread at a time.
/// Units:    depth in elements, at most kXmlDepthMax; the HTTP client bounds the bytes.
/// Errors:   none: what is no XML, has two roots or is too deep has no root and no text.
#pragma once

#include <cstddef>
#include <memory>
#include <string_view>
#include <utility>
#include <vector>

#include "scanner/core/secret_string.h"

namespace curfew::providers {

/// No documented answer is nested deeper than ten.
constexpr int kXmlDepthMax = 32;

/// The text of one element's own children, by name, in their order.
using XmlFields = std::vector<std::pair<std::string_view, std::string_view>>;

/// The field called `name`; empty where there is none, or several.
[[nodiscard]] std::string_view field_of(const XmlFields& fields, std::string_view name);

class XmlDocument {
  public:
    explicit XmlDocument(const core::SecretString& body);
    XmlDocument(const XmlDocument&) = delete;
    XmlDocument& operator=(const XmlDocument&) = delete;
    XmlDocument(XmlDocument&& other) noexcept;
    XmlDocument& operator=(XmlDocument&& other) noexcept;
    ~XmlDocument();

    /// The name of the outermost element; empty for what could not be read.
    [[nodiscard]] std::string_view root() const;

    /// The text at "Result/Arn" below the root; empty where an element of the path is missing or
    /// stands there twice.
    [[nodiscard]] std::string_view text(std::string_view path) const;

    /// The first element called `name` anywhere; its text.
    [[nodiscard]] std::string_view first(std::string_view name) const;

    /// The fields of the element at `path`.
    [[nodiscard]] XmlFields fields(std::string_view path) const;

    /// The fields of each <member> of the element at `path`.
    [[nodiscard]] std::vector<XmlFields> members(std::string_view path) const;

    /// Whether the element at `path` is there, once.
    [[nodiscard]] bool has(std::string_view path) const;

  private:
    class Tree;
    std::unique_ptr<Tree> tree_;
};

}  // namespace curfew::providers
