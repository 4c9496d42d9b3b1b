#!/usr/bin/env python3
"""Scores Curfew against labelled examples (JSONL) that lie outside the repository.

    tests/accuracy/score.py EXAMPLES.jsonl build/release/tests/accuracy/detect_lines [SIGNATURE.toml…]

A text counts as found when something in it reaches the confidence from which `curfew scan` shows
findings. Printed: recall on the core positives (not contested, no stand-in, a secret and not an
identifier, no wrong checksum) of the named providers and of all; how often the secret itself was
right among the found; false alarms on the clean negatives, benign ones and near misses apart.
"""

import argparse
import collections
import json
import subprocess
import sys

SHOWN_FROM = 0.35

# Kinds that carry times or names and open nothing alone.
NO_SECRETS = ("certificate", "identifier")

# The providers that have their own signatures by name, as the examples spell them: those whose
# credentials have rows of their own in the catalogue of lifetimes, and twenty more.
NAMED = set(
    """1password adafruit adafruitio airtable algolia anthropic artifactory asana atlassian auth auth0
    aws azure bitbucket buildkite circleci cloudflare cohere confluence cratesio databricks datadog
    dbconnection deepseek digitalocean discord docker dockerhub doppler dropbox dynatrace facebook
    fastly figma gcp gitea github gitlab google grafana groq hashicorp heroku huggingface infisical
    jenkins jfrog jira jwt kubernetes langchain langsmith linear linkedin mailchimp mailgun mariadb
    mistral mongodb mysql netlify newrelic notion npm okta onepassword openai openrouter pagerduty
    perplexity planetscale postgres postman privatekey pulumi pypi rabbitmq redis replicate sendgrid
    sentry shopify slack snowflake sonarqube square stripe supabase tailscale telegram terraform
    twilio twitch typeform vault vercel xai zendesk""".split()
)

# Secrets that no provider issues: assigned values, URLs with credentials, what curl is given.
GENERIC = {"curl", "generic", "netrc", "uri"}


def read_lines(path):
    with open(path, encoding="utf-8") as file:
        return [json.loads(line) for line in file if line.strip()]


def detect(driver, signature_files, texts):
    """What the driver finds in each text, in one process."""
    data = b"".join(b"%d\n%s\n" % (len(text), text) for text in texts)
    done = subprocess.run(
        [driver, *signature_files], input=data, stdout=subprocess.PIPE, check=True
    )
    return [json.loads(line) for line in done.stdout.decode().splitlines()]


def is_core(line):
    return (
        line["label"] == "positive"
        and not line.get("contested")
        and not line.get("placeholder")
        and line.get("cls") != "identifier"
        and line.get("checksum_ok") is not False
    )


def is_clean_negative(line):
    return (
        line["label"] == "negative"
        and not line.get("contested")
        and not line.get("other_rules")
        and line.get("scope") != "context"
    )


def secrets_of(line):
    return [secret for secret in [line.get("secret"), *(line.get("secrets") or [])] if secret]


def has_right_secret(line, shown):
    """Whether one of the found secrets is a labelled one, or holds it, or is its telling part."""
    wanted = secrets_of(line)
    if not wanted:
        return None
    for found in shown:
        for candidate in (found["spelled"], found["secret"]):
            if any(candidate and (candidate in w or w in candidate) for w in wanted):
                return True
    return False


def percent(part, whole):
    return f"{part}/{whole} = {100 * part / whole:.1f} %" if whole else "0/0"


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("examples")
    parser.add_argument("driver")
    parser.add_argument("signatures", nargs="*")
    parser.add_argument("--missed", metavar="FILE", help="write what was missed, as JSONL")
    parser.add_argument("--alarms", metavar="FILE", help="write the false alarms, as JSONL")
    options = parser.parse_args()

    lines = read_lines(options.examples)
    texts = [line["text"].encode("utf-8") for line in lines]
    results = detect(options.driver, options.signatures, texts)
    if len(results) != len(lines):
        sys.exit(f"{len(lines)} texts went in, {len(results)} answers came out")

    counts = collections.Counter()
    missed, alarms, providers = [], [], collections.Counter()
    for line, found in zip(lines, results):
        shown = [
            item
            for item in found
            if item["confidence"] >= SHOWN_FROM and item["kind"] not in NO_SECRETS
        ]
        if is_core(line):
            groups = ["all"] + [
                name
                for name, providers_of in (("named", NAMED), ("generic", GENERIC))
                if line["provider"] in providers_of
            ]
            right = has_right_secret(line, shown) if shown else None
            for group in groups:
                counts[group, "core"] += 1
                counts[group, "found"] += bool(shown)
                counts[group, "spelled"] += right is not None
                counts[group, "right"] += bool(right)
            if not shown or right is False:
                why = "wrong" if shown else "missed"
                missed.append(dict(line, why=why, found=found))
                providers[line["provider"]] += not shown
        elif is_clean_negative(line):
            counts[line.get("neg"), "clean"] += 1
            counts[line.get("neg"), "alarm"] += bool(shown)
            if shown:
                alarms.append(dict(line, found=shown))

    for group in ("named", "generic", "all"):
        print(f"recall, core positives, {group}: "
              f"{percent(counts[group, 'found'], counts[group, 'core'])}")
        print(f"  the secret itself right, of those found: "
              f"{percent(counts[group, 'right'], counts[group, 'spelled'])}")
    for kind in ("benign", "near-miss"):
        print(f"false alarms, clean negatives, {kind}: "
              f"{percent(counts[kind, 'alarm'], counts[kind, 'clean'])}")
    print("most missed:", ", ".join(f"{name} {n}" for name, n in providers.most_common(15) if n))
    for path, items in ((options.missed, missed), (options.alarms, alarms)):
        if path:
            with open(path, "w", encoding="utf-8") as file:
                file.writelines(json.dumps(item) + "\n" for item in items)


if __name__ == "__main__":
    main()
