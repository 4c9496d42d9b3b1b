#!/usr/bin/env bash
# Runs the benchmarks of a build folder: run.sh BUILD_FOLDER
set -euo pipefail
build=${1:?usage: run.sh BUILD_FOLDER}
data=$build/bench-data
"$build/tests/bench/process_bench" "$PWD/$build/integrations/cli/curfew" "$PWD/$data"
if [ -x "$build/tests/bench/matcher_bench" ]; then
  "$build/tests/bench/matcher_bench"
fi
