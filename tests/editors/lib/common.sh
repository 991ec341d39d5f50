# Sourced by setup.sh and run.sh: where things live, and how a script says that it cannot go on.
#
# Exit codes: 0 done, 1 failed, 77 not available on this machine (the caller may skip; under
# CI=true that is a failure, because a skipped editor there is an editor nobody tested).

here=$(cd "$(dirname "${BASH_SOURCE[1]}")" && pwd)
checkout=$(cd "$here/../.." && pwd)
editors=${KEYWARD_EDITORS_DIR:-$checkout/.editors}
mkdir -p "$editors"
editors=$(cd "$editors" && pwd)

say() { printf '# %s\n' "$*"; }

fail() {
  printf 'FAILED: %s\n' "$*" >&2
  exit 1
}

not_available() {
  if [ "${CI:-}" = true ]; then fail "$* (CI=true: nothing may be skipped)"; fi
  printf 'SKIPPED: %s\n' "$*" >&2
  exit 77
}

# A container, a virtual machine or a CI runner: a system that may be changed.
is_disposable() {
  [ "${CI:-}" = true ] || [ -n "${KEYWARD_INSTALL_PACKAGES:-}" ] || [ -e /.dockerenv ] || [ -e /run/.containerenv ] \
    || { command -v systemd-detect-virt >/dev/null && systemd-detect-virt --quiet; }
}

# need_packages NAME...: Debian packages, installed only by root on a disposable system.
need_packages() {
  command -v dpkg-query >/dev/null && command -v apt-get >/dev/null \
    || not_available "this step needs the Debian packages '$*', and this is not a Debian system"
  local missing=() package
  for package in "$@"; do
    dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing+=("$package")
  done
  [ ${#missing[@]} -gt 0 ] || return 0
  if [ "$(id -u)" != 0 ] || ! is_disposable; then
    not_available "Debian packages are missing; install them with:  sudo apt-get install --no-install-recommends ${missing[*]}"
  fi
  say "installing Debian packages: ${missing[*]}"
  # Another installation may hold the lock for some minutes.
  apt-get -qq -o DPkg::Lock::Timeout=600 update || fail "apt-get update"
  DEBIAN_FRONTEND=noninteractive apt-get -qq -y -o DPkg::Lock::Timeout=600 \
    install --no-install-recommends "${missing[@]}" >/dev/null || fail "apt-get install ${missing[*]}"
}

# find_pip: sets `pip` to a command that installs Python packages.
find_pip() {
  if python3 -m pip --version >/dev/null 2>&1; then pip=(python3 -m pip)
  elif command -v pip3 >/dev/null; then pip=(pip3)
  elif command -v uv >/dev/null; then pip=(uv pip)
  else return 1
  fi
}

# install_wheel REQUIREMENT FOLDER: unpacks one Python wheel without its dependencies.
install_wheel() {
  local pip
  find_pip || { need_packages python3 python3-pip && find_pip; } || fail "there is no pip"
  rm -rf "$2"
  local quiet=(-q)
  [ "${pip[0]}" = uv ] || quiet+=(--disable-pip-version-check --root-user-action=ignore)
  "${pip[@]}" install "${quiet[@]}" --no-deps --target "$2" "$1" || fail "could not install the Python package $1"
}
