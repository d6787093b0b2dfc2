#!/bin/sh
# Becomes a node: boot.sh LOWER UPPER WORK ROOT GROUP... -- NSPAWN-OPTIONS...
# It joins the node's groups first, and mounts in a mount namespace of its own, so that the
# node's death, however it comes, takes the mounts along.
set -eu
lower=$1 upper=$2 work=$3 root=$4
shift 4
while [ "$1" != -- ]; do
  echo $$ >"$1/cgroup.procs"
  shift
done
shift
mkdir -p /run/systemd/nspawn
exec unshare --mount --propagation private sh -euc '
  # nspawn leaves folders here; they, too, are to go with the node
  mount -t tmpfs kcluster-lab /run/systemd/nspawn
  mount -t overlay -o "lowerdir=$1,upperdir=$2,workdir=$3" kcluster-lab "$4"
  shift 4
  code=133
  while [ "$code" = 133 ]; do  # what nspawn says when the node wants to reboot
    code=0
    systemd-nspawn "$@" || code=$?
  done
  exit "$code"
' sh "$lower" "$upper" "$work" "$root" "$@"
