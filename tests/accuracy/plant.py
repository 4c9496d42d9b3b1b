#!/usr/bin/env python3
"""Plants secrets of all kinds into a copy of a repository, scans it, and says what was found.

    tests/accuracy/plant.py build/release/integrations/cli/curfew \\
        build/dev/tests/accuracy/make_examples REPOSITORY… [--seed N] [--count 300]

Half are the product's own made examples of provider kinds, where nothing around is needed in lines
of ours; half are generic kinds made without a look at our rules (planted_secrets.py). They stand in
files that stay, that are removed later, that only a merge or a branch beside has, in commit and tag
messages and notes; plain, in base 64, in UTF-16, in gzip, in JSON strings, percent-encoded. The
copy shares the packs of the repository by hard links and is removed at the end.

Found means: a report of `curfew scan` with default options shows it. Printed: the seed, each miss,
recall by kind, by wrapping and by place, and in all.
"""

import argparse
import base64
import collections
import dataclasses
import gzip
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.parse

import planted_secrets
from planted_secrets import Secret
from score import NAMED, NO_SECRETS, percent

WRAPPINGS = {"plain": 76, "base64": 6, "UTF-16": 6, "gzip": 6, "JSON string": 3, "percent": 3}
PLACES = {"stays": 48, "removed later": 25, "merge only": 7, "branch beside": 8,
          "commit message": 7, "tag message": 2, "note": 3}
IN_MESSAGES = ("commit message", "tag message", "note")
FILES_A_COMMIT = 5


@dataclasses.dataclass
class Planted:
    secret: Secret
    wrapping: str
    place: str
    content: bytes
    path: str
    found: list = dataclasses.field(default_factory=list)


# ---- provider kinds ----------------------------------------------------------------------------

LINES = [  # {N} the provider's name in capitals, {n} in small letters, {s} the secret
    (".env", "# deployment\n{N}_TOKEN={s}\nLOG_LEVEL=info\n"),
    ("deploy.sh", "#!/bin/sh\nset -eu\nexport {N}_API_KEY=\"{s}\"\nmake release\n"),
    ("config.yml", "{n}:\n  enabled: true\n  token: {s}\n"),
    ("client.py", "import os\n\nclient = Client(\"{s}\", timeout=30)\n"),
    ("index.ts", "const {n}Key = '{s}';\nexport default new Client({n}Key);\n"),
    ("settings.json", "{{\n  \"{n}\": {{\"credential\": \"{s}\"}},\n  \"retries\": 3\n}}\n"),
    ("main.go", "func main() {{\n\tc := api.New(\"{s}\")\n\tc.Run()\n}}\n"),
    ("OPERATIONS.md", "## {n}\n\nUse `{s}` for the nightly job.\n"),
    ("job.log", "2024-03-02T04:11:09Z INFO request accepted token={s} status=200\n"),
    ("Job.java", "    private static final String KEY = \"{s}\";\n"),
]


def provider_secrets(dice, examples, count):
    """One example of each of `count` signatures, half of them of the providers named first."""
    by_signature = collections.defaultdict(list)
    for example in examples:
        if example["pattern"] and example["kind"] not in NO_SECRETS:
            by_signature[example["signature"]].append(example)
    named = [key for key, group in by_signature.items() if group[0]["provider"] in NAMED]
    chosen = dice.sample(sorted(named), min(len(named), count // 2))
    others = sorted(set(by_signature) - set(chosen))
    for number, key in enumerate(chosen + dice.sample(others, count - len(chosen))):
        example = dice.choice(by_signature[key])
        secret = example["secret"]
        name, template = dice.choice(LINES)
        text = template.format(s=secret, n=example["provider"].replace("-", ""),
                               N=example["provider"].replace("-", "_").upper())
        if example["needs_context"] or "\n" in secret or '"' in secret:
            name, text = "settings.txt", example["text"] + "\n"
        path = f"{dice.choice(planted_secrets.FOLDERS)}/p{number}/{name}"
        yield Secret(f"provider: {example['kind']}", path, text, [secret], key)


# ---- wrapping and placing ----------------------------------------------------------------------

def wrap(dice, secret, wrapping):
    """The file's name and bytes."""
    raw = secret.text.encode("latin-1")
    if wrapping == "base64":
        text = base64.b64encode(raw).decode()
        return dice.choice([
            (secret.path + ".yaml", f"kind: Secret\ndata:\n  file: {text}\n".encode()),
            (secret.path + ".sh", f"echo {text} | base64 -d > file\n".encode()),
            (secret.path + ".b64", base64.encodebytes(raw)),
        ])
    if wrapping == "UTF-16":
        return secret.path, raw.decode("latin-1").encode("utf-16")
    if wrapping == "gzip":
        return secret.path + ".gz", gzip.compress(raw, mtime=0)
    if wrapping == "JSON string":
        line = {"level": "info", "file": secret.path, "body": secret.text}
        return secret.path + ".jsonl", (json.dumps(line) + "\n").encode()
    if wrapping == "percent":
        text = urllib.parse.quote(raw, safe="")
        return secret.path + ".http", f"POST /upload HTTP/1.1\n\nname=x&body={text}\n".encode()
    return secret.path, raw


def drawn(dice, weights):
    return dice.choices(list(weights), list(weights.values()))[0]


def plan(dice, secrets):
    for secret in secrets:
        place = drawn(dice, PLACES)
        wrapping = drawn(dice, WRAPPINGS)
        if place in IN_MESSAGES and "private" in secret.kind:
            place = "stays"  # a key is looked for by its file
        if place in IN_MESSAGES:
            wrapping = "plain"
        path, content = wrap(dice, secret, wrapping)
        yield Planted(secret, wrapping, place, content, path)


class Importer:
    """A stream for git fast-import: commits upon a branch of the copy."""

    def __init__(self, base):
        self.stream = bytearray()
        self.base = base
        self.mark = 0
        self.tip = {}
        self.seconds = 1_790_000_000

    def data(self, content):
        self.stream += b"data %d\n%s\n" % (len(content), content)

    def commit(self, branch, message, put=(), drop=(), parents=None):
        self.mark += 1
        self.seconds += 3600
        parents = parents or [self.tip.get(branch, self.base)]
        who = f"Dana Reyes <dana@acme-ops.net> {self.seconds} +0000"
        self.stream += f"commit refs/heads/{branch}\nmark :{self.mark}\ncommitter {who}\n".encode()
        self.data(message)
        self.stream += f"from {parents[0]}\n".encode()
        for parent in parents[1:]:
            self.stream += f"merge {parent}\n".encode()
        for item in put:
            self.stream += f"M 100644 inline {item.path}\n".encode()
            self.data(item.content)
        for item in drop:
            self.stream += f"D {item.path}\n".encode()
        self.tip[branch] = f":{self.mark}"
        return f":{self.mark}"

    def tag(self, name, message):
        who = f"Dana Reyes <dana@acme-ops.net> {self.seconds} +0000"
        self.stream += f"tag {name}\nfrom {self.tip['planted']}\ntagger {who}\n".encode()
        self.data(message)

    def note(self, text):
        who = f"Dana Reyes <dana@acme-ops.net> {self.seconds} +0000"
        self.stream += f"commit refs/notes/planted\ncommitter {who}\n".encode()
        self.data(b"Notes added\n")
        self.stream += f"N inline {self.tip['planted']}\n".encode()
        self.data(text)


def batches(items):
    return [items[at : at + FILES_A_COMMIT] for at in range(0, len(items), FILES_A_COMMIT)]


def stream_of(base, planted):
    of = {place: [item for item in planted if item.place == place] for place in PLACES}
    importer = Importer(base)
    to_remove = []
    in_files = [item for item in planted if item.place in ("stays", "removed later")]
    for number, batch in enumerate(batches(in_files)):
        importer.commit("planted", b"Set up step %d\n" % number, batch, to_remove)
        to_remove = [item for item in batch if item.place == "removed later"]
    importer.commit("planted", b"Clean up\n", (), to_remove)
    for number, batch in enumerate(batches(of["merge only"])):
        side = importer.commit(f"side{number}", b"Work beside\n", (), (), [importer.tip["planted"]])
        importer.commit("planted", b"Trunk goes on\n")
        importer.commit("planted", b"Merge work beside\n", batch, (),
                        [importer.tip["planted"], side])
    for number, batch in enumerate(batches(of["branch beside"])):
        importer.commit(f"topic{number}", b"Try something\n", batch, (), [importer.tip["planted"]])
    for item in of["commit message"]:
        importer.commit("planted", b"Repair the deployment\n\n" + item.content)
    for number, item in enumerate(of["tag message"]):
        importer.tag(f"planted-{number}", b"Release\n\n" + item.content)
    for item in of["note"]:
        importer.commit("planted", b"A commit with a note\n")
        importer.note(item.content)
    return bytes(importer.stream)


def link_or_copy(source, target):
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)


def git(repository, *arguments, data=None):
    environment = dict(os.environ, GIT_NO_LAZY_FETCH="1", GIT_CONFIG_NOSYSTEM="1")
    command = ["git", "-c", "gc.auto=0", "-C", repository, *arguments]
    done = subprocess.run(command, input=data, stdout=subprocess.PIPE, check=True, env=environment)
    return done.stdout.decode()


# ---- scanning and scoring ----------------------------------------------------------------------

def scan(program, repository, home):
    done = subprocess.run(
        [os.path.abspath(program), "scan", repository, "--history-only", "--show-secrets",
         "--no-store", "--format", "json"],
        env={"HOME": home, "PATH": "/usr/bin:/bin"}, cwd=home,
        stdout=subprocess.PIPE, check=False,
    )
    if done.returncode not in (0, 1, 3):
        sys.exit(f"curfew ended with {done.returncode}")
    return json.loads(done.stdout)


def is_spelled(value, secret):
    return value in secret or (secret in value and len(secret) >= 0.6 * len(value))


def spellings(values):
    """With what percent hides undone, also by chance or twice: a report shows canonical bytes."""
    once = [urllib.parse.unquote(value, "latin-1") for value in values]
    return {*values, *once, *(urllib.parse.unquote(value, "latin-1") for value in once)}


def score(planted, findings):
    shown = [item for item in findings if item["signature"]["kind"] not in NO_SECRETS]
    texts = [(item.get("secret", ""), item) for item in shown]
    keys_at = collections.defaultdict(list)
    for item in shown:
        if item["signature"]["kind"] == "private_key":
            for place in item["places"]:
                keys_at[place.get("path")].append(item)
    for item in planted:
        item.found = [found for text, found in texts
                      if any(is_spelled(value, text) for value in spellings(item.secret.values))]
        if "private_key" in item.secret.kind or not item.secret.values:
            item.found += keys_at[item.path]


def print_scores(planted):
    for title, key in (("kind", lambda item: item.secret.kind),
                       ("wrapping", lambda item: item.wrapping),
                       ("place", lambda item: item.place)):
        total, found = collections.Counter(), collections.Counter()
        for item in planted:
            total[key(item)] += 1
            found[key(item)] += bool(item.found)
        parts = [f"{name} {found[name]}/{count}" for name, count in sorted(total.items())]
        print(f"by {title}: " + ", ".join(parts))
    provider = [item for item in planted if item.secret.signature and item.found]
    right = sum(
        any(item.secret.signature in (found["signature"]["id"], *found.get("also_matched", []))
            for found in item.found) for item in provider)
    print(f"provider kinds called by their name: {percent(right, len(provider))}")


def measure(options, repository):
    seed = options.seed
    dice = random.Random(seed)
    made = subprocess.run([options.make_examples, str(seed)], stdout=subprocess.PIPE, check=True)
    examples = [json.loads(line) for line in made.stdout.decode().splitlines()]
    secrets = list(planted_secrets.generic_secrets(dice, options.count))
    secrets += provider_secrets(dice, examples, options.count - len(secrets))
    dice.shuffle(secrets)
    planted = list(plan(dice, secrets))
    with tempfile.TemporaryDirectory(dir=options.work) as folder:
        copy = os.path.join(folder, "copy.git")
        shutil.copytree(repository, copy, copy_function=link_or_copy)
        base = git(copy, "rev-parse", "HEAD").strip()
        git(copy, "fast-import", "--quiet", data=stream_of(base, planted))
        begin = time.monotonic()
        report = scan(options.program, copy, folder)
        seconds = time.monotonic() - begin
    score(planted, report["findings"])
    print(f"{repository}: seed {seed}, {len(planted)} planted, scan {seconds:.1f} s")
    for item in planted:
        if not item.found:
            print(f"MISSED {item.secret.kind} {item.secret.signature} ({item.wrapping}, "
                  f"{item.place}) {item.path}")
            if options.missed:
                options.missed.write(json.dumps(
                    {"text": item.secret.text, "values": item.secret.values, "path": item.path,
                     "kind": item.secret.kind, "signature": item.secret.signature,
                     "wrapping": item.wrapping, "place": item.place}) + "\n")
    print_scores(planted)
    return planted


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("program")
    parser.add_argument("make_examples")
    parser.add_argument("repositories", nargs="+")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=300, help="in each repository")
    parser.add_argument("--work", help="where the copy is made, best on the same file system")
    parser.add_argument("--missed", type=argparse.FileType("w"), help="write the misses, as JSONL")
    options = parser.parse_args()

    planted = []
    for repository in options.repositories:
        planted += measure(options, repository)
        options.seed += 1
        sys.stdout.flush()
    found = sum(bool(item.found) for item in planted)
    print(f"recall on planted secrets: {percent(found, len(planted))}")


if __name__ == "__main__":
    main()
