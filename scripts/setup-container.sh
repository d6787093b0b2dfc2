#!/usr/bin/env bash
usage="usage: setup-container.sh [containerd|cri-o] [--from distribution|project] [--version v1.N] [--dry-run]

Readies this machine for Kubernetes' containers (Ubuntu 22.04 and 24.04, Debian 12; as root):
  kernel modules   overlay, br_netfilter, now and after each start
  sysctl           net.ipv4.ip_forward and net.bridge.bridge-nf-call-ip(6)tables = 1
  runtime          containerd (the default) or CRI-O, with systemd as cgroup driver, enabled

  --from           distribution: its own package (containerd's default); project: the package repository of
                   Docker (containerd.io) or of CRI-O (its default: the distributions have none).
                   Kubelets from v1.37 on want containerd 2, which Docker's repository has.
  --version        CRI-O's minor, that of Kubernetes: v1.36
  --dry-run        say what would be done, change nothing

It can be run again at any time and changes only what is missing."
# shellcheck source=scripts/setup-common.sh
. "$(dirname "$0")/setup-common.sh"

runtime=containerd from='' version=''

read_words() {
  while [ $# -gt 0 ]; do
    case $1 in
      containerd | cri-o) runtime=$1 ;;
      --from) from=${2:-} && shift ;;
      --version) version=${2:-} && shift ;;
      --dry-run) dry_run=1 ;;
      -h | --help) echo "$usage" && exit 0 ;;
      *) fail "unknown word $1" "setup-container.sh --help" 3 ;;
    esac
    shift || fail "a value is missing" "setup-container.sh --help" 3
  done
}

check_words() {
  case $runtime/$from in
    containerd/) from=distribution ;;
    cri-o/) from=project ;;
    containerd/distribution | containerd/project | cri-o/project) ;;
    cri-o/distribution) fail "the distributions have no CRI-O" "leave out --from: its project's is taken" 3 ;;
    *) fail "--from $from is neither distribution nor project" "setup-container.sh --help" 3 ;;
  esac
  if [ "$runtime" = cri-o ] && [[ ! $version =~ ^v1\.[0-9]+$ ]]; then
    fail "CRI-O wants a --version such as v1.36, not \"$version\"" "name the minor of Kubernetes that you install" 3
  fi
}

load_modules() {
  printf '%s\n' overlay br_netfilter | put /etc/modules-load.d/kubernetes.conf || true
  local module
  for module in overlay br_netfilter; do
    if [ ! -d "/sys/module/$module" ]; then
      change modprobe "$module" || fail "the kernel has no module $module" "install the distribution's own kernel"
    fi
  done
}

settings="net.bridge.bridge-nf-call-iptables = 1
net.bridge.bridge-nf-call-ip6tables = 1
net.ipv4.ip_forward = 1"

settings_hold() {
  local name
  while read -r name _; do
    [ "$(cat "/proc/sys/${name//.//}" 2>/dev/null)" = 1 ] || return 1
  done <<<"$settings"
}

apply_settings() {
  local file=/etc/sysctl.d/99-kubernetes.conf
  if echo "$settings" | put "$file" || ! settings_hold; then
    change sysctl --quiet --load="$file" ||
      fail "the kernel did not take $file" "load br_netfilter: modprobe br_netfilter"
  fi
}

install_containerd() {
  if [ "$from" = distribution ]; then
    install_packages containerd
    return
  fi
  local id codename
  # shellcheck source=/dev/null
  read -r id codename < <(. /etc/os-release && echo "$ID $VERSION_CODENAME")
  add_repository docker "https://download.docker.com/linux/$id" "https://download.docker.com/linux/$id/gpg" \
    "$codename" stable
  install_packages containerd.io
}

# The packages' own configurations leave the CRI out (containerd.io) or its plugins elsewhere (Debian).
configure_containerd() {
  local file=/etc/containerd/config.toml
  if grep -q '^ *SystemdCgroup = true' "$file" 2>/dev/null && ! grep -q '^disabled_plugins.*"cri"' "$file"; then
    return 1
  fi
  if [ -n "$dry_run" ]; then
    echo "would write $file: containerd's defaults with SystemdCgroup = true"
    return 0
  fi
  if [ -f "$file" ] && [ ! -f "$file.before-kcluster" ]; then
    change cp -p "$file" "$file.before-kcluster"
  fi
  local text
  text=$(containerd config default | sed 's/SystemdCgroup = false/SystemdCgroup = true/') ||
    fail "containerd did not tell its defaults" "containerd config default"
  grep -q 'SystemdCgroup = true' <<<"$text" ||
    fail "containerd's defaults have no SystemdCgroup" "set it in $file by hand, as containerd's manual shows"
  put "$file" <<<"$text" || true
}

set_up_containerd() {
  install_containerd
  enable_unit containerd.service
  if configure_containerd; then
    change systemctl restart containerd.service
  fi
}

# systemd is CRI-O's own default as cgroup driver.
set_up_crio() {
  local url=https://download.opensuse.org/repositories/isv:/cri-o:/stable:/$version/deb
  add_repository cri-o "$url/" "$url/Release.key" /
  install_packages cri-o
  enable_unit crio.service
  if ! systemctl --quiet is-active crio.service 2>/dev/null; then
    change systemctl start crio.service
  fi
}

read_words "$@"
check_words
require_system
load_modules
apply_settings
if [ "$runtime" = containerd ]; then set_up_containerd; else set_up_crio; fi
say_ready "$runtime is"
