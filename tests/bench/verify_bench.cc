/// How fast many credentials are asked about, against what concurrency and latency allow at best,
/// and what one host that hangs costs the others.
///
///   verify_bench
///
/// 10,000 credentials over 20 hosts that answer after 50 ms; our own pace is off. The hosts live in
/// a process of their own, so that the memory printed is that of asking alone. Exit status: 1 when
/// a ratio was missed; 2 when an answer was not the one that was scripted.
#include <array>
#include <chrono>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <memory>
#include <string>
#include <vector>

#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "integrations/http/curl_client.h"
#include "integrations/providers/registry.h"
#include "scanner/core/clock.h"
#include "scanner/provider/inspector.h"
#include "scanner/rules/catalog.h"
#include "scanner/verification/questions.h"
#include "tests/support/scripted_http.h"

namespace {

using namespace curfew;

constexpr unsigned kHosts = 20;
constexpr unsigned kCredentials = 10'000;
constexpr std::chrono::milliseconds kLatency{50};
constexpr unsigned kHanging = kHosts - 1;  // the host that hangs where one does
constexpr double kShareWanted = 0.8;
constexpr double kDelayWanted = 1.1;
constexpr double kMebibytesWanted = 100.0;

/// The made-up secret is refused, any other is live.
support::HttpScripted answer_to(const support::HttpSeen& seen) {
    const bool is_live = seen.headers.at("x-token").find("live") != std::string::npos;
    return {.status = is_live ? 200 : 401,
            .body = is_live ? R"({"login":"me"})" : "{}",
            .delay = kLatency};
}

/// Twenty servers in a process of their own; it ends with its standard input.
class Hosts {
  public:
    explicit Hosts(bool one_hangs) {
        std::array<int, 2> ports{};
        std::array<int, 2> life{};
        if (::pipe(ports.data()) != 0 || ::pipe(life.data()) != 0) return;
        child_ = ::fork();
        if (child_ == 0) {
            ::close(life[1]);
            serve(one_hangs, ports[1], life[0]);
        }
        ::close(ports[1]);
        ::close(life[0]);
        life_ = life[1];
        for (std::uint16_t& port : ports_) {
            if (::read(ports[0], &port, sizeof port) != sizeof port) port = 0;
        }
        ::close(ports[0]);
    }
    Hosts(const Hosts&) = delete;
    Hosts& operator=(const Hosts&) = delete;
    Hosts(Hosts&&) = delete;
    Hosts& operator=(Hosts&&) = delete;
    ~Hosts() {
        ::close(life_);
        ::waitpid(child_, nullptr, 0);
    }

    [[nodiscard]] std::uint16_t port(unsigned host) const { return ports_.at(host); }

  private:
    [[noreturn]] static void serve(bool one_hangs, int ports, int life) {
        std::vector<std::unique_ptr<support::ScriptedHttp>> servers;
        for (unsigned host = 0; host < kHosts; ++host) {
            const bool hangs = one_hangs && host == kHanging;
            servers.push_back(
                std::make_unique<support::ScriptedHttp>([hangs](const support::HttpSeen& seen) {
                    support::HttpScripted answer = answer_to(seen);
                    if (hangs) answer.manner = support::HttpManner::hangs;
                    return answer;
                }));
            const std::uint16_t port = servers.back()->port();
            if (::write(ports, &port, sizeof port) != sizeof port) ::_exit(1);
        }
        char byte = 0;
        (void)!::read(life, &byte, 1);
        ::_exit(0);
    }

    std::array<std::uint16_t, kHosts> ports_{};
    pid_t child_ = 0;
    int life_ = -1;
};

std::string name_of(unsigned host) {
    return "acme" + std::to_string(host);
}

/// One provider a host, each with its own address.
rules::Catalog catalog_of_hosts() {
    std::vector<rules::CatalogFile> files;
    for (unsigned host = 0; host < kHosts; ++host) {
        const std::string id = name_of(host);
        files.push_back(
            {id + ".toml",
             "format = 1\n[provider]\nid = \"" + id + "\"\nname = \"Acme\"\n" +
                 "site = \"https://acme.invalid\"\n[[source]]\nid = \"made-up\"\n"
                 "what = \"made up\"\nurl = \"https://acme.invalid\"\ndate = 2026-11-22\n"
                 "evidence = \"tried\"\n[[signature]]\nid = \"" +
                 id + "-key\"\nname = \"Key\"\nkind = \"token\"\npattern = '''" + id +
                 "_[0-9A-Za-z]{24}'''\nliterals = [\"" + id +
                 "_\"]\nlength_max = 40\nconfidence = 0.95\nsources = [\"made-up\"]\n"
                 "[signature.lifetime]\nclass = \"unbounded\"\n[signature.ask]\nmethod = \"GET\"\n"
                 "url = \"{base}/me\"\nheaders = { X-Token = \"{secret}\" }\nanswers = [\n"
                 "{ status = [200], pointer = \"/login\", detail = \"live\" },\n"
                 "{ status = [401], detail = \"refused\" },\n]\n[signature.example]\nsecret = \"" +
                 id + "_{base62:24}\"\ncontexts = [\"key={secret}\"]\n"});
    }
    auto made = rules::Catalog::from_toml(files);
    if (!made.has_value()) std::fprintf(stderr, "%s\n", made.error().message().c_str());
    return std::move(made).value();
}

provider::Access access_to(const Hosts& hosts) {
    provider::Access access;
    for (unsigned host = 0; host < kHosts; ++host) {
        access.providers[name_of(host)].base =
            "http://" + name_of(host) + ".test:" + std::to_string(hosts.port(host));
    }
    access.pace = provider::unlimited_pace();
    access.requests_max = 2 * kCredentials;
    return access;
}

http::ClientOptions options_for(const Hosts& hosts) {
    http::ClientOptions options;
    options.uses_environment_proxies = false;
    for (unsigned host = 0; host < kHosts; ++host) {
        options.resolved.push_back(name_of(host) + ".test:" + std::to_string(hosts.port(host)) +
                                   ":127.0.0.1");
    }
    return options;
}

provider::Credential credential(const rules::Catalog& catalog, unsigned number) {
    const std::string id = name_of(number % kHosts);
    std::string digits = std::to_string(number);
    digits.insert(0, 20 - digits.size(), '0');
    provider::Credential made;
    made.signature = catalog.find(id + "-key");
    made.secret = core::SecretString(std::string_view(id + "_live" + digits));
    return made;
}

struct Round {
    unsigned first_host_left_out = kHosts;  // from here on nobody is asked
    bool one_hangs = false;
};

struct Measured {
    double seconds = 0.0;  // until the hosts that answer have answered everything
    unsigned live = 0;
};

Measured measure(const rules::Catalog& catalog, const Round& round) {
    const Hosts hosts(round.one_hangs);
    const core::SystemClock clock;
    const provider::Access access = access_to(hosts);
    auto client = http::CurlClient::make(clock, options_for(hosts)).value();
    providers::AllProviders providers({*client, clock, access});
    provider::Inspector inspector(providers, *client, clock, access);
    const auto ask = [&](provider::Credential asked, provider::InspectionHandler handler) {
        inspector.inspect(std::move(asked), std::move(handler));
    };
    verification::Questions answering(ask);
    verification::Questions hanging(ask);

    const core::Duration begin = clock.steady();
    for (unsigned number = 0; number < kCredentials; ++number) {
        const unsigned host = number % kHosts;
        if (host >= round.first_host_left_out) continue;
        const bool hangs = round.one_hangs && host == kHanging;
        (hangs ? hanging : answering).put(credential(catalog, number), {});
    }
    (void)answering.wait({});
    Measured measured;
    measured.seconds = static_cast<double>((clock.steady() - begin).count()) / 1e6;
    for (unsigned number = 0; number < kCredentials; ++number) {
        const auto answer = answering.answer_to(credential(catalog, number));
        if (answer && answer->detail == provider::Detail::live) ++measured.live;
    }
    client.reset();
    return measured;
}

double peak_mebibytes() {
    rusage used{};
    ::getrusage(RUSAGE_SELF, &used);
    return static_cast<double>(used.ru_maxrss) / 1024.0;
}

}  // namespace

int main() {
    (void)std::signal(SIGPIPE, SIG_IGN);
    const rules::Catalog catalog = catalog_of_hosts();
    constexpr unsigned kOthers = kCredentials - kCredentials / kHosts;
    const auto concurrency = static_cast<double>(http::ClientOptions{}.transfers_max);
    const double latency = std::chrono::duration<double>(kLatency).count();

    const Measured all = measure(catalog, {});
    const double memory = peak_mebibytes();
    const Measured others = measure(catalog, {.first_host_left_out = kHanging});
    const Measured beside = measure(catalog, {.one_hangs = true});

    const double bound = kCredentials * latency / concurrency;
    const double share = bound / all.seconds;
    const double delay = beside.seconds / others.seconds;
    std::printf("%u credentials, %u hosts: %.2f s, at best %.2f s: %.2f of it (wanted %.2f)\n",
                kCredentials, kHosts, all.seconds, bound, share, kShareWanted);
    std::printf("memory: %.1f MiB at its peak (wanted at most %.0f)\n", memory, kMebibytesWanted);
    std::printf("one host hangs: the others take %.2f s instead of %.2f s: %.2f (wanted %.2f)\n",
                beside.seconds, others.seconds, delay, kDelayWanted);
    if (all.live != kCredentials || others.live != kOthers || beside.live != kOthers) {
        std::fprintf(stderr, "answers: %u, %u and %u live\n", all.live, others.live, beside.live);
        return 2;
    }
    const bool is_met =
        share >= kShareWanted && delay <= kDelayWanted && memory <= kMebibytesWanted;
    return is_met ? 0 : 1;
}
