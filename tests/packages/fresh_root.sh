#!/bin/bash
# fresh_root.sh ROOT SCRIPT FOLDER: runs SCRIPT in a fresh copy of the root file system ROOT, with FOLDER at
# /given. Run it as `unshare --mount --pid --fork`: all of it is in memory and ends with the process.
set -euo pipefail
root=$1 script=$2 given=$3
top=$(mktemp -d)
trap 'umount --lazy "$top"; rmdir "$top"' EXIT
mount --make-rprivate /
mount -t tmpfs -o size=1g none "$top"
mkdir "$top"/{upper,work,root}
mount -t overlay -o "lowerdir=$root,upperdir=$top/upper,workdir=$top/work" none "$top/root"
mkdir "$top/root/given"
mount --bind -o ro "$given" "$top/root/given"
mount -t proc none "$top/root/proc"
# the nodes' root leaves out manuals and documents; a user's does not
rm -f "$top"/root/etc/dpkg/dpkg.cfg.d/*
env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LC_ALL=C DEBIAN_FRONTEND=noninteractive \
  chroot "$top/root" /bin/bash -euo pipefail -c "$script"
