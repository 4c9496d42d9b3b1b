#!/usr/bin/env bash
# Makes a small repository with three secrets in its history, in the folder given: an AWS key pair that
# was removed again, a signed token that has expired, and a database password that is still there.
# The values are made here from a fixed seed: they look right and open nothing.
set -euo pipefail

folder=${1:?usage: make.sh FOLDER}
rm -rf "$folder"
mkdir -p "$folder"
cd "$folder"

# stream ALPHABET COUNT SEED: letters that depend on the seed alone.
stream() {
  local round=0 text=""
  while [ "${#text}" -lt "$2" ]; do
    text+=$(printf '%s %s' "$3" "$round" | sha512sum | cut -c1-128 | xxd_to_bytes | LC_ALL=C tr -dc "$1")
    round=$((round + 1))
  done
  printf '%s' "${text:0:$2}"
}

# Hexadecimal digits to bytes, without any tool beyond the shell's own printf.
xxd_to_bytes() {
  local digits escaped=""
  read -r digits
  while [ -n "$digits" ]; do
    escaped+="\\x${digits:0:2}"
    digits=${digits:2}
  done
  # shellcheck disable=SC2059  # the format is the data, on purpose
  printf "$escaped" | LC_ALL=C tr -d '\0'
}

base64url() { base64 -w0 | tr '+/' '-_' | tr -d '='; }

commit() {
  # commit DATE MESSAGE
  git add -A
  GIT_AUTHOR_DATE=$1 GIT_COMMITTER_DATE=$1 git -c user.name="First Scan" \
    -c user.email="first-scan@example.invalid" commit -q -m "$2"
}

git init -q -b main .
printf 'A shop.\n' >README.md
commit 2024-01-10T09:00:00Z "A shop"

key_id="AKIA$(stream 'A-Z2-7' 16 'key id')"
key=$(stream 'A-Za-z0-9+/' 40 'key')
printf 'AWS_ACCESS_KEY_ID=%s\nAWS_SECRET_ACCESS_KEY=%s\n' "$key_id" "$key" >deploy.env
commit 2024-03-02T15:30:00Z "Deploy from the laptop"

header=$(printf '{"alg":"HS256","typ":"JWT"}' | base64url)
claims=$(printf '{"iss":"https://id.example.invalid","sub":"batch","iat":1717200000,"exp":1719792000}' | base64url)
printf 'curl -H "Authorization: Bearer %s.%s.%s" https://api.example.invalid/orders\n' \
  "$header" "$claims" "$(stream 'A-Za-z0-9_-' 43 'signature')" >sync.sh
commit 2024-06-01T08:00:00Z "Sync the orders"

rm deploy.env
commit 2024-06-20T11:45:00Z "Deploy from CI now"

printf 'database:\n  url: postgres://shop:%s@db.internal:5432/shop\n' \
  "$(stream 'A-Za-z0-9' 20 'password')" >config.yml
commit 2025-02-14T10:10:00Z "Own database"
