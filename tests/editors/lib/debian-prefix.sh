#!/usr/bin/env bash
# A program of another Debian release in a folder of its own; the system stays as it is.
#
#   debian-prefix.sh SUITE FOLDER PACKAGE PROGRAM PATCHELF
#
# Downloads PACKAGE and everything it depends on, libc included, from the mirror that this
# machine already uses, unpacks it (no maintainer script runs) and makes PROGRAM use the
# folder's own loader and libraries. Needs no root. The folder cannot be moved afterwards.
set -euo pipefail
suite=$1 folder=$2 package=$3 program=$4 patchelf=$5
mkdir -p "$folder"
folder=$(cd "$folder" && pwd)
root=$folder/root
apt=$folder/.apt
rm -rf "$root" "$apt"
mkdir -p "$root" "$folder/bin" "$apt"/{lists/partial,cache/archives/partial,none}
trap 'rm -rf "$apt"' EXIT

mirror=$(
  . /etc/os-release
  apt-get indextargets --format '$(REPO_URI) $(CODENAME) $(COMPONENT)' 2>/dev/null \
    | awk -v release="${VERSION_CODENAME:-}" '$2 == release && $3 == "main" { print $1; exit }'
)
if [ -z "$mirror" ]; then
  echo "no Debian mirror found in this machine's apt sources (has 'apt-get update' been run?)" >&2
  exit 77
fi

echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $mirror $suite main" > "$apt/sources.list"
: > "$apt/status" # nothing counts as installed, so the whole closure is fetched
cat > "$apt/apt.conf" <<CONF
Dir::Etc::SourceList "$apt/sources.list";
Dir::Etc::SourceParts "$apt/none";
Dir::Etc::Preferences "$apt/none/preferences";
Dir::Etc::PreferencesParts "$apt/none";
Dir::State "$apt";
Dir::State::Lists "$apt/lists";
Dir::State::Status "$apt/status";
Dir::Cache "$apt/cache";
APT::Install-Recommends "false";
APT::Sandbox::User "";
Debug::NoLocking "true";
Acquire::Languages "none";
Acquire::IndexTargets::deb::DEP-11::DefaultEnabled "false";
Acquire::IndexTargets::deb::Contents-deb::DefaultEnabled "false";
CONF
export APT_CONFIG=$apt/apt.conf
apt-get -qq update
apt-get -qq -y --download-only install "$package" >/dev/null
for archive in "$apt"/cache/archives/*.deb; do dpkg-deb -x "$archive" "$root"; done
unset APT_CONFIG

triplet=$(dpkg-architecture -qDEB_HOST_MULTIARCH 2>/dev/null || echo "$(uname -m)-linux-gnu")
loader=$(find "$root" -name 'ld-linux-*.so.*' -print -quit)
binary=$(readlink -f "$root/usr/bin/$program")
# /usr/bin/PROGRAM may be an absolute link, which then points out of the folder.
for candidate in "$root/usr/lib/$program/$program" "$root/usr/libexec/$program/$program"; do
  if [ -x "$candidate" ]; then binary=$candidate; fi
done
# Not `loader PROGRAM`: the program finds its own files through /proc/self/exe, which would then
# be the loader. And an rpath, not a runpath: it has to hold for the libraries' libraries too.
"$patchelf" --set-interpreter "$loader" --force-rpath \
  --set-rpath "$root/usr/lib/$triplet:$root/lib/$triplet" "$binary"
ln -sfn "$binary" "$folder/bin/$program"
