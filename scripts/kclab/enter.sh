#!/bin/sh
# Runs a command in a node: enter.sh LEADER GROUP... -- COMMAND...
# It joins the node's groups first: a process that only entered the namespaces would still be
# counted, frozen and listed outside the node, and the kubelet would find no group for it.
set -eu
leader=$1
shift
while [ "$1" != -- ]; do
  echo $$ >"$1/cgroup.procs"
  shift
done
shift
exec nsenter --target "$leader" --mount --uts --ipc --net --pid --cgroup \
  env -i --chdir=/root PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \
  HOME=/root LANG=C.UTF-8 TERM="${TERM:-dumb}" "$@"
