#include "scanner/rules/borrowed_catalog.h"

#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "scanner/core/bytes.h"
#include "scanner/rules/catalog.h"
#include "tests/scanner/rules/acme_file.h"

namespace curfew::rules {
namespace {

std::string some_bytes() {
    return load(std::string(kEverythingFile)).value().to_binary();
}

TEST(BorrowedCatalog, SaysWhatTheCatalogueSaid) {
    const Catalog whole = load(std::string(kEverythingFile)).value();
    const std::string bytes = whole.to_binary();

    const Catalog borrowed = Catalog::borrow_binary(core::as_bytes(bytes)).value();

    EXPECT_EQ(borrowed.digest(), whole.digest());
    EXPECT_EQ(borrowed.to_binary(), bytes);
    EXPECT_EQ(borrowed.providers().size(), whole.providers().size());
}

TEST(BorrowedCatalog, SignatureIsReadOnceAndWhole) {
    const std::string bytes = some_bytes();
    const Catalog borrowed = Catalog::borrow_binary(core::as_bytes(bytes)).value();

    const Signature& first = borrowed.signatures().front();

    EXPECT_EQ(&borrowed.signatures().front(), &first);
    EXPECT_EQ(borrowed.find(first.id.value), &first);
    EXPECT_TRUE(first.ask.request.has_value());
    EXPECT_FALSE(first.example.secret.empty());
}

TEST(BorrowedCatalog, UnknownIdIsNotFound) {
    const std::string bytes = some_bytes();
    const Catalog borrowed = Catalog::borrow_binary(core::as_bytes(bytes)).value();

    EXPECT_EQ(borrowed.find("aaaa"), nullptr);
    EXPECT_EQ(borrowed.find("zzzz"), nullptr);
}

TEST(BorrowedCatalog, CopyIsOwnedAndOutlivesTheBytes) {
    std::string bytes = some_bytes();
    const std::string expected = bytes;
    const Catalog copy =
        Catalog::borrow_binary(core::as_bytes(bytes)).value().only([](const Signature&) {
            return true;
        });

    bytes.assign(bytes.size(), '\0');

    EXPECT_EQ(copy.to_binary(), expected);
}

TEST(BorrowedCatalog, ThreadsThatReadTheSameOneSeeOneObject) {
    const std::string bytes = some_bytes();
    const Catalog borrowed = Catalog::borrow_binary(core::as_bytes(bytes)).value();
    std::vector<const Signature*> seen(8);

    {
        std::vector<std::jthread> readers;
        for (const Signature*& one : seen) {
            readers.emplace_back([&] { one = &borrowed.signatures()[0]; });
        }
    }

    for (const Signature* one : seen) EXPECT_EQ(one, seen.front());
}

TEST(BorrowedCatalog, BytesOfAnotherFormAreCorrupt) {
    const std::string bytes = "curfew catalogue 1\nand so on";

    const auto borrowed = Catalog::borrow_binary(core::as_bytes(bytes));

    EXPECT_EQ(borrowed.error().kind(), core::ErrorKind::corrupt);
}

}  // namespace
}  // namespace curfew::rules
