/// The words of the help: what a command is for, and examples a person can copy.
#pragma once

#include <string_view>

namespace curfew::cli {

/// C strings, because the parser takes them as they are.
struct Usage {
    const char* name;
    const char* summary;
    const char* examples;
};

inline constexpr std::string_view kMainSummary =
    "finds secrets that lie in the open, and says from when to when each is accepted";

inline constexpr std::string_view kMainFooter =
    "Exit status:\n"
    "  0   nothing found that the policy blocks\n"
    "  1   something it blocks\n"
    "  2   wrong call, configuration or operating error\n"
    "  3   nothing blocking found, but not everything that was asked for could be read\n"
    "  130 stopped by Ctrl-C; what was covered until then is reported\n";

inline constexpr Usage kScanUsage{
    "scan", "Find secrets; say how long each is accepted and how long it lay open",
    "Examples:\n"
    "  curfew scan                        this directory; a repository with its whole history\n"
    "  curfew scan -f sarif -o out.sarif  for code scanning\n"
    "  curfew scan --since-commit main    only what this branch adds\n"
    "  curfew scan --verify               and ask providers which of it is live\n"
    "  git diff | curfew scan -           standard input\n"};

inline constexpr Usage kGateUsage{"gate",
                                  "Judge new findings against the policy; quiet when all is well",
                                  "Examples:\n"
                                  "  curfew gate --staged               before a commit\n"
                                  "  curfew gate --since-commit origin/main   in CI\n"};

inline constexpr Usage kVerifyUsage{
    "verify", "Ask providers whether a credential is live, until when, and whose it is",
    "Examples:\n"
    "  curfew verify cf1:pub:7215…        what a scan has found; its place is read again\n"
    "  pass show token | curfew verify -  standard input\n"
    "  curfew verify .env --explain-requests   what would be sent, and nothing is\n"
    "Private providers, and hosts found beside secrets, are asked only where your configuration\n"
    "names them ([provider.ID] base, [verify] hosts).\n"
    "Exit status:\n"
    "  0   none is live, as far as its kind can be asked about\n"
    "  1   at least one is live\n"
    "  2   wrong call, configuration or operating error\n"
    "  3   none known to be live, but an answer is unknown or could not be had\n"
    "  130 stopped by Ctrl-C; what was known until then is reported\n"};

inline constexpr Usage kRevokeUsage{
    "revoke", "End credentials at their providers, and prove it; a dry run until --yes",
    "Examples:\n"
    "  curfew revoke cf1:pub:7215…        what would be sent, what else is hit; sends nothing\n"
    "  curfew revoke cf1:pub:7215… --yes  end it, and ask again until it is dead\n"
    "  curfew scan --show-secrets -f json | curfew revoke - --yes -o incident.json\n"
    "Before: is it live, whose is it, which id is its own. What is sent is written down first\n"
    "(revocations.jsonl in $XDG_STATE_HOME/curfew); a later run reads that and asks before it\n"
    "sends anything again. The right to mint goes before what it minted.\n"
    "Never ended: what [protected] lists, the configuration's own administrators, known bait,\n"
    "anything whose id is not proven, and what hits more than --allow says.\n"
    "Exit status:\n"
    "  0   all proven dead, or a dry run\n"
    "  1   something was not ended\n"
    "  2   wrong call, configuration or operating error\n"
    "  3   all accepted by their providers, not all seen dead yet\n"
    "  130 stopped by Ctrl-C; what was sent is in the record\n"};

inline constexpr Usage kImportUsage{
    "import",
    "Take over what another scanner found; say how long each is accepted, and the way out",
    "Examples:\n"
    "  curfew import gitleaks.json                in the repository it was made in\n"
    "  curfew import *.sarif --repository ~/shop  places are read again there\n"
    "  trufflehog … --json | curfew import - --verify   and ask providers which of it is live\n"
    "Reads reports of gitleaks (JSON, CSV, SARIF), Betterleaks, TruffleHog 3 (JSON lines),\n"
    "Kingfisher (JSON, JSON lines, SARIF), detect-secrets (baseline) and SARIF 2.1.0 of any tool.\n"
    "What a report redacts or hashes is read again at its place; --show-secrets of the other tool\n"
    "is not needed.\n"
    "Exit status: as of scan; 3 where a report, an entry or a place could not be read.\n"};

inline constexpr Usage kSignaturesUsage{"signatures",
                                        "What is looked for, how long it lives, how it is ended",
                                        "Examples:\n"
                                        "  curfew signatures list --provider github\n"
                                        "  curfew signatures show github-pat-classic\n"
                                        "  curfew signatures check my-company.toml\n"};

inline constexpr Usage kConfigUsage{"config", "Settings and the organisation's fingerprint key",
                                    "Examples:\n"
                                    "  curfew config init\n"
                                    "  curfew config show\n"};

}  // namespace curfew::cli
