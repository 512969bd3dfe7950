#!/usr/bin/env bash
# Checks what the build and the training back end need from this machine, and offers to install what is missing.
# Called by build.sh before every command; run it alone to see what it finds. Safe to repeat.
# Usage: build/setup.sh [sdk]      With 'sdk', only the .NET SDK is looked at: enough for what never loads libtorch.
set -euo pipefail

repositoryRoot="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
readonly neededSymbolVersion="GLIBCXX_3.4.32"
readonly aptSource="/etc/apt/sources.list.d/bayesianml-trixie.sources"
readonly aptPreferences="/etc/apt/preferences.d/bayesianml-trixie"

say() { printf '%s\n' "$*" >&2; }

check_sdk() {
    local wanted
    wanted="$(sed -n 's/.*"version"[^"]*"\([0-9.]*\)".*/\1/p' "$repositoryRoot/global.json")"
    if ! command -v dotnet > /dev/null; then
        say "The .NET SDK is missing: 'dotnet' is not on the PATH. BayesianML builds with SDK $wanted or a later 10.0 one."
        say "Install it from https://dotnet.microsoft.com/download/dotnet/10.0 and run this command again."
        return 1
    fi
    if ! (cd "$repositoryRoot" && dotnet --version > /dev/null 2>&1); then
        say "No installed .NET SDK satisfies global.json, which asks for $wanted or a later 10.0 one. Installed are:"
        dotnet --list-sdks >&2
        say "Install it from https://dotnet.microsoft.com/download/dotnet/10.0 and run this command again."
        return 1
    fi
}

libstdcxx_path() {
    # ldconfig lives in /sbin, which an ordinary user's PATH may lack.
    PATH="$PATH:/sbin:/usr/sbin" ldconfig -p | sed -n 's/.*libstdc++\.so\.6 (.*x86-64.*) => //p' | head -n 1
}

libstdcxx_is_new_enough() {
    local library
    library="$(libstdcxx_path)"
    [ -n "$library" ] && grep -a -q -F "$neededSymbolVersion" "$library"
}

# Debian 13's libc6 brings its base-files, after which the system calls itself 13; our source file tells a half-done installation.
is_debian_12() {
    [ -r /etc/os-release ] && (. /etc/os-release && [ "${ID:-}" = debian ] && { [ "${VERSION_ID:-}" = 12 ] || [ -e "$aptSource" ]; })
}

# The archive that apt already uses, so that a mirror set up for this machine is respected. The security archive has other suites.
apt_archive() {
    {
        cat /etc/apt/sources.list.d/*.sources 2> /dev/null | awk '
            function flush() { if (suites ~ /(^| )bookworm( |$)/ && components ~ /(^| )main( |$)/ && uri != "") print uri; uri = suites = components = "" }
            /^[[:space:]]*$/ { flush(); next }
            tolower($1) == "uris:" { uri = $2 }
            tolower($1) == "suites:" { $1 = ""; suites = $0 }
            tolower($1) == "components:" { $1 = ""; components = $0 }
            END { flush() }'
        cat /etc/apt/sources.list /etc/apt/sources.list.d/*.list 2> /dev/null | awk '
            $1 == "deb" { sub(/\[[^]]*\]/, ""); if ($3 == "bookworm" && / main( |$)/) print $2 }'
    } | grep -v -e security -e backports | head -n 1
}

install_libstdcxx() {
    local archive
    archive="$(apt_archive || true)"
    if [ -z "$archive" ]; then
        say "apt names no archive with bookworm's main packages, so there is none to take Debian 13's from. Add one, then run this command again."
        return 1
    fi

    say "Installing Debian 13's libstdc++6 from $archive ..."
    cat > "$aptSource" <<SOURCE
# Debian 13, only for the libstdc++6 that libtorch needs; see $aptPreferences.
Types: deb
URIs: $archive
Suites: trixie
Components: main
Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg
SOURCE
    # Below the 500 of an ordinary source: nothing else is ever drawn from Debian 13 unasked.
    cat > "$aptPreferences" <<PREFERENCES
Package: *
Pin: release n=trixie
Pin-Priority: 100
PREFERENCES

    export DEBIAN_FRONTEND=noninteractive NEEDRESTART_MODE=a NEEDRESTART_SUSPEND=1
    # Only this one source is refreshed: a third-party list that cannot be reached is not our affair.
    apt-get update -q -o Dir::Etc::sourcelist="$aptSource" -o Dir::Etc::sourceparts=- -o APT::Get::List-Cleanup=0 >&2 \
        && apt-get install -q -y --no-install-recommends -o DPkg::Lock::Timeout=300 -o Dpkg::Options::=--force-confold -t trixie libstdc++6 >&2
}

explain_libstdcxx() {
    say ""
    say "libtorch, the training back end, needs a libstdc++ with the symbol version $neededSymbolVersion (GCC 13 or newer)."
    say "Found: $(libstdcxx_path | grep . || echo 'no libstdc++.so.6'), which is too old or missing."
}

check_libstdcxx() {
    [ "$(uname -s)" = Linux ] && [ "$(uname -m)" = x86_64 ] || return 0
    if libstdcxx_is_new_enough; then return 0; fi

    explain_libstdcxx
    if ! is_debian_12; then
        say "Install GCC 13's libstdc++ (or newer) with your distribution's packages, then run this command again."
        say "Scoring alone does not need it; see docs/platforms.md."
        return 1
    fi

    say "Debian 12 has GCC 12's. Debian 13's libstdc++6, with the libc6 and base-files that belong to it, runs on Debian 12 too."
    if [ "$(id -u)" != 0 ]; then
        say "To install it, run this once as root, then run your command again:"
        say "    sudo $repositoryRoot/build/setup.sh"
        say "It adds the suite trixie to apt with priority 100 (nothing else comes from there) and runs"
        say "    apt-get update && apt-get install -t trixie libstdc++6"
        return 1
    fi
    if [ -t 0 ]; then
        local answer
        read -r -p "Install it now from Debian 13 (adds the suite trixie to apt with priority 100)? [y/N] " answer
        case "$answer" in
            [yY]*) ;;
            *) say "Nothing was changed. Without it, training stops with an error when it loads libtorch."; return 1 ;;
        esac
    fi

    if ! install_libstdcxx || ! libstdcxx_is_new_enough; then
        say "Installing libstdc++6 from Debian 13 did not succeed; apt's messages above say why."
        say "The commands were: apt-get update; apt-get install -t trixie libstdc++6 (with $aptSource)."
        return 1
    fi
    say "Installed: $(libstdcxx_path) now has $neededSymbolVersion."
}

check_sdk
[ "${1:-}" = sdk ] || check_libstdcxx
