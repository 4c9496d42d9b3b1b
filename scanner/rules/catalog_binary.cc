// The catalogue as bytes: every number is four bytes from low to high, every text and list has its
// count in front. One list of fields serves writing, reading and digesting, so that they cannot
// disagree. Outside bytes are bounded by what is left of them: no count is believed further.
#include <array>
#include <bit>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "scanner/core/bytes.h"
#include "scanner/core/digest.h"
#include "scanner/rules/catalog.h"

namespace curfew::rules {
namespace {

using core::Error;
using core::ErrorKind;
using core::Result;

// Changes with every change of the lists of fields below.
constexpr std::string_view kMagic = "curfew catalogue 1\n";

// The last value of each enumeration.
constexpr std::uint32_t last_of(SecretKind) {
    return static_cast<std::uint32_t>(SecretKind::identifier);
}
constexpr std::uint32_t last_of(Shape) {
    return static_cast<std::uint32_t>(Shape::jwt);
}
constexpr std::uint32_t last_of(LifetimeClass) {
    return static_cast<std::uint32_t>(LifetimeClass::unknown);
}
constexpr std::uint32_t last_of(Revocability) {
    return static_cast<std::uint32_t>(Revocability::unknown);
}

// `Type` is const when writing. What decides what is found; what a report says of it; the rest.
template <typename Archive, typename Type>
void finding_fields(Archive& archive, Type& signature) {
    archive(signature.id.value, signature.kind, signature.shape, signature.pattern,
            signature.literals, signature.keywords, signature.keyword_distance,
            signature.before_literal, signature.length_max, signature.has_open_borders,
            signature.checksum, signature.is_checksum_trusted, signature.filters, signature.parts,
            signature.confidence);
}

template <typename Archive, typename Type>
void report_fields(Archive& archive, Type& signature) {
    archive(signature.name, signature.provider_id, signature.provider_name, signature.public_prefix,
            signature.lifetime, signature.revocability, signature.blast_radius, signature.canaries,
            signature.end.binding, signature.end.is_reversible, signature.end.page,
            signature.end.note);
}

template <typename Archive, typename Type>
void reading_fields(Archive& archive, Type& signature) {
    archive(signature.ask, signature.end.request, signature.end.answers, signature.example,
            signature.near_misses, signature.sources);
}

template <typename Archive, typename Type>
void fields_of(Archive& archive, Type& value) {
    using Plain = std::remove_const_t<Type>;
    if constexpr (std::is_same_v<Plain, Signature>) {
        finding_fields(archive, value);
        report_fields(archive, value);
        archive.apart([&value](auto& inner) { reading_fields(inner, value); });
    } else if constexpr (std::is_same_v<Plain, Filters>) {
        archive(value.entropy_min, value.digits_min, value.uppercase_min, value.lowercase_min,
                value.stop_words, value.reject_placeholders);
    } else if constexpr (std::is_same_v<Plain, PartRule>) {
        archive(value.name, value.pattern, value.keywords, value.distance, value.is_required,
                value.is_secret);
    } else if constexpr (std::is_same_v<Plain, LifetimeRule>) {
        archive(value.type, value.default_span, value.maximum_span, value.idle_span, value.carrier,
                value.note);
    } else if constexpr (std::is_same_v<Plain, RequestRule>) {
        archive(value.method, value.url, value.headers, value.body);
    } else if constexpr (std::is_same_v<Plain, AnswerRule>) {
        archive(value.status, value.json_pointer, value.equals, value.contains, value.detail);
    } else if constexpr (std::is_same_v<Plain, AskRule>) {
        archive(value.request, value.answers, value.expires_pointer, value.issued_pointer,
                value.owner_pointer, value.scopes_pointer, value.control, value.note);
    } else if constexpr (std::is_same_v<Plain, ExampleRule>) {
        archive(value.secret, value.contexts, value.parts);
    } else if constexpr (std::is_same_v<Plain, NearMiss>) {
        archive(value.text, value.why);
    } else if constexpr (std::is_same_v<Plain, FactSource>) {
        archive(value.id, value.what, value.url, value.date, value.evidence);
    } else {
        static_assert(std::is_same_v<Plain, Provider>);
        archive(value.id, value.name, value.site);
        archive.apart([&value](auto& inner) { inner(value.sources); });
    }
}

class Writer {
  public:
    template <typename... Types>
    void operator()(const Types&... values) {
        (put(values), ...);
    }

    /// With its length in front, so that a reader can leave it out.
    template <typename Fields>
    void apart(Fields fields) {
        Writer inner;
        fields(inner);
        put(inner.bytes_);
    }

    [[nodiscard]] std::string take() && { return std::move(bytes_); }

  private:
    void put(std::uint64_t value) {
        for (unsigned shift = 0; shift < 64; shift += 8)
            bytes_ += static_cast<char>(value >> shift & 0xFFU);
    }
    void put(std::uint32_t value) {
        for (unsigned shift = 0; shift < 32; shift += 8)
            bytes_ += static_cast<char>(value >> shift & 0xFFU);
    }
    void put(std::uint16_t value) { put(std::uint32_t{value}); }
    void put(bool value) { put(std::uint32_t{value}); }
    void put(double value) { put(std::bit_cast<std::uint64_t>(value)); }
    void put(core::Duration value) { put(static_cast<std::uint64_t>(value.count())); }
    void put(const std::string& text) {
        put(static_cast<std::uint32_t>(text.size()));
        bytes_ += text;
    }
    template <typename First, typename Second>
    void put(const std::pair<First, Second>& pair) {
        put(pair.first);
        put(pair.second);
    }
    template <typename Item>
    void put(const std::optional<Item>& item) {
        put(item.has_value());
        if (item.has_value()) put(*item);
    }
    template <typename Item>
    void put(const std::vector<Item>& items) {
        put(static_cast<std::uint32_t>(items.size()));
        for (const Item& item : items) put(item);
    }
    template <typename Type>
    void put(const Type& value) {
        if constexpr (std::is_enum_v<Type>) {
            put(static_cast<std::uint32_t>(value));
        } else {
            fields_of(*this, value);
        }
    }

    std::string bytes_;
};

class Reader {
  public:
    Reader(std::string_view bytes, CatalogDetail detail) : left_(bytes), detail_(detail) {}

    template <typename... Types>
    void operator()(Types&... values) {
        (get(values), ...);
    }

    template <typename Fields>
    void apart(Fields fields) {
        const std::uint32_t size = count_of(1);
        if (detail_ == CatalogDetail::everything) {
            Reader inner(left_.substr(0, size), detail_);
            fields(inner);
            has_failed_ = has_failed_ || !inner.is_done();
        }
        left_.remove_prefix(size);
    }

    /// Everything was read and nothing else was there.
    [[nodiscard]] bool is_done() const { return !has_failed_ && left_.empty(); }

  private:
    template <typename Number>
    Number number() {
        Number value = 0;
        if (left_.size() < sizeof value) {
            has_failed_ = true;
            left_ = {};
            return value;
        }
        for (std::size_t at = 0; at < sizeof value; ++at)
            value |= static_cast<Number>(static_cast<unsigned char>(left_[at])) << 8U * at;
        left_.remove_prefix(sizeof value);
        return value;
    }

    // A number that has to be one of [0, last].
    std::uint32_t number_up_to(std::uint32_t last) {
        const auto value = number<std::uint32_t>();
        if (value <= last) return value;
        has_failed_ = true;
        left_ = {};
        return 0;
    }

    // How many things of at least `bytes` bytes follow; no more than what is left can hold.
    std::uint32_t count_of(std::size_t bytes) {
        const auto count = number<std::uint32_t>();
        if (count <= left_.size() / bytes) return count;
        has_failed_ = true;
        left_ = {};
        return 0;
    }

    void get(std::uint32_t& value) { value = number<std::uint32_t>(); }
    void get(std::uint16_t& value) { value = static_cast<std::uint16_t>(number_up_to(0xFFFF)); }
    void get(bool& value) { value = number_up_to(1) == 1; }
    void get(double& value) { value = std::bit_cast<double>(number<std::uint64_t>()); }
    void get(core::Duration& value) {
        value = core::Duration{static_cast<std::int64_t>(number<std::uint64_t>())};
    }
    void get(std::string& text) {
        const std::uint32_t size = count_of(1);
        text.assign(left_.substr(0, size));
        left_.remove_prefix(text.size());
    }
    template <typename First, typename Second>
    void get(std::pair<First, Second>& pair) {
        get(pair.first);
        get(pair.second);
    }
    template <typename Item>
    void get(std::optional<Item>& item) {
        bool is_there = false;
        get(is_there);
        if (is_there) get(item.emplace());
    }
    // Each item takes at least the four bytes of a number, so that a count cannot ask for more
    // memory than a fixed multiple of what is there.
    template <typename Item>
    void get(std::vector<Item>& items) {
        const std::uint32_t count = count_of(4);
        items.reserve(count);
        for (std::uint32_t at = 0; at < count && !has_failed_; ++at) get(items.emplace_back());
    }
    template <typename Type>
    void get(Type& value) {
        if constexpr (std::is_enum_v<Type>) {
            value = static_cast<Type>(number_up_to(last_of(Type{})));
        } else {
            fields_of(*this, value);
        }
    }

    std::string_view left_;
    CatalogDetail detail_;
    bool has_failed_ = false;
};

bool is_sorted_by_id(const std::vector<Signature>& signatures) {
    for (std::size_t at = 1; at < signatures.size(); ++at)
        if (signatures[at - 1].id >= signatures[at].id) return false;
    return true;
}

}  // namespace

std::string Catalog::to_binary() const {
    Writer writer;
    writer(providers_, signatures_);
    return std::string(kMagic) + std::move(writer).take();
}

Result<Catalog> Catalog::from_binary(core::BlobView bytes, CatalogDetail detail) {
    const std::string_view text = core::as_text(bytes);
    if (!text.starts_with(kMagic))
        return Error(ErrorKind::corrupt, "these bytes are no catalogue of this build");
    Catalog catalog;
    Reader reader(text.substr(kMagic.size()), detail);
    reader(catalog.providers_, catalog.signatures_);
    if (!reader.is_done() || !is_sorted_by_id(catalog.signatures_)) {
        return Error(ErrorKind::corrupt,
                     "the catalogue's bytes end early or contradict themselves");
    }
    return catalog;
}

core::Digest Catalog::digest() const {
    Writer writer;
    for (const Signature& signature : signatures_) finding_fields(writer, signature);
    return core::sha256(core::as_bytes(std::move(writer).take()));
}

}  // namespace curfew::rules
