# A manager of services of our own, in its own namespaces: a service for each file, which reads it as its
# EnvironmentFile. Needs root, and leaves nothing behind.
cd "$2" || exit 1
here=$PWD
mkdir units
cat >units/read@.service <<END
[Unit]
DefaultDependencies=no
[Service]
Type=oneshot
EnvironmentFile=$here/%i.env
ExecStart=/bin/sh $here/show.sh $here/%i.out
END
cat >show.sh <<'END'
[ "${AA+x}${KK+x}${BB+x}" = xxx ] && printf '%s\0%s\0%s\0' "$AA" "$KK" "$BB" >"$1"
END
all=
i=0
while [ -e "$i.env" ]; do
  all="$all read@$i.service"
  i=$((i + 1))
done
cat >units/end.service <<END
[Unit]
DefaultDependencies=no
Wants=$all
After=$all
SuccessAction=exit-force
[Service]
Type=oneshot
ExecStart=/bin/true
END
cat >manager.sh <<'END'
mount -t tmpfs tmpfs /run && mkdir -p /run/systemd/system /run/user/0 || exit 1
unset AA KK BB
# It is no manager of services as the first process.
XDG_RUNTIME_DIR=/run/user/0 SYSTEMD_UNIT_PATH=$PWD/units timeout -k 5 120 \
  /lib/systemd/systemd --user --unit=end.service --show-status=no &
wait $!
END
groups=
for top in /sys/fs/cgroup/systemd /sys/fs/cgroup/unified /sys/fs/cgroup; do
  if [ -e "$top/cgroup.procs" ]; then
    mkdir -p "$top/keyward-$$" && groups="$groups $top/keyward-$$"
  fi
done
(
  for group in $groups; do echo 0 >"$group/cgroup.procs"; done
  exec unshare --mount --pid --fork --kill-child --mount-proc sh manager.sh
)
for group in $groups; do find "$group" -depth -type d -exec rmdir {} + ; done
