#!/usr/bin/env bash
# Runs the benchmarks of a build folder: run.sh BUILD_FOLDER
set -euo pipefail
build=${1:?usage: run.sh BUILD_FOLDER}
data=$build/bench-data
status=0
"$build/tests/bench/process_bench" "$PWD/$build/integrations/cli/curfew" "$PWD/$data" || status=$?
if [ -x "$build/tests/bench/matcher_bench" ]; then
  "$build/tests/bench/matcher_bench" || status=$?
fi
if [ -x "$build/tests/bench/verify_bench" ]; then
  "$build/tests/bench/verify_bench" || status=$?
fi
exit "$status"
