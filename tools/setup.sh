#!/usr/bin/env bash
# What the Makefile's targets stand on, done once: `setup.sh app` and `setup.sh dev` fill .venv, `setup.sh chromium` prints
# the path of a browser.
set -euo pipefail
cd "$(dirname "$0")/.."

stop() {
  echo "$1" >&2
  exit 1
}

suits() { # a Python interpreter of a supported version
  "$1" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' >/dev/null 2>&1
}

find_python() {
  local candidate
  for candidate in python3 python3.13 python3.12 python3.11; do
    if suits "$candidate"; then
      echo "$candidate"
      return
    fi
  done
  stop "The playground needs Python 3.11, 3.12 or 3.13. Received: $(python3 --version 2>/dev/null || echo 'no python3')."
}

debian_install() { # succeeds only as root on a system with apt
  [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null || return 1
  echo "Installing Debian's package $1." >&2
  { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends "$1"; } >&2
}

make_venv() {
  if suits .venv/bin/python; then return; fi
  local python package
  python=$(find_python)
  package=$("$python" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')
  "$python" -c 'import ensurepip, venv' 2>/dev/null || debian_install "$package" ||
    stop "Virtual environments need Python's venv and ensurepip; on Debian and Ubuntu: apt-get install $package."
  "$python" -m venv --clear .venv
}

install() { # the requirements file $1, unless .venv holds just that already; $2…: the files that it includes
  local stamp=".venv/installed-$1"
  if cat "$@" | cmp -s - "$stamp"; then return; fi
  echo "Installing $1 into .venv; the first time that is half a gigabyte to fetch and takes a minute or two." >&2
  .venv/bin/python -m pip install --quiet --disable-pip-version-check -r "$1"
  cat "$@" >"$stamp"
}

find_chromium() {
  local candidate
  for candidate in ${CHROMIUM:+"$CHROMIUM"} chromium chromium-browser google-chrome; do
    if "$candidate" --version >/dev/null 2>&1; then
      command -v "$candidate"
      return
    fi
    # Who names a browser wants that one and no other.
    if [ -n "${CHROMIUM:-}" ]; then stop "CHROMIUM must name a Chromium that starts. Received: $CHROMIUM."; fi
  done
  return 1
}

case "${1:-}" in
  app)
    make_venv
    install requirements.txt constraints.txt
    ;;
  dev)
    make_venv
    install requirements-dev.txt requirements.txt constraints.txt
    ;;
  chromium)
    find_chromium || { debian_install chromium && find_chromium; } ||
      stop "The browser tests need Chromium: install it (on Debian: apt-get install chromium) or set CHROMIUM to its path."
    ;;
  *) stop "The step must be app, dev or chromium. Received: ${1:-none}." ;;
esac
