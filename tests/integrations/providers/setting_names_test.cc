/// The list of settings is what the providers' sources read.
#include "integrations/providers/setting_names.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>
#include <string>
#include <string_view>

#include <gtest/gtest.h>

namespace curfew::providers {
namespace {

namespace fs = std::filesystem;

/// The first text in quotes behind `call(`, on the same statement.
void add_names(const std::string& source, std::string_view call, std::set<std::string>& names) {
    for (std::size_t at = source.find(call); at != source.npos; at = source.find(call, at + 1)) {
        const std::size_t end = source.find(')', at);
        const std::size_t begin = source.find('"', at);
        if (begin >= end) continue;
        names.insert(source.substr(begin + 1, source.find('"', begin + 1) - begin - 1));
    }
}

std::set<std::string> names_in_sources() {
    std::set<std::string> names;
    for (const auto& entry :
         fs::directory_iterator(fs::path(CURFEW_ROOT) / "integrations/providers")) {
        if (entry.path().extension() != ".cc") continue;
        std::ifstream stream(entry.path());
        std::ostringstream text;
        text << stream.rdbuf();
        for (const char* call : {"setting(", "path_in(", "paths_in("}) {
            add_names(text.str(), call, names);
        }
    }
    return names;
}

TEST(SettingNames, EveryNameThatAProviderReadsIsListed) {
    const std::set<std::string> read = names_in_sources();

    EXPECT_GT(read.size(), 10U);
    for (const std::string& name : read) {
        EXPECT_TRUE(std::ranges::binary_search(kSettingNames, name))
            << "setting_names.h lacks " << name;
    }
}

TEST(SettingNames, AreSortedAndNoneStandsTwice) {
    EXPECT_TRUE(std::ranges::is_sorted(kSettingNames));
    EXPECT_EQ(std::ranges::adjacent_find(kSettingNames), kSettingNames.end());
}

}  // namespace
}  // namespace curfew::providers
