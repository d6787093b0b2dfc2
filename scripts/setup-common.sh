# shellcheck shell=bash
# What setup-container.sh and setup-kubetools.sh share: sourced, not run. Everything that changes the machine goes
# through `change` and `put`, which say what they do, and with --dry-run only say it.
set -euo pipefail

dry_run=
updated=

fail() { # ERROR REMEDY [STATUS]
  echo "error: $1" >&2
  echo "  try: $2" >&2
  exit "${3:-1}"
}

change() { # COMMAND...
  if [ -n "$dry_run" ]; then
    echo "would run: $*"
  else
    echo "running: $*"
    "$@"
  fi
}

# Writes what comes on stdin, unless it is there already; returns 1 then.
put() { # FILE
  local text
  text=$(cat)
  if [ -f "$1" ] && [ "$(cat "$1")" = "$text" ]; then
    return 1
  fi
  if [ -n "$dry_run" ]; then
    echo "would write $1:"
    printf '%s\n' "$text" | sed 's/^/    /'
    return 0
  fi
  echo "writing $1"
  mkdir -p "$(dirname "$1")"
  printf '%s\n' "$text" >"$1.kcluster-new"
  chmod 0644 "$1.kcluster-new"
  mv "$1.kcluster-new" "$1"
}

require_system() {
  local system
  # shellcheck source=/dev/null
  system=$(. /etc/os-release && echo "$ID $VERSION_ID")
  case $system in
    "ubuntu 22.04" | "ubuntu 24.04" | "debian 12") ;;
    *) fail "this is $system; known are Ubuntu 22.04 and 24.04, and Debian 12" \
      "install what --help names by hand, then let \`kcluster preflight\` check it" 3 ;;
  esac
  if [ -z "$dry_run" ] && [ "$(id -u)" -ne 0 ]; then
    fail "this is for root" "sudo $0, or --dry-run to see what it would do"
  fi
}

installed() { # PACKAGE
  dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null | grep -qx installed
}

# apt-get install of those that are missing; PACKAGE=VERSION as apt takes it.
install_packages() { # PACKAGE...
  local package missing=()
  for package in "$@"; do
    installed "${package%%=*}" || missing+=("$package")
  done
  if [ ${#missing[@]} -gt 0 ]; then
    apt_install "${missing[@]}"
  fi
}

apt_install() { # ARGUMENT...
  export DEBIAN_FRONTEND=noninteractive
  if [ -z "$updated" ]; then
    change apt-get update -q || fail "apt-get update failed" "see that the machine reaches its package servers"
    updated=1
  fi
  change apt-get install -y -q --no-install-recommends "$@" ||
    fail "apt-get could not install $*" "read what it said above; \`apt-cache policy ${1%%=*}\` shows what there is"
}

# A package repository whose key is kept for it alone (signed-by), fetched over TLS once.
add_repository() { # NAME URL KEY-URL SUITE...
  local name=$1 url=$2 key_url=$3 keyring=/etc/apt/keyrings/$1.asc
  shift 3
  if [ ! -s "$keyring" ]; then
    install_packages ca-certificates curl
    fetch_key "$key_url" "$keyring"
  fi
  if echo "deb [signed-by=$keyring] $url $*" | put "/etc/apt/sources.list.d/$name.list"; then
    updated=
  fi
}

fetch_key() { # URL FILE
  local key
  if [ -n "$dry_run" ]; then
    echo "would fetch the key $1 into $2"
    return
  fi
  key=$(curl -fsSL --proto '=https' --max-time 60 "$1") ||
    fail "$1 cannot be fetched" "see that the machine reaches it, and that there is such a version"
  case $key in
    "-----BEGIN PGP PUBLIC KEY BLOCK-----"*) ;;
    *) fail "$1 is no public key" "see whether a proxy answers in its place" ;;
  esac
  printf '%s\n' "$key" | put "$2"
}

enable_unit() { # UNIT
  if [ "$(systemctl is-enabled "$1" 2>/dev/null)" != enabled ]; then
    change systemctl enable "$1"
  fi
}

say_ready() { # WHAT
  if [ -z "$dry_run" ]; then
    echo "$1 ready"
  fi
}
