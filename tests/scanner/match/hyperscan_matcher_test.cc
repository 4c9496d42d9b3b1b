#include <algorithm>
#include <random>
#include <string>
#include <vector>

#include <sys/mman.h>

#include <gtest/gtest.h>

#include "scanner/match/characters.h"
#include "scanner/match/filters.h"
#include "scanner/match/matcher.h"

namespace curfew::match {
namespace {

struct Seen {
    std::uint32_t literal;
    std::size_t end;

    friend auto operator<=>(const Seen&, const Seen&) = default;
};

std::vector<Seen> scan(const Matcher& matcher, core::BlobView bytes) {
    std::vector<Seen> seen;
    const auto scratch = matcher.make_scratch();
    const auto done = matcher.scan(bytes, *scratch.value(),
                                   [&](Hit hit) { seen.push_back({hit.literal, hit.end}); });
    EXPECT_TRUE(done.has_value());
    std::sort(seen.begin(), seen.end());
    return seen;
}

std::vector<Seen> scan(const std::vector<Literal>& literals, std::string_view text) {
    const auto matcher = Matcher::compile(literals);
    EXPECT_TRUE(matcher.has_value());
    return scan(matcher.value(), core::as_bytes(text));
}

TEST(Matcher, ReportsTheEndOfEachLiteral) {
    const std::vector<Literal> literals = {{.text = "tok_", .id = 3}};

    EXPECT_EQ(scan(literals, "tok_ Tok_ tok_"), (std::vector<Seen>{{3, 4}, {3, 14}}));
}

TEST(Matcher, CaselessLiteralsMatchEitherCase) {
    const std::vector<Literal> literals = {{.text = "acme", .is_caseless = true, .id = 1}};

    EXPECT_EQ(scan(literals, "ACME Acme"), (std::vector<Seen>{{1, 4}, {1, 9}}));
}

TEST(Matcher, OverlappingLiteralsAreAllReported) {
    const std::vector<Literal> literals = {{.text = "aa", .id = 0}, {.text = "aab", .id = 1}};

    EXPECT_EQ(scan(literals, "aaab"), (std::vector<Seen>{{0, 2}, {0, 3}, {1, 4}}));
}

TEST(Matcher, SpecialSignsAndAnyBytesAreTakenLiterally) {
    const std::string odd = std::string("a\0b", 3) + "\xff$";
    const std::vector<Literal> literals = {{.text = ".*", .id = 0}, {.text = odd, .id = 1}};

    EXPECT_EQ(scan(literals, "x.*" + odd), (std::vector<Seen>{{0, 3}, {1, 8}}));
}

std::string random_text(std::mt19937& random, std::size_t count) {
    std::string text;
    while (text.size() < count) text += "abAB-\xC1\xFE"[random() % 7];
    return text;
}

std::vector<Literal> random_literals(std::mt19937& random, std::uint32_t count) {
    std::vector<Literal> literals;
    for (std::uint32_t id = 0; id < count; ++id) {
        literals.push_back(
            {.text = random_text(random, 3 + random() % 5), .is_caseless = id % 2 == 0, .id = id});
    }
    return literals;
}

std::vector<Seen> plain_search(const std::vector<Literal>& literals, std::string_view text) {
    std::vector<Seen> hits;
    for (const Literal& literal : literals) {
        for (std::size_t end = literal.text.size(); end <= text.size(); ++end) {
            const std::string_view part =
                text.substr(end - literal.text.size(), literal.text.size());
            const bool is_hit =
                literal.is_caseless ? contains_caseless(part, literal.text) : part == literal.text;
            if (is_hit) hits.push_back({literal.id, end});
        }
    }
    std::sort(hits.begin(), hits.end());
    return hits;
}

TEST(Matcher, AgreesWithAPlainSearchOnRandomText) {
    std::mt19937 random(11);
    // The engine has one algorithm for few literals, another for many.
    for (const std::uint32_t count : {3U, 60U, 99U, 100U, 700U}) {
        const std::vector<Literal> literals = random_literals(random, count);
        const std::string text = random_text(random, 4000);

        EXPECT_EQ(scan(literals, text), plain_search(literals, text)) << count << " literals";
    }
}

TEST(Matcher, NothingToScanIsNoError) {
    EXPECT_TRUE(scan({{.text = "tok_"}}, "").empty());
}

/// A mapping of untouched pages: its size costs neither memory nor time to fill.
class EmptyPages {
  public:
    explicit EmptyPages(std::size_t size)
        : size_(size),
          bytes_(::mmap(nullptr, size, PROT_READ | PROT_WRITE,
                        MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0)) {}
    EmptyPages(const EmptyPages&) = delete;
    EmptyPages& operator=(const EmptyPages&) = delete;
    EmptyPages(EmptyPages&&) = delete;
    EmptyPages& operator=(EmptyPages&&) = delete;
    ~EmptyPages() { ::munmap(bytes_, size_); }

    [[nodiscard]] bool is_mapped() const { return bytes_ != MAP_FAILED; }
    void put(std::size_t at, std::string_view text) {
        std::copy(text.begin(), text.end(), static_cast<char*>(bytes_) + at);
    }
    [[nodiscard]] core::BlobView view() const {
        return {static_cast<const std::byte*>(bytes_), size_};
    }

  private:
    std::size_t size_;
    void* bytes_;
};

TEST(Matcher, LiteralAcrossABlockBorderIsReportedOnce) {
    constexpr std::size_t kBlock = std::size_t{1} << 30U;
    EmptyPages pages(kBlock + 4096);
    ASSERT_TRUE(pages.is_mapped());
    pages.put(kBlock - 7, "acme_token");
    pages.put(kBlock - 100, "acme_token");
    pages.put(kBlock + 100, "acme_token");
    const auto matcher = Matcher::compile(std::vector<Literal>{{.text = "acme_token", .id = 5}});

    EXPECT_EQ(scan(matcher.value(), pages.view()),
              (std::vector<Seen>{{5, kBlock - 90}, {5, kBlock + 3}, {5, kBlock + 110}}));
}

TEST(Matcher, SerializedAndLoadedFindsTheSame) {
    const auto matcher = Matcher::compile(std::vector<Literal>{{.text = "tok_", .id = 9}});
    const auto bytes = matcher.value().serialized();
    const auto loaded = Matcher::load(core::as_bytes(bytes.value()));

    ASSERT_TRUE(loaded.has_value());
    EXPECT_EQ(scan(loaded.value(), core::as_bytes("a tok_")), (std::vector<Seen>{{9, 6}}));
}

TEST(Matcher, VariantForAnyProcessorLoadsHere) {
    const auto matcher =
        Matcher::compile(std::vector<Literal>{{.text = "tok_"}}, Processor::baseline);
    const auto bytes = matcher.value().serialized();

    EXPECT_TRUE(Matcher::load(core::as_bytes(bytes.value())).has_value());
}

TEST(Matcher, BytesThatAreNoDatabaseAreCorrupt) {
    const auto matcher = Matcher::compile(std::vector<Literal>{{.text = "tok_"}});
    std::string bytes = matcher.value().serialized().value();
    bytes.front() = static_cast<char>(bytes.front() ^ 1);

    EXPECT_EQ(Matcher::load(core::as_bytes(bytes)).error().kind(), core::ErrorKind::corrupt);
    EXPECT_EQ(Matcher::load(core::as_bytes("short")).error().kind(), core::ErrorKind::corrupt);
}

TEST(Matcher, BytesOfAnotherVersionAreUnsupported) {
    const auto matcher = Matcher::compile(std::vector<Literal>{{.text = "tok_"}});
    std::string bytes = matcher.value().serialized().value();
    bytes[5] = static_cast<char>(bytes[5] ^ 1);  // The version follows the four-byte magic.

    EXPECT_EQ(Matcher::load(core::as_bytes(bytes)).error().kind(), core::ErrorKind::unsupported);
}

TEST(Matcher, LiteralsThatCannotBeLookedForAreNamed) {
    const auto kind_of = [](const std::vector<Literal>& literals) {
        return Matcher::compile(literals).error().kind();
    };

    EXPECT_EQ(kind_of({}), core::ErrorKind::invalid_input);
    EXPECT_EQ(kind_of({{.text = ""}}), core::ErrorKind::invalid_input);
    EXPECT_EQ(kind_of({{.text = std::string(kLiteralBytesMax + 1, 'a')}}),
              core::ErrorKind::invalid_input);
}

TEST(Matcher, EngineIsNamedWithItsVersion) {
    EXPECT_NE(Matcher::engine_name().find("scan 5."), std::string::npos);
    EXPECT_FALSE(Matcher::processor_name().empty());
}

}  // namespace
}  // namespace curfew::match
