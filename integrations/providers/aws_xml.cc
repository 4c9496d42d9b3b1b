#include "integrations/providers/aws_xml.h"

#include <algorithm>
#include <string>

#include <pugixml.hpp>

namespace curfew::providers {
namespace {

constexpr unsigned kParse = pugi::parse_escapes | pugi::parse_cdata | pugi::parse_eol;

/// Stops at an element that lies too deep, or at the first of a name.
class Finder : public pugi::xml_tree_walker {
  public:
    explicit Finder(std::string_view name) : name_(name) {}

    bool for_each(pugi::xml_node& node) override {
        is_too_deep_ = depth() >= kXmlDepthMax;
        if (is_too_deep_) return false;
        if (name_.empty() || name_ != node.name()) return true;
        found_ = node;
        return false;
    }

    [[nodiscard]] bool is_too_deep() const { return is_too_deep_; }
    [[nodiscard]] pugi::xml_node found() const { return found_; }

  private:
    std::string_view name_;
    bool is_too_deep_ = false;
    pugi::xml_node found_;
};

bool is_element(const pugi::xml_node& node) {
    return node.type() == pugi::node_element;
}

// The only child element of that name; the null node where there is none or are two.
pugi::xml_node only_child(const pugi::xml_node& parent, const std::string& name) {
    const pugi::xml_node child = parent.child(name.c_str());
    return child && child.next_sibling(name.c_str()) ? pugi::xml_node() : child;
}

XmlFields fields_of(const pugi::xml_node& parent) {
    XmlFields fields;
    for (const pugi::xml_node& child : parent.children()) {
        if (is_element(child)) fields.emplace_back(child.name(), child.child_value());
    }
    return fields;
}

}  // namespace

std::string_view field_of(const XmlFields& fields, std::string_view name) {
    const auto has_name = [name](const auto& field) { return field.first == name; };
    const auto found = std::ranges::find_if(fields, has_name);
    if (found == fields.end()) return {};
    const bool is_alone = std::find_if(found + 1, fields.end(), has_name) == fields.end();
    return is_alone ? found->second : std::string_view();
}

class XmlDocument::Tree {
  public:
    explicit Tree(std::string_view body) : bytes_(new char[body.size() + 1]), size_(body.size()) {
        std::ranges::copy(body, bytes_.get());
        const pugi::xml_parse_result read =
            document_.load_buffer_inplace(bytes_.get(), size_, kParse, pugi::encoding_utf8);
        Finder depth{std::string_view()};
        const bool is_read = read && document_.traverse(depth) && !depth.is_too_deep();
        const pugi::xml_node first = document_.document_element();
        if (is_read && !first.next_sibling()) root_ = first;
    }
    Tree(const Tree&) = delete;
    Tree& operator=(const Tree&) = delete;
    Tree(Tree&&) = delete;
    Tree& operator=(Tree&&) = delete;
    ~Tree() { core::wipe_memory(bytes_.get(), size_); }

    [[nodiscard]] pugi::xml_node root() const { return root_; }

    [[nodiscard]] pugi::xml_node at(std::string_view path) const {
        pugi::xml_node node = root_;
        while (!path.empty()) {
            const std::size_t slash = path.find('/');
            node = only_child(node, std::string(path.substr(0, slash)));
            path = slash == std::string_view::npos ? std::string_view() : path.substr(slash + 1);
        }
        return node;
    }

  private:
    // The document's strings lie in these bytes.
    std::unique_ptr<char[]> bytes_;
    std::size_t size_;
    pugi::xml_document document_;
    pugi::xml_node root_;
};

XmlDocument::XmlDocument(const core::SecretString& body)
    : tree_(std::make_unique<Tree>(body.reveal())) {}
XmlDocument::XmlDocument(XmlDocument&& other) noexcept = default;
XmlDocument& XmlDocument::operator=(XmlDocument&& other) noexcept = default;
XmlDocument::~XmlDocument() = default;

std::string_view XmlDocument::root() const {
    return tree_->root().name();
}

std::string_view XmlDocument::text(std::string_view path) const {
    return tree_->at(path).child_value();
}

std::string_view XmlDocument::first(std::string_view name) const {
    Finder finder(name);
    pugi::xml_node root = tree_->root();
    if (name == root.name()) return root.child_value();
    root.traverse(finder);
    return finder.found().child_value();
}

XmlFields XmlDocument::fields(std::string_view path) const {
    return fields_of(tree_->at(path));
}

std::vector<XmlFields> XmlDocument::members(std::string_view path) const {
    std::vector<XmlFields> all;
    for (const pugi::xml_node& member : tree_->at(path).children("member")) {
        all.push_back(fields_of(member));
    }
    return all;
}

bool XmlDocument::has(std::string_view path) const {
    return !tree_->at(path).empty();
}

}  // namespace curfew::providers
