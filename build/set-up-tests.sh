#!/bin/sh
# Sets up what the tests need: from Debian's or Ubuntu's packages as root, PowerShell and Pester from where .NET tools
# and PowerShell modules come from. What cannot be had is named, with how to get it; the tests that need it are skipped.
# The last line names the PowerShell to use, if it and Pester are there: "pwsh: PATH".
tools=$1
PATH=$PATH:/usr/sbin:/sbin # where Debian keeps servers

need() { # command, package, what for
    command -v "$1" >/dev/null 2>&1 && return
    if [ -z "$name_only" ] && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
        [ -n "$updated" ] || { apt-get update -qq >/dev/null 2>&1; updated=1; }
        DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$2" >/dev/null 2>&1
    fi
    command -v "$1" >/dev/null 2>&1 || echo "Missing: '$1' ($3); install the package '$2'."
}

need git git "every test needs it"
need strace strace "to see that a locked build starts nothing"
need unshare util-linux "to build without a network"
need aws awscli "what the benchmark of S3 is compared with"
need rclone rclone "what the benchmark of S3 is compared with"

# Where systemd runs, the packages would start servers of their own: there that is the user's decision.
[ -d /run/systemd/system ] && name_only=1
need lighttpd lighttpd "a Git server over HTTP, for the tests of remotes"
need sshd openssh-server "a Git server over SSH, for the tests of remotes"
need radosgw radosgw "an S3 server, for the tests of stores"
need ceph-mon ceph-mon "an S3 server, for the tests of stores"
need ceph-osd ceph-osd "an S3 server, for the tests of stores"
need ceph ceph-common "an S3 server, for the tests of stores"

for found in "$REGISTRY_PWSH" "$(command -v pwsh)" "$tools/pwsh"; do
    [ -n "$found" ] && [ -x "$found" ] && pwsh=$found && break
done
if [ -z "$pwsh" ]; then
    version=$(sed -n 's/.*"version": "\([0-9]*\.[0-9]*\.[0-9]*\)".*/\1/p' "$(dirname "$0")/../.config/dotnet-tools.json")
    dotnet tool install powershell --version "$version" --tool-path "$tools" >/dev/null 2>&1 && pwsh=$tools/pwsh
fi
if [ -z "$pwsh" ]; then
    echo "Missing: PowerShell 7.6 (the module's tests are skipped); run 'dotnet tool restore', or set REGISTRY_PWSH."
    exit 0
fi

have_module() { # name, oldest version
    "$pwsh" -NoProfile -NonInteractive -Command \
        "if (Get-Module $1 -ListAvailable | Where-Object Version -ge '$2') { exit 0 } else { exit 1 }" >/dev/null 2>&1
}

need_module() { # name, oldest version, range to install, what for
    have_module "$1" "$2" || "$pwsh" -NoProfile -NonInteractive -Command \
        "Install-PSResource $1 -Version '$3' -TrustRepository -Scope CurrentUser" >/dev/null 2>&1
    have_module "$1" "$2" || { echo "Missing: $1 ($4); run 'Install-PSResource $1' in PowerShell."; false; }
}

need_module PSScriptAnalyzer 1.22 '[1.22,2.0)' "to analyze scripts"
need_module Pester 5.0 '[5.0,6.0)' "the module's tests are skipped" && echo "pwsh: $pwsh"
exit 0
