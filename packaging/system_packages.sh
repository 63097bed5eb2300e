#!/bin/sh
# Installs the Debian packages that a purpose needs, where it may; elsewhere prints the exact command.
# Usage: packaging/system_packages.sh run|test|package|windows|peers
set -eu

# What Qt asks of the system to open a window.
RUN="libegl1 libgl1 libxkbcommon-x11-0 libxcb-cursor0 libxcb-icccm4 libxcb-image0 libxcb-keysyms1 libxcb-randr0
 libxcb-render-util0 libxcb-shape0 libxcb-xinerama0 libxcb-xkb1 libdbus-1-3 libfontconfig1 fonts-dejavu-core"
# What the tests use for real: a screen, a mouse, a keyring, makers of media files, a reader of the clipboard,
# an object store that speaks S3, strace, which kills at a system call, a share that falls silent, and Wayland;
# a bare web server and curl to measure beside.
TEST="$RUN xvfb xdotool x11-utils xclip imagemagick ffmpeg dbus gnome-keyring at-spi2-core libglib2.0-bin openssl
 swift-proxy swift-account swift-container swift-object memcached strace fuse3 mutter wl-clipboard nginx-light curl"
# Judges of what is shipped beside the program: desktop file, metadata, man page, completions, scripts.
JUDGES="desktop-file-utils appstream mandoc zsh fish shellcheck"
TEST="$TEST $JUDGES"
# What makes and proves the packages: a screen and a keyring for the bundle, a bare Debian for the .deb.
PACKAGE="$RUN $JUDGES xvfb xdotool x11-utils xclip imagemagick dbus gnome-keyring binutils chrpath dpkg-dev lintian
 debootstrap nsis"
# What stands for a Windows: Wine, a compiler for what it lacks, a screen and a mouse, and the maker of the installer.
WINDOWS="$RUN wine wine64 gcc-mingw-w64-x86-64-win32 unzip nsis xvfb xdotool x11-utils xclip imagemagick"
# What people use instead, to measure beside.
PEERS="filezilla qbittorrent chromium"
# Where it has come from its makers, Debian's own package would be in its way.
command -v npm >/dev/null 2>&1 || PEERS="$PEERS nodejs npm"

case "${1:-}" in
  run) wanted=$RUN ;;
  test) wanted=$TEST ;;
  package) wanted=$PACKAGE ;;
  windows) wanted=$WINDOWS ;;
  peers) wanted=$PEERS ;;
  *) echo "usage: $0 run|test|package|windows|peers" >&2; exit 1 ;;
esac

command -v dpkg-query >/dev/null 2>&1 || exit 0   # not a Debian: Qt's own error names what is missing

missing=""
for package in $wanted; do
  dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q '^install ok installed' || missing="$missing $package"
done
[ -n "$missing" ] || exit 0

if [ "$(id -u)" -ne 0 ]; then
  echo "These system packages are missing; install them with:" >&2
  echo "  sudo apt-get install$missing" >&2
  [ "$1" = run ] && exit 0   # the window may open without some of them
  exit 1
fi
echo "Installing system packages:$missing"
# The tests start the servers that they need; nothing shall be started by its mere installation.
policy=/usr/sbin/policy-rc.d
if [ ! -e "$policy" ]; then
  trap 'rm -f "$policy"' EXIT
  printf '#!/bin/sh\nexit 101\n' >"$policy"
  chmod 755 "$policy"
fi
export DEBIAN_FRONTEND=noninteractive
apt-get update -qq || true   # an old list may do
# shellcheck disable=SC2086 # a list of words
apt-get install -y -qq --no-install-recommends $missing >/dev/null
