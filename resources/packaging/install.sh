#!/bin/sh
# Put Ballast into this user's menu of programs, and have it open .ballast files.
#
# usage: install.sh [--remove]
#
# The program stays in this folder: run this again when the folder has been moved.
set -eu

here=$(cd "$(dirname "$0")" && pwd -P)
share=${XDG_DATA_HOME:-$HOME/.local/share}
entry=$share/applications/ballast.desktop
kinds=$share/mime/packages/ballast.xml

refresh() { # what is not there needs no refreshing
    if command -v update-mime-database >/dev/null; then update-mime-database "$share/mime"; fi
    if command -v update-desktop-database >/dev/null; then update-desktop-database "$share/applications"; fi
    if command -v gtk-update-icon-cache >/dev/null; then
        gtk-update-icon-cache --quiet --force --ignore-theme-index "$share/icons/hicolor" || true
    fi
}

case ${1:-} in
    --remove)
        rm -f "$entry" "$kinds" "$share"/icons/hicolor/*/apps/ballast.png "$share"/icons/hicolor/scalable/apps/ballast.svg
        if [ -d "$share/mime" ]; then refresh; fi
        echo "Ballast is no longer in the menu; its folder is left as it is."
        exit ;;
    "") ;;
    *)
        echo "usage: install.sh [--remove]" >&2
        exit 2 ;;
esac

case $here in # what an entry of a menu cannot quote
    *[\"\`\$\\%]*)
        echo "The folder $here has a sign in its name that a menu cannot hold: move it, and run this again." >&2
        exit 1 ;;
esac
mkdir -p "$share/applications" "$share/mime/packages"
cp -R "$here/share/icons" "$share/"
cp "$here/share/mime/packages/ballast.xml" "$kinds"
awk -v program="$here/ballast" '/^Exec=/ { printf "Exec=\"%s\" %%F\n", program; next } { print }' \
    "$here/share/applications/ballast.desktop" >"$entry"
refresh
echo "Ballast is in the menu and opens .ballast files. Its program is $here/ballast."
