#!/bin/sh
# Make .venv and install a lock file into it. Quick when there is nothing to do.
#
# usage: setup.sh [LOCK [display]]      (in the project's folder)
#
#   LOCK      the lock file; without it .venv is made and left empty
#   display   also look for the system packages of a window on a real display
#
# PYTHON names the Python to make .venv with, instead of the first that works of the usual names.
set -eu

lock=${1:-}
parts=${2:-}
here=$(dirname "$0")
folder=$(pwd -P)
PYTHON=${PYTHON:-}
installing=.venv/installing         # there while an install runs, and after one that was interrupted
installed=.venv/installed-$lock     # a copy of the lock, made when all of it was installed

# The versions that the project declares, newest first: requires-python = ">=3.11,<3.14" means 3.13 3.12 3.11.
versions=$(sed -n 's/^requires-python = ">=3\.\([0-9]*\),<3\.\([0-9]*\)".*/\1 \2/p' pyproject.toml |
    awk '{ for (minor = $2 - 1; minor >= $1; minor--) printf "3.%d ", minor }')
supported="'%d.%d' % sys.version_info[:2] in '$versions'.split()"

# The first Python that the program runs on and that can make a venv.
find_python() {
    names=$PYTHON
    if [ -z "$names" ]; then
        for version in $versions; do names="$names python$version"; done
        names="$names python3"
    fi
    for name in $names; do
        if "$name" -c "import sys, venv, ensurepip; sys.exit(not $supported)" 2>/dev/null; then
            command -v "$name" && return
        fi
    done
    return 1
}

# Whether .venv is whole: made in this folder, not left half-installed, its Python still there and of the same version.
venv_is_sound() {
    [ ! -e $installing ] &&
        grep -qsF "$folder/.venv" .venv/pyvenv.cfg .venv/bin/activate &&
        .venv/bin/python -c "import sys, pip; sys.exit(not $supported)" 2>/dev/null
}

if pid=$(cat $installing 2>/dev/null) && kill -0 "${pid:-none}" 2>/dev/null; then
    echo "Process $pid is installing into .venv: try again when it is done (if it is not, delete .venv)" >&2
    exit 1
fi

python=
venv_is_sound || python=$(find_python) || parts="$parts $versions"
# $parts is a list of words.
# shellcheck disable=SC2086
sh "$here/debian-packages.sh" $parts

if ! venv_is_sound; then
    python=${python:-$(find_python)} || {
        echo "Found no Python that can make a venv (one of: ${versions% }). Install one (python.org, or brew install" \
            "python@${versions%% *}, or apt-get install python3-venv), or name one with PYTHON=" >&2
        exit 1
    }
    echo "Making .venv with $python"
    rm -rf .venv
    mkdir .venv
    echo $$ >$installing
    "$python" -m venv .venv
    rm $installing
fi

[ -n "$lock" ] || exit 0
! cmp -s "$lock" "$installed" || exit 0

echo "Installing $lock into .venv"
echo $$ >$installing
rm -f "$installed"
quiet=--quiet
[ ! -t 1 ] || quiet=
PIP_USER=0 .venv/bin/python -m pip install $quiet --disable-pip-version-check --no-input \
    --require-hashes --only-binary :all: --requirement "$lock"
cp "$lock" "$installed"
rm $installing
