#!/usr/bin/env bash
# Installs what this machine lacks to build and run Bảng Tin from source.
#
#   build/setup.sh run     what building and running needs
#   build/setup.sh test    that, and what `make test` needs
#
# It only adds Debian packages that are missing, asks nothing, and changes
# nothing when nothing is missing. Go and Node are checked, not installed.
set -euo pipefail
cd "$(dirname "$0")/.."

run_packages=(
	build-essential      # the C compiler that the window's code needs
	pkg-config           # finds GTK and WebKit for that compiler
	libgtk-3-dev         # the window
	libwebkit2gtk-4.1-dev # the web view inside the window
	libheif-examples     # heif-convert, which opens photos from iPhones
	ca-certificates      # for downloading Go and npm packages
)
# From Debian 13 on the decoder for those photos is a package of its own.
run_optional=(libheif-plugin-libde265)

test_packages=(
	git                  # the commit that a report is about
	chromium             # the browser that the pages are tested in
	webkit2gtk-driver    # WebKitWebDriver: the same pages in the window's engine
	xvfb xauth           # a display for machines that have none
	xdotool x11-utils x11-apps x11-xserver-utils # finds, turns, presses and photographs windows
	imagemagick          # turns those photographs into PNG
	openbox              # a window manager, for the tests that want one
	dbus dbus-x11        # a session bus, likewise
	ibus ibus-gtk3 ibus-unikey # the system's Vietnamese keyboard
	libvips-tools        # vipsthumbnail, which thumbnails are measured against
	libimage-exiftool-perl # exiftool, which reads what a photo still tells
)

say() { printf '%s\n' "$*" >&2; }

usage() {
	say "usage: build/setup.sh run|test"
	exit 2
}

# at_least HAVE WANT: is version HAVE not older than WANT?
at_least() { [ "$(printf '%s\n%s\n' "$2" "$1" | sort -V | head -n 1)" = "$2" ]; }

check_go() {
	local want have
	want=$(awk '$1 == "go" { print $2 }' go.mod)
	if ! command -v go >/dev/null; then
		say "Go is not installed, or not on the PATH. Please install Go $want or newer from https://go.dev/dl/ and try again."
		return 1
	fi
	have=$(GOTOOLCHAIN=local go env GOVERSION | sed 's/^go//')
	if ! at_least "$have" "$want"; then
		say "This machine has Go $have; Bảng Tin needs Go $want or newer. Please install it from https://go.dev/dl/ and try again."
		return 1
	fi
}

check_node() {
	local want=20.19.0 have # what Vite asks for
	if ! command -v node >/dev/null || ! command -v npm >/dev/null; then
		say "Node.js with npm is not installed, or not on the PATH. Please install Node.js $want or newer from https://nodejs.org/ and try again."
		return 1
	fi
	have=$(node --version | sed 's/^v//')
	if ! at_least "$have" "$want"; then
		say "This machine has Node.js $have; the pages need Node.js $want or newer. Please install it from https://nodejs.org/ and try again."
		return 1
	fi
}

installed() { [ "$(dpkg-query -W -f '${Status}' "$1" 2>/dev/null)" = "install ok installed" ]; }

check_packages() {
	local missing=() p
	if ! command -v dpkg-query >/dev/null || ! command -v apt-get >/dev/null; then
		say "This is not Debian or Ubuntu, so nothing is installed here. Bảng Tin needs what these Debian packages hold, under whatever name this system gives them:"
		say "  $*"
		say "Going on in the hope that they are there."
		return 0
	fi
	for p in "$@"; do
		installed "$p" || missing+=("$p")
	done
	[ ${#missing[@]} -gt 0 ] || return 0

	local root=()
	if [ "$(id -u)" -ne 0 ]; then
		if ! command -v sudo >/dev/null; then
			say "These Debian packages are missing:"
			say "  ${missing[*]}"
			say "Installing them takes an administrator. Please have one run: apt-get install ${missing[*]}"
			return 1
		fi
		root=(sudo)
	fi
	say "Installing the Debian packages that Bảng Tin needs and this machine lacks${root:+ (sudo may ask for your password)}:"
	say "  ${missing[*]}"
	# The list of what Debian has may be absent or old: fetch it when there
	# is none, and when it names files that are no longer there.
	apt_log=$(mktemp)
	trap 'rm -f "$apt_log"' EXIT
	if ! compgen -G '/var/lib/apt/lists/*_Packages*' >/dev/null || ! apt install "${missing[@]}"; then
		say "Fetching the list of packages, and then the packages; this can take some minutes."
		if ! apt update || ! apt install "${missing[@]}"; then
			cat "$apt_log" >&2
			say "The packages could not be installed; above is what apt-get said."
			return 1
		fi
	fi
	say "Installed."
}

# apt runs apt-get as the administrator, without questions; what it says goes
# to apt_log. It uses root of its caller.
apt() {
	local verb=$1
	shift
	${root[@]+"${root[@]}"} env DEBIAN_FRONTEND=noninteractive \
		apt-get -qq -y -o Dpkg::Use-Pty=0 --no-install-recommends "$verb" "$@" >"$apt_log" 2>&1
}

case ${1-} in
run) packages=("${run_packages[@]}") ;;
test) packages=("${run_packages[@]}" "${test_packages[@]}") ;;
*) usage ;;
esac
[ $# -eq 1 ] || usage

check_packages "${packages[@]}"
for p in "${run_optional[@]}"; do
	if apt-cache show "$p" >/dev/null 2>&1; then
		check_packages "$p"
	fi
done
check_go
check_node
