#!/bin/bash
# Stands for a program that would change this machine's kernel or fetch packages: notes how it was called, and
# answers from the files in /tmp/state that a test, or an earlier call, has laid down.
name=${0##*/}
state=/tmp/state
mkdir -p "$state"
touch "$state"/{installed,held,enabled}
case $name in
  dpkg-query)
    package=${!#}
    version=$(sed -n "s/^$package=//p" "$state/installed")
    [ -n "$version" ] || exit 1
    case $3 in *Status*) echo installed ;; *) echo "$version" ;; esac
    exit ;;
  systemctl)
    case $1 in
      is-enabled) grep -qx "$2" "$state/enabled" && echo enabled; exit ;;
      list-units) cat "$state/swaps" 2>/dev/null; exit 0 ;;
      --quiet) grep -qx "$3" "$state/started"; exit ;;
      enable) echo "$2" >>"$state/enabled" ;;
      start) echo "$2" >>"$state/started" ;;
    esac ;;
  apt-mark)
    if [ "$1" = showhold ]; then cat "$state/held"; exit; fi
    echo "$2" >>"$state/held" ;;
  apt-get)
    [ ! -e "$state/no-$1" ] || exit 100
    if [ "$1" = install ]; then
      for word in "$@"; do
        [[ $word == -* || $word == install ]] && continue
        version=${word#*=} && [ "$version" != "$word" ] || version=1.36.9-1.1
        sed -i "/^${word%%=*}=/d" "$state/installed"
        echo "${word%%=*}=${version/\*/1.1}" >>"$state/installed"
      done
    fi ;;
  curl) cat "$state/key" ; exit ;;
  containerd) echo '            SystemdCgroup = false' ; exit ;;
esac
echo "$name $*" >>/tmp/calls
