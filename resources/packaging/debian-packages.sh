#!/bin/sh
# Install the Debian or Ubuntu packages that Qt needs, or say which ones are missing.
#
# usage: debian-packages.sh [display] [bundle] [3.13 3.12 ...]
#
#   display   also what a window on a real display needs
#   bundle    also what packaging needs: tools for programs, and the Python of .venv as a library
#   3.13 ...  also a Python with venv, of one of these versions
#
# Installs only as root or where sudo asks for no password. On any other system, and when nothing is missing, it says
# and does nothing. SKIP_PACKAGES=1 leaves the whole step out.
set -eu

# To import Qt and to draw without a display.
packages="libglib2.0-0 libgl1 libegl1 libfontconfig1 libxkbcommon0 libdbus-1-3 fonts-dejavu-core"
versions=
for part in "$@"; do
    case $part in
    display)
        packages="$packages libxcb-cursor0 libxkbcommon-x11-0 libxcb-icccm4 libxcb-keysyms1 libxcb-shape0"
        packages="$packages libwayland-cursor0"
        ;;
    bundle)
        packages="$packages binutils desktop-file-utils"
        python=$(readlink -f .venv/bin/python)
        case $python in # of Debian; others bring theirs
        /usr/bin/*) packages="$packages lib${python##*/}" ;;
        esac
        ;;
    3.*) versions="$versions $part" ;;
    *) echo "$0: unknown part: $part" >&2 && exit 2 ;;
    esac
done

[ -z "${SKIP_PACKAGES:-}" ] || exit 0
command -v dpkg-query >/dev/null && command -v apt-get >/dev/null || exit 0

# Those of $packages that no installed package is or provides: newer releases call libglib2.0-0 libglib2.0-0t64.
missing_packages() {
    dpkg-query --show --showformat '${db:Status-Status}, ${Package}, ${Provides}\n' |
        awk -v wanted="$packages" '
            BEGIN { count = split(wanted, names, " ") }
            /^installed,/ {
                gsub(/\([^)]*\)/, "")
                for (i = split($0, found, /[ ,]+/); i > 1; i--) have[found[i]] = 1
            }
            END { for (i = 1; i <= count; i++) if (!(names[i] in have)) printf " %s", names[i] }'
}

# The package that brings a Python with venv of one of $versions; nothing when none is asked for.
python_package() {
    [ -n "$versions" ] || return 0
    candidate=$(apt-cache policy python3-venv 2>/dev/null | sed -n 's/^ *Candidate: //p')
    for version in $versions; do
        case $candidate in "$version".*) printf ' python3-venv' && return ;; esac
    done
    for version in $versions; do
        if apt-cache show --no-all-versions "python$version-venv" >/dev/null 2>&1; then
            printf ' %s' "python$version-venv" && return
        fi
    done
    printf ' python3-venv'
}

missing=$(missing_packages)
[ -n "$missing$versions" ] || exit 0

if [ "$(id -u)" = 0 ]; then
    as_root=
elif command -v sudo >/dev/null && sudo -n true 2>/dev/null; then
    as_root="sudo -n"
else
    missing=$(python_package)$missing
    echo "Missing packages:$missing. Type: sudo apt-get install$missing (or set SKIP_PACKAGES=1 to go on without)" >&2
    exit 1
fi

# $as_root and $missing are lists of words, and a busy apt is waited for.
# shellcheck disable=SC2086
apt() {
    $as_root env DEBIAN_FRONTEND=noninteractive DEBCONF_NOWARNINGS=yes \
        apt-get -qq -o DPkg::Lock::Timeout=120 "$@"
}

apt update || echo "The package lists could not be renewed." >&2
missing=$(python_package)$missing
echo "Installing the system packages$missing"
# shellcheck disable=SC2086
apt -o Dpkg::Use-Pty=0 install --yes --no-install-recommends $missing >/dev/null || {
    echo "Could not install them. Type: ${as_root:+sudo }apt-get install$missing" >&2
    exit 1
}
