#include "tests/scanner/provider/catalogue_answers.h"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <optional>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>

#include "scanner/rules/example.h"
#include "scanner/rules/template_text.h"

namespace curfew::support {
namespace {

namespace json = boost::json;
using core::SecretString;

void lead(const std::string& kind, rules::RequestRule& request) {
    const std::string front = "{base}/" + kind;
    request.hosts.clear();
    if (request.url == "{secret}") {
        request.url = front + "/webhook";
    } else if (request.url.starts_with("{base}")) {
        request.url = front + request.url.substr(6);
    } else {
        const std::size_t host = request.url.find("://") + 3;
        const std::size_t path = std::min(request.url.find('/', host), request.url.size());
        request.url = front + request.url.substr(path);
    }
}

void add_names(const std::string& text, std::vector<std::string>& names) {
    const auto pieces = rules::parse_template(text);
    if (!pieces.has_value()) return;
    for (const rules::Piece& piece : pieces.value())
        if (piece.is_maker()) names.push_back(piece.name);
}

std::vector<std::string> names_in(const rules::RequestRule& request) {
    std::vector<std::string> names;
    add_names(request.url, names);
    add_names(request.body, names);
    for (const auto& [name, value] : request.headers) add_names(value, names);
    return names;
}

std::optional<std::size_t> index_in(std::string_view token) {
    std::size_t index = 0;
    const auto [end, fault] = std::from_chars(token.data(), token.data() + token.size(), index);
    if (fault != std::errc{} || end != token.data() + token.size() || index > 8) return {};
    return index;
}

// The place a pointer names, made where it is missing.
json::value& place_at(json::value& root, std::string_view pointer) {
    json::value* place = &root;
    while (!pointer.empty()) {
        const std::size_t end = std::min(pointer.find('/', 1), pointer.size());
        const std::string_view token = pointer.substr(1, end - 1);
        pointer.remove_prefix(end);
        if (const auto index = index_in(token)) {
            if (!place->is_array()) place->emplace_array();
            json::array& list = place->get_array();
            if (list.size() <= *index) list.resize(*index + 1);
            place = &list[*index];
            continue;
        }
        if (!place->is_object()) place->emplace_object();
        place = &place->get_object()[json::string_view(token.data(), token.size())];
    }
    return *place;
}

// "true" and "20003" stand in rules as they do in JSON; what is neither is a text.
std::string as_json(const std::string& text) {
    json::error_code error;
    const json::value value = json::parse(text, error);
    const bool is_plain = !error && (value.is_bool() || value.is_number());
    return is_plain ? text : json::serialize(json::string(text));
}

}  // namespace

rules::Signature led_to_base(const rules::Signature& signature) {
    rules::Signature led = signature;
    const std::string& kind = led.id.value;
    if (led.ask.request) lead(kind, *led.ask.request);
    if (led.ask.admin) lead(kind, led.ask.admin->request);
    if (led.end.request) lead(kind, *led.end.request);
    if (led.end.find) lead(kind, led.end.find->request);
    if (led.end.proof) lead(kind, led.end.proof->request);
    return led;
}

provider::Credential made_credential(const rules::Signature& signature) {
    provider::Credential credential;
    credential.signature = &signature;
    const auto example = rules::make_example(signature, 0, 7);
    if (!example.has_value()) return credential;
    credential.secret = SecretString(std::string_view(example.value().secret));
    for (const auto& [name, value] : example.value().parts)
        credential.parts.push_back({name, SecretString(std::string_view(value))});
    if (!signature.ask.request) return credential;
    for (const std::string& name : names_in(*signature.ask.request)) {
        const bool is_there =
            name == "secret" || name == "base" || credential.part(name) != nullptr;
        if (!is_there) credential.parts.push_back({name, SecretString(std::string_view("made1"))});
    }
    return credential;
}

std::string body_with(const std::vector<std::pair<std::string, std::string>>& values) {
    json::value root;
    root.emplace_object();
    for (const auto& [pointer, value] : values) place_at(root, pointer) = json::parse(value);
    return json::serialize(root);
}

HttpScripted answer_for(const rules::AnswerRule& rule) {
    return answer_for(rule, {});
}

HttpScripted answer_for(const rules::AnswerRule& rule,
                        const std::vector<std::pair<std::string, std::string>>& values) {
    std::vector<std::pair<std::string, std::string>> all = values;
    if (!rule.contains.empty() && rule.json_pointer != "/text")
        all.emplace_back("/text", json::serialize(json::string(rule.contains)));
    const bool is_set = std::ranges::any_of(
        values, [&](const auto& value) { return value.first == rule.json_pointer; });
    if (!rule.json_pointer.empty() && !(is_set && rule.equals.empty()))
        all.emplace_back(rule.json_pointer,
                         rule.equals.empty() ? "\"made-1\"" : as_json(rule.equals));
    std::string body = body_with(all);
    // What stands in quotes there does so here, without escapes.
    if (!rule.contains.empty() && body.find(rule.contains) == std::string::npos)
        body.insert(body.size() - 1, (body.size() > 2 ? "," : "") + rule.contains + ":1");
    return {rule.status.front(), body};
}

const rules::AnswerRule* rule_for(const std::vector<rules::AnswerRule>& rules,
                                  std::string_view detail) {
    const auto found = std::ranges::find(rules, detail, &rules::AnswerRule::detail);
    return found == rules.end() ? nullptr : &*found;
}

}  // namespace curfew::support
