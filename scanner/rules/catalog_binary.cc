// The catalogue as bytes: every number is four bytes from low to high, every text and list has its
// count in front. One list of fields serves writing, reading and digesting, so that they cannot
// disagree.
#include "scanner/rules/catalog_binary.h"

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

#include "scanner/rules/catalog.h"

namespace curfew::rules {
namespace {

using core::Error;
using core::ErrorKind;
using core::Result;

// Changes with every change of the lists of fields below.
constexpr std::string_view kMagic = "curfew catalogue 3\n";

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

// `Type` is const when writing. What decides what is found; the rest.
template <typename Archive, typename Type>
void finding_fields(Archive& archive, Type& signature) {
    archive(signature.id.value, signature.kind, signature.shape, signature.pattern,
            signature.literals, signature.keywords, signature.keyword_distance,
            signature.before_literal, signature.length_max, signature.has_open_borders,
            signature.checksum, signature.is_checksum_trusted, signature.filters, signature.parts,
            signature.confidence);
}

template <typename Archive, typename Type>
void other_fields(Archive& archive, Type& signature) {
    archive(signature.name, signature.provider_id, signature.provider_name, signature.public_prefix,
            signature.lifetime, signature.revocability, signature.blast_radius, signature.engine,
            signature.mints, signature.ask, signature.end, signature.scripted, signature.canaries,
            signature.example, signature.near_misses, signature.sources);
}

template <typename Archive, typename Type>
void fields_of(Archive& archive, Type& value) {
    using Plain = std::remove_const_t<Type>;
    if constexpr (std::is_same_v<Plain, Signature>) {
        finding_fields(archive, value);
        other_fields(archive, value);
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
        archive(value.method, value.url, value.headers, value.body, value.hosts);
    } else if constexpr (std::is_same_v<Plain, AnswerRule>) {
        archive(value.status, value.json_pointer, value.equals, value.contains, value.detail);
    } else if constexpr (std::is_same_v<Plain, AskRule>) {
        archive(value.request, value.answers, value.admin, value.expires_pointer,
                value.expires_absent, value.expires_day, value.issued_pointer, value.owner_pointer,
                value.scopes_pointer, value.id_pointer, value.control, value.spends, value.note);
    } else if constexpr (std::is_same_v<Plain, FindRule>) {
        archive(value.request, value.items_pointer, value.id_pointer, value.value_pointer,
                value.hint_pointer, value.hint_of, value.created_pointer, value.owner_pointer,
                value.next, value.next_as);
    } else if constexpr (std::is_same_v<Plain, QuestionRule>) {
        archive(value.request, value.answers);
    } else if constexpr (std::is_same_v<Plain, EndRule>) {
        archive(value.request, value.answers, value.binding, value.find, value.proof,
                value.settings, value.settles, value.is_reversible, value.page, value.note);
    } else if constexpr (std::is_same_v<Plain, ScriptedAnswer>) {
        archive(value.to, value.status, value.headers, value.body, value.means, value.expires,
                value.owner, value.id);
    } else if constexpr (std::is_same_v<Plain, ExampleRule>) {
        archive(value.secret, value.contexts, value.parts);
    } else if constexpr (std::is_same_v<Plain, NearMiss>) {
        archive(value.text, value.why);
    } else if constexpr (std::is_same_v<Plain, FactSource>) {
        archive(value.id, value.what, value.url, value.date, value.evidence);
    } else {
        static_assert(std::is_same_v<Plain, Provider>);
        archive(value.id, value.name, value.site, value.sources);
    }
}

class Writer {
  public:
    template <typename... Types>
    void operator()(const Types&... values) {
        (put(values), ...);
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
    explicit Reader(std::string_view bytes) : left_(bytes) {}

    template <typename... Types>
    void operator()(Types&... values) {
        (get(values), ...);
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
    bool has_failed_ = false;
};

template <typename Type>
std::string written(const Type& value) {
    Writer writer;
    writer(value);
    return std::move(writer).take();
}

/// Nothing unless `bytes` hold one of it and nothing else.
template <typename Type>
std::optional<Type> read_from(std::string_view bytes) {
    Reader reader(bytes);  // NOLINT(misc-const-correctness): reading moves it on
    std::optional<Type> value(std::in_place);
    reader(*value);
    if (!reader.is_done()) value.reset();
    return value;
}

std::uint32_t number_at(std::string_view bytes) {
    std::uint32_t value = 0;
    Reader reader(bytes.substr(0, sizeof value));
    reader(value);
    return value;
}

/// Takes `size` bytes off the front; nothing when there are not so many.
std::optional<std::string_view> take(std::string_view& bytes, std::size_t size) {
    if (bytes.size() < size) return std::nullopt;
    const std::string_view piece = bytes.substr(0, size);
    bytes.remove_prefix(size);
    return piece;
}

constexpr std::size_t kNumberBytes = 4;

bool is_sorted_by_id(const std::vector<Signature>& signatures) {
    for (std::size_t at = 1; at < signatures.size(); ++at)
        if (signatures[at - 1].id >= signatures[at].id) return false;
    return true;
}

}  // namespace

Result<BinaryCatalog> BinaryCatalog::taken_apart(core::BlobView bytes) {
    std::string_view left = core::as_text(bytes);
    const auto mark = take(left, kMagic.size());
    if (mark != kMagic)
        return Error(ErrorKind::corrupt, "these bytes are no catalogue of this build");
    const Error is_short(ErrorKind::corrupt, "the catalogue's bytes end early");
    BinaryCatalog catalog;
    const auto digest = take(left, catalog.digest_.size());
    const auto providers_size = take(left, kNumberBytes);
    const auto count = take(left, kNumberBytes);
    if (!digest || !providers_size || !count) return is_short;
    std::memcpy(catalog.digest_.data(), digest->data(), digest->size());
    const auto ends = take(left, kNumberBytes * std::size_t{number_at(*count)});
    if (!ends) return is_short;
    const auto providers = take(left, number_at(*providers_size));
    if (!providers) return is_short;
    catalog.ends_ = *ends;
    catalog.providers_ = *providers;
    catalog.signatures_ = left;
    return catalog;
}

std::size_t BinaryCatalog::end_of(std::size_t number) const {
    return number_at(ends_.substr(number * kNumberBytes));
}

std::optional<Signature> BinaryCatalog::signature(std::size_t number) const {
    const std::size_t begin = number == 0 ? 0 : end_of(number - 1);
    const std::size_t end = end_of(number);
    if (begin > end || end > signatures_.size()) return std::nullopt;
    return read_from<Signature>(signatures_.substr(begin, end - begin));
}

std::optional<std::vector<Provider>> BinaryCatalog::providers() const {
    return read_from<std::vector<Provider>>(providers_);
}

bool BinaryCatalog::ends_well() const {
    const std::size_t count = signature_count();
    return signatures_.size() == (count == 0 ? 0 : end_of(count - 1));
}

std::string Catalog::to_binary() const {
    const std::string providers =
        written(std::vector(this->providers().begin(), this->providers().end()));
    std::string signatures;
    Writer ends;
    for (const Signature& signature : this->signatures()) {
        signatures += written(signature);
        ends(static_cast<std::uint32_t>(signatures.size()));
    }
    const core::Digest stands_for = digest();
    std::string bytes(kMagic);
    bytes.append(reinterpret_cast<const char*>(stands_for.data()), stands_for.size());
    bytes += written(static_cast<std::uint32_t>(providers.size()));
    bytes += written(static_cast<std::uint32_t>(this->signatures().size()));
    bytes += std::move(ends).take();
    return bytes + providers + signatures;
}

Result<Catalog> Catalog::from_binary(core::BlobView bytes) {
    TRY_ASSIGN(const BinaryCatalog pieces, BinaryCatalog::taken_apart(bytes));
    const Error corrupt(ErrorKind::corrupt,
                        "the catalogue's bytes end early or contradict themselves");
    std::optional<std::vector<Provider>> providers = pieces.providers();
    if (!providers || !pieces.ends_well()) return corrupt;
    Catalog catalog;
    catalog.providers_ = std::move(*providers);
    for (std::size_t number = 0; number < pieces.signature_count(); ++number) {
        std::optional<Signature> signature = pieces.signature(number);
        if (!signature) return corrupt;
        catalog.signatures_.push_back(std::move(*signature));
    }
    if (!is_sorted_by_id(catalog.signatures_)) return corrupt;
    return catalog;
}

Result<Catalog> Catalog::borrow_binary(core::BlobView bytes) {
    Catalog catalog;
    TRY_ASSIGN(catalog.borrowed_, BorrowedCatalog::over(bytes));
    return catalog;
}

core::Digest Catalog::digest() const {
    if (borrowed_) return borrowed_->digest();
    Writer writer;
    for (const Signature& signature : signatures_) finding_fields(writer, signature);
    return core::sha256(core::as_bytes(std::move(writer).take()));
}

}  // namespace curfew::rules
