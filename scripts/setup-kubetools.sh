#!/usr/bin/env bash
usage="usage: setup-kubetools.sh VERSION [--dry-run]

Installs kubelet and kubectl from pkgs.k8s.io (Ubuntu 22.04 and 24.04, Debian 12; as root):
  VERSION          v1.36 (its newest patch) or v1.36.3 (that one)
  swap             switched off, now and after each start: the kubelet does not start with it
  hold             both stay at their version until a cluster's upgrade moves them

  --dry-run        say what would be done, change nothing

It can be run again at any time and changes only what is missing; with another patch of the same or the next
minor it upgrades both packages. kcluster comes as its own package."
# shellcheck source=scripts/setup-common.sh
. "$(dirname "$0")/setup-common.sh"

version=
tools=(kubelet kubectl)

read_words() {
  local word
  for word in "$@"; do
    case $word in
      --dry-run) dry_run=1 ;;
      -h | --help) echo "$usage" && exit 0 ;;
      -*) fail "unknown flag $word" "setup-kubetools.sh --help" 3 ;;
      *) [ -z "$version" ] || fail "one VERSION, not also $word" "setup-kubetools.sh --help" 3
        version=v${word#v} ;;
    esac
  done
  if [[ ! $version =~ ^v1\.[0-9]+(\.[0-9]+)?$ ]]; then
    fail "VERSION is to be one such as v1.36 or v1.36.3, not \"${version#v}\"" "setup-kubetools.sh --help" 3
  fi
}

# Units cover what /etc/fstab does not name: partitions that systemd finds by itself, swap on zram.
swap_off() {
  local unit
  if grep -Eq '^[^#[:space:]]+[[:space:]]+[^[:space:]]+[[:space:]]+swap[[:space:]]' /etc/fstab 2>/dev/null; then
    sed -E 's/^([^#[:space:]]+[[:space:]]+[^[:space:]]+[[:space:]]+swap[[:space:]].*)$/# off for the kubelet: \1/' \
      /etc/fstab | put /etc/fstab
  fi
  for unit in $(systemctl list-units --type=swap --state=active --plain --no-legend 2>/dev/null | cut -d ' ' -f 1); do
    change systemctl mask "$unit"
  done
  if [ "$(wc -l </proc/swaps)" -gt 1 ]; then
    change swapoff --all ||
      fail "swap cannot be switched off" "free memory first: \`free -h\` shows how much is swapped"
  fi
}

# What apt calls the version: "kubelet=1.36.3-*"; of a minor alone, the newest.
wanted() {
  local tool
  for tool in "${tools[@]}"; do
    if [[ $version == v*.*.* ]]; then echo "$tool=${version#v}-*"; else echo "$tool"; fi
  done
}

up_to_date() {
  local tool there
  for tool in "${tools[@]}"; do
    installed "$tool" || return 1
    there=$(dpkg-query -W -f '${Version}' "$tool")
    [[ $there == "${version#v}"[.-]* ]] || return 1
  done
}

install_tools() {
  local minor url
  minor=$(cut -d . -f 1-2 <<<"$version")
  url=https://pkgs.k8s.io/core:/stable:/$minor/deb
  add_repository kubernetes "$url/" "$url/Release.key" /
  if ! up_to_date; then
    mapfile -t packages < <(wanted)
    apt_install --allow-change-held-packages "${packages[@]}"
  fi
}

hold() {
  local tool
  for tool in "${tools[@]}"; do
    if ! apt-mark showhold | grep -qx "$tool"; then
      change apt-mark hold "$tool"
    fi
  done
}

read_words "$@"
require_system
swap_off
install_tools
hold
enable_unit kubelet.service
say_ready "kubelet and kubectl $version are"
