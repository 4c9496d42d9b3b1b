#!/usr/bin/env python3
"""Draws findings of a JSON report, to be judged by eye: true, test data, or false.

    curfew scan --no-store --exit-code 0 -f json -o report.json PATH/TO/repository
    tests/accuracy/draw.py report.json PATH/TO/repository [--seed N] [--random 100] [--first 20]

Prints the seed, the first findings in report order, and random ones of all the rest and the first
together: the signature, the confidence with its reasons, the newest place and the line around the
secret, which is masked. The same report and seed draw the same findings.
"""

import argparse
import json
import random
import subprocess
import sys

CONTEXT_BYTES = 110
SHOWN_BYTES = 3  # of a secret, at its begin and at its end


def object_of(repository, place):
    """The bytes a person would open: a blob, or a commit's message."""
    name = place.get("object") or place.get("commit")
    if name is None:
        return b""
    kind = "commit" if place["kind"] == "commit_message" else None
    kind = kind or subprocess.run(
        ["git", "-C", repository, "cat-file", "-t", name], stdout=subprocess.PIPE, check=False
    ).stdout.decode().strip()
    done = subprocess.run(
        ["git", "-C", repository, "cat-file", kind or "blob", name],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        check=False,
    )
    data = done.stdout
    return data.split(b"\n\n", 1)[-1] if kind in ("commit", "tag") else data


def masked(secret):
    if len(secret) < 4 * SHOWN_BYTES:
        return b"*" * len(secret)
    return secret[:SHOWN_BYTES] + b"<%d>" % len(secret) + secret[-SHOWN_BYTES:]


def context_of(repository, place):
    """The line around the secret, cut on both sides, with the secret masked."""
    lines = object_of(repository, place).split(b"\n")
    number, column = place.get("line"), place.get("column")
    if not number or not column or number > len(lines):
        return "(no line: inside a container)" if place.get("container") else "(no line)"
    line = lines[number - 1]
    is_one_line = place.get("end_line", number) == number
    end = place.get("end_column", column) - 1 if is_one_line else len(line)
    before = line[max(0, column - 1 - CONTEXT_BYTES) : column - 1]
    after = line[end : end + CONTEXT_BYTES] if is_one_line else b" ..."
    text = before + b"\xe2\x9f\xa6" + masked(line[column - 1 : end]) + b"\xe2\x9f\xa7" + after
    return text.decode("utf-8", "replace").strip()


def where(place):
    parts = [place["kind"], place.get("path", ""), str(place.get("line", "?"))]
    text = ":".join(part for part in parts if part)
    return f"{text} @ {str(place.get('commit', ''))[:10]}" if place.get("commit") else text


def show(number, finding, repository):
    place = finding["places"][0]
    reasons = "; ".join(finding["confidence_reasons"])
    sure = "confirmed" if finding["confirmed"] else "not confirmed"
    print(f"[{number}] {finding['signature']['id']} {finding['confidence']:.2f} {sure} ({reasons})")
    print(f"     {where(place)}, {len(finding['places'])} places")
    for inside in place.get("container", []):
        print(f"     inside {inside if isinstance(inside, str) else json.dumps(inside)}")
    print(f"     {context_of(repository, place)[: 3 * CONTEXT_BYTES]}")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("report")
    parser.add_argument("repository")
    parser.add_argument("--seed", type=int, help="default: a fresh one, printed")
    parser.add_argument("--first", type=int, default=20)
    parser.add_argument("--random", type=int, default=100)
    options = parser.parse_args()

    with open(options.report, encoding="utf-8") as file:
        findings = json.load(file)["findings"]
    if not findings:
        sys.exit("no findings")
    seed = options.seed if options.seed is not None else random.SystemRandom().randrange(2**32)
    print(f"seed {seed}, {len(findings)} findings")
    print(f"\n== first {options.first}, in report order ==")
    for number, finding in enumerate(findings[: options.first]):
        show(number, finding, options.repository)
    count = min(options.random, len(findings))
    drawn = sorted(random.Random(seed).sample(range(len(findings)), count))
    print(f"\n== {count} drawn ==")
    for number in drawn:
        show(number, findings[number], options.repository)


if __name__ == "__main__":
    main()
