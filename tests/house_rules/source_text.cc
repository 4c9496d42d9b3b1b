#include "tests/house_rules/source_text.h"

#include <algorithm>
#include <fstream>
#include <sstream>

namespace curfew::house {
namespace {

/// Takes comments and the insides of strings out, line by line; knows raw strings and /* */.
class Stripper {
  public:
    std::string strip(std::string_view line) {
        std::string code;
        for (std::size_t at = 0; at < line.size();) at = step(line, at, code);
        return code;
    }

  private:
    std::size_t step(std::string_view line, std::size_t at, std::string& code) {
        if (!raw_end_.empty()) return skip_to(line, at, raw_end_);
        if (in_comment_) return leave_comment(line, at);
        const std::string_view rest = line.substr(at);
        if (rest.starts_with("//")) return line.size();
        if (rest.starts_with("/*")) {
            in_comment_ = true;
            return at + 2;
        }
        if (rest.starts_with("R\"")) return enter_raw(line, at, code);
        if (rest.front() == '"' || is_character(line, at)) return skip_quoted(line, at, code);
        code += rest.front();
        return at + 1;
    }

    /// A ' that opens a character, not one that parts digits.
    static bool is_character(std::string_view line, std::size_t at) {
        if (line[at] != '\'') return false;
        return at == 0 || std::isalnum(static_cast<unsigned char>(line[at - 1])) == 0;
    }

    std::size_t skip_to(std::string_view line, std::size_t at, std::string& end) {
        const std::size_t found = line.find(end, at);
        if (found == std::string_view::npos) return line.size();
        const std::size_t next = found + end.size();
        end.clear();
        return next;
    }

    std::size_t leave_comment(std::string_view line, std::size_t at) {
        const std::size_t found = line.find("*/", at);
        if (found == std::string_view::npos) return line.size();
        in_comment_ = false;
        return found + 2;
    }

    std::size_t enter_raw(std::string_view line, std::size_t at, std::string& code) {
        const std::size_t open = line.find('(', at);
        if (open == std::string_view::npos) return line.size();
        raw_end_ = ")" + std::string(line.substr(at + 2, open - at - 2)) + "\"";
        code += "\"\"";
        return open + 1;
    }

    static std::size_t skip_quoted(std::string_view line, std::size_t at, std::string& code) {
        const char quote = line[at];
        std::size_t next = at + 1;
        while (next < line.size() && line[next] != quote) next += line[next] == '\\' ? 2U : 1U;
        code += quote;
        code += quote;
        return next + 1;
    }

    bool in_comment_ = false;
    std::string raw_end_;
};

std::size_t indentation(std::string_view line) {
    const std::size_t first = line.find_first_not_of(' ');
    return first == std::string_view::npos ? line.size() : first;
}

bool opens_function(std::string_view code) {
    if (!code.ends_with("{") || code.find(')') == std::string_view::npos) return false;
    const std::string_view text = code.substr(std::min(indentation(code), code.size()));
    for (const std::string_view other :
         {"namespace", "class ", "struct ", "enum ", "extern ", "if ", "for ", "while ", "switch ",
          "do ", "} ", "constexpr std::array", "inline constexpr"}) {
        if (text.starts_with(other)) return false;
    }
    return true;
}

// Where the parameters that end on line `at` begin.
std::size_t first_line_of_head(const std::vector<std::string>& code, std::size_t at) {
    std::ptrdiff_t open = 0;
    for (std::size_t line = at + 1; line-- > 0;) {
        open += std::ranges::count(code[line], ')') - std::ranges::count(code[line], '(');
        if (open <= 0) return line;
    }
    return at;
}

}  // namespace

SourceFile source_from(std::string path, std::string_view text) {
    SourceFile file{std::move(path), {}, {}};
    Stripper stripper;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        file.lines.emplace_back(text.substr(0, end));
        file.code.push_back(stripper.strip(text.substr(0, end)));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return file;
}

std::vector<SourceFile> read_tree(const std::filesystem::path& root,
                                  const std::vector<std::string>& folders,
                                  const std::vector<std::string>& endings) {
    std::vector<SourceFile> files;
    for (const std::string& folder : folders) {
        if (!std::filesystem::exists(root / folder)) continue;
        for (const auto& entry : std::filesystem::recursive_directory_iterator(root / folder)) {
            const std::string ending = entry.path().extension().string();
            if (!entry.is_regular_file() || std::ranges::find(endings, ending) == endings.end()) {
                continue;
            }
            std::ifstream stream(entry.path(), std::ios::binary);
            std::ostringstream text;
            text << stream.rdbuf();
            files.push_back(source_from(
                std::filesystem::relative(entry.path(), root).generic_string(), text.str()));
        }
    }
    std::ranges::sort(files, {}, &SourceFile::path);
    return files;
}

std::vector<FunctionLines> functions_in(const SourceFile& file) {
    std::vector<FunctionLines> functions;
    for (std::size_t at = 0; at < file.code.size(); ++at) {
        if (!opens_function(file.code[at])) continue;
        const std::size_t first = first_line_of_head(file.code, at);
        const std::string close = std::string(indentation(file.lines[first]), ' ') + "}";
        for (std::size_t end = at + 1; end < file.lines.size(); ++end) {
            if (!file.lines[end].starts_with(close)) continue;
            functions.push_back({at + 1, end - at + 1});
            break;
        }
    }
    return functions;
}

std::string included_path(std::string_view line) {
    constexpr std::string_view kInclude = "#include ";
    if (!line.starts_with(kInclude) || line.size() < kInclude.size() + 2) return {};
    const std::string_view rest = line.substr(kInclude.size());
    const std::size_t end = rest.find_first_of("\">", 1);
    return end == std::string_view::npos ? std::string{} : std::string(rest.substr(1, end - 1));
}

}  // namespace curfew::house
