#!/bin/sh
# Lists or ends the open SSH sessions of a key or certificate on this machine: what
# `session_command` of [provider.ssh] is for (ssh_sessions.h). Runs as root, needs `ss`, and an sshd
# with LogLevel INFO or more, whose log names key, address and port of each login.
#
#   ssh_sessions.sh list|end FINGERPRINT [SERIAL AUTHORITY]
#
# CURFEW_SSHD_LOG names a log file; without it the journal of the last 90 days is read. For several
# machines, write a program with the same arguments that calls this one on each.
set -eu

verb=$1
fingerprint=$2
serial=${3:-}
authority=${4:-}

case "$verb" in
list | end) ;;
*)
  echo "usage: ssh_sessions.sh list|end FINGERPRINT [SERIAL AUTHORITY]" >&2
  exit 2
  ;;
esac

logins() {
  if [ -n "${CURFEW_SSHD_LOG:-}" ]; then
    cat -- "$CURFEW_SSHD_LOG"
  else
    journalctl --quiet --output=cat --identifier=sshd --since=-90d
  fi
}

# "… Accepted publickey for deploy from 192.0.2.7 port 50022 ssh2: ED25519-CERT SHA256:… ID task-17
# (serial 17) CA ED25519 SHA256:…". A key id may hold any words, so the ends of the line are looked at:
# the fingerprint is the second word behind "ssh2:", serial and authority are the last words. Ports are
# used again, so only the last login from an address and port counts.
peers() {
  logins | tr -d '\r' | awk -v fingerprint="$fingerprint" -v serial="$serial" -v authority="$authority" '
    match($0, /Accepted [a-z-]+ for /) {
      count = split(substr($0, RSTART), word, " ")
      # Accepted publickey for USER from ADDRESS port PORT ssh2: TYPE FINGERPRINT …
      if (word[5] != "from" || word[7] != "port") next
      meant = word[2] == "publickey" && word[11] == fingerprint
      if (serial != "" && (word[count - 3] != serial ")" || word[count - 4] != "(serial" || word[count] != authority)) meant = 0
      last[word[6] " " word[8]] = meant
    }
    END { for (peer in last) if (last[peer]) print peer }'
}

peers | while read -r address port; do
  pids=$(ss -Htnp state established "dst = $address and dport = :$port" | grep -o 'pid=[0-9]*' | cut -d= -f2 | sort -u)
  [ -n "$pids" ] || continue
  if [ "$verb" = list ]; then
    echo "$address $port"
  else
    # shellcheck disable=SC2086 # one word a process
    kill $pids 2>/dev/null || true
  fi
done
