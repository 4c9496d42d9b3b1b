#!/usr/bin/env python3
"""Replays `curfew gate` with its default policy over the last commits of repositories.

    tests/accuracy/replay_gate.py build/release/integrations/cli/curfew REPOSITORY… [-n 1000]

For each repository (bare or not) the last N commits that are no merges are taken, from HEAD
backwards: what somebody once committed on their own machine, where the gate would have stood. Each
is judged as `curfew gate PARENT..COMMIT --as-of ITS-TIME` judges it: what it brings, against what
the touched paths held before, at the moment it was made. A first commit is judged whole. The gate runs
in an empty repository that borrows the objects (alternates) and knows no reference but HEAD, so
that a mirror's thousand other branches cost nothing.

Printed: every block with commit, signature, path, the masked secret, confidence and reasons; then a
line a repository with commits, commits blocked, blocks, and commits for which blobs are missing
(partial clones; the gate says exit 3 there) or the gate failed (any other exit).
"""

import argparse
import collections
import concurrent.futures
import datetime
import json
import os
import subprocess
import sys
import tempfile

BLOCKED, GAPS = 1, 3


def git(repository, *arguments):
    command = ["git", "-C", repository, *arguments]
    return subprocess.run(command, stdout=subprocess.PIPE, check=True).stdout.decode()


def commits_of(repository, count):
    """(commit, first parent or None, committer's date), the newest first."""
    log = git(repository, "log", "--no-merges", f"-n{count}", "--format=%H %ct %P", "HEAD")
    for line in log.splitlines():
        commit, seconds, *parents = line.split()
        yield commit, parents[0] if parents else None, int(seconds)


class Gate:
    """The program with nobody's configuration."""

    def __init__(self, program, home):
        self.program = os.path.abspath(program)
        self.environment = {"HOME": home, "PATH": "/usr/bin:/bin", "GIT_CONFIG_NOSYSTEM": "1"}

    def judge(self, repository, commit, parent, seconds):
        """The exit code, the findings, what was not read."""
        moment = datetime.datetime.fromtimestamp(seconds, datetime.timezone.utc)
        what = [f"{parent}..{commit}"] if parent else ["--branch", commit]
        done = subprocess.run(
            [self.program, "gate", *what, "--as-of", moment.strftime("%Y-%m-%dT%H:%M:%SZ"),
             "--format", "jsonl", "--jobs", "1"],
            cwd=repository, env=self.environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            check=False,
        )
        records = [json.loads(line) for line in done.stdout.decode().splitlines()]
        findings = [record for record in records if record["type"] == "finding"]
        skipped = [record for record in records if record["type"] == "skipped" and record["gap"]]
        return done.returncode, findings, skipped, done.stderr.decode(errors="replace")


def borrow(repository, folder):
    """An empty bare repository over the objects of another one."""
    objects = git(repository, "rev-parse", "--git-path", "objects").strip()
    subprocess.run(["git", "init", "-q", "--bare", folder], check=True)
    with open(os.path.join(folder, "objects/info/alternates"), "w", encoding="utf-8") as file:
        file.write(os.path.abspath(os.path.join(repository, objects)) + "\n")
    git(folder, "update-ref", "--no-deref", "HEAD", git(repository, "rev-parse", "HEAD").strip())
    return folder


def is_missing(skipped):
    return bool(skipped) and all("missing" in record["reason"] for record in skipped)


def line_of(repository, commit, finding):
    places = [
        f"{place.get('path', place['kind'])}:{place.get('line', '?')}"
        + "".join(f" ! {step}" for step in place.get("container", []))
        for place in finding["places"]
    ]
    reasons = "; ".join(finding["confidence_reasons"])
    return (
        f"BLOCK {repository} {commit[:12]} {finding['signature']['id']} {', '.join(places[:3])}"
        f" {finding['masked']} {finding['confidence']:.2f}"
        f" ({'confirmed; ' if finding['confirmed'] else ''}{reasons})"
    )


def replay(gate, repository, name, options):
    counts = collections.Counter()
    signatures = collections.Counter()
    commits = list(commits_of(repository, options.commits))
    with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        answers = pool.map(lambda commit: gate.judge(repository, *commit), commits)
        for (commit, _, _), (code, findings, skipped, errors) in zip(commits, answers):
            counts["commits"] += 1
            counts["blocked"] += code == BLOCKED
            counts["incomplete"] += is_missing(skipped)
            if code not in (0, BLOCKED) and not (code == GAPS and is_missing(skipped)):
                counts["errors"] += 1
                print(f"ERROR {name} {commit[:12]} exit {code}: {errors.strip()} {skipped}")
            for finding in findings:
                if options.findings and finding["new"]:
                    told = {"repository": name, "commit": commit, **finding}
                    options.findings.write(json.dumps(told) + "\n")
                if not finding["blocking"]:
                    counts["warned"] += finding["new"]
                    continue
                counts["blocks"] += 1
                signatures[finding["signature"]["id"]] += 1
                print(line_of(name, commit, finding))
            sys.stdout.flush()
    kinds = ", ".join(f"{kind} {count}" for kind, count in signatures.most_common())
    print(
        f"SUM {name}: {counts['commits']} commits, {counts['blocked']} blocked,"
        f" {counts['blocks']} blocks ({kinds or 'none'}), {counts['warned']} warnings,"
        f" {counts['incomplete']} with missing blobs, {counts['errors']} errors"
    )
    return counts


def name_of(repository, options):
    """What tells the repositories apart; the last two folders when there is one."""
    path = os.path.abspath(repository)
    if len(options.repositories) == 1:
        return os.sep.join(path.split(os.sep)[-2:])
    common = os.path.commonpath([os.path.abspath(other) for other in options.repositories])
    return os.path.relpath(path, common).split(os.sep)[0]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("program")
    parser.add_argument("repositories", nargs="+")
    parser.add_argument("-n", "--commits", type=int, default=1000)
    parser.add_argument("-j", "--jobs", type=int, default=2, help="gates at once")
    parser.add_argument("--findings", type=argparse.FileType("w"),
                        help="write what blocks and what only warns, as JSONL")
    options = parser.parse_args()

    total = collections.Counter()
    with tempfile.TemporaryDirectory() as home:
        gate = Gate(options.program, home)
        for number, repository in enumerate(options.repositories):
            borrowed = borrow(repository, os.path.join(home, str(number)))
            total += replay(gate, borrowed, name_of(repository, options), options)
    print(
        f"ALL: {total['commits']} commits, {total['blocked']} blocked, {total['blocks']} blocks,"
        f" {total['incomplete']} with missing blobs, {total['errors']} errors"
    )
    return 2 if total["errors"] else 0


if __name__ == "__main__":
    sys.exit(main())
