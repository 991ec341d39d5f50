#!/usr/bin/env bash
# Tests one real editor with the real server, installing the editor first if need be.
#
#   KEYWARD_BIN=/path/to/keyward run.sh (nvim-0.11 | nvim-0.12 | vscode) [FILTER]
#
# KEYWARD_BIN defaults to target/debug/keyward. The last line of the output is
# 'N passed, N failed'. Exit codes: 0 all passed, 1 some failed, 77 not available here.
set -uo pipefail
. "$(dirname "$0")/lib/common.sh"
name=${1:-}
filter=${2:-}

KEYWARD_BIN=$(realpath "${KEYWARD_BIN:-$checkout/target/debug/keyward}")
export KEYWARD_BIN
[ -x "$KEYWARD_BIN" ] || fail "there is no program '$KEYWARD_BIN': run 'cargo build -p keyward' or set KEYWARD_BIN"

install() { bash "$here/setup.sh" "$1" || exit $?; }

case $name in
  nvim-0.11 | nvim-0.12)
    install "$name"
    export NVIM_BIN=$editors/$name/bin/nvim
    exec "$NVIM_BIN" --clean -l "$checkout/editors/nvim/tests/run.lua" $filter
    ;;
  vscode)
    install code-server
    export KEYWARD_EDITORS_DIR=$editors PATH=$editors/node24/bin:$PATH npm_config_nodedir=$editors/node24
    exec node "$here/vscode/run.mjs" $filter
    ;;
  *) fail "which editor? nvim-0.11, nvim-0.12 or vscode" ;;
esac
