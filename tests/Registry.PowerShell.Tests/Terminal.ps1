# A PowerShell in a terminal of its own, as people have it: with util-linux, which every Linux has.

$noTerminal = if ($IsWindows -or -not (Get-Command script -CommandType Application -ErrorAction Ignore)) {
    "there is no 'script' to make a terminal with"
} elseif ((script --version 2>&1 | Out-String) -notlike '*util-linux*') {
    "this 'script' is another than that of util-linux"
}

function Set-Environment([string] $Name, $Value) {
    [Environment]::SetEnvironmentVariable($Name, $Value ?? [NullString]::Value)
}

# What stands in it after a script ran there, a line each.
function Invoke-InTerminal([string] $Script, [int] $Columns = 80, [hashtable] $Environment = @{}) {
    $file = Join-Path (New-TestFolder) script.ps1
    Set-Content $file "Import-Module Registry`n$Script"
    $settings = @{ NO_COLOR = $null; TERM = 'xterm-256color' }
    $Environment.Keys | ForEach-Object { $settings[$_] = $Environment[$_] }
    $before = @{}
    foreach ($name in $settings.Keys) {
        $before[$name] = [Environment]::GetEnvironmentVariable($name)
        Set-Environment $name $settings[$name]
    }

    try {
        script -qec "stty cols $Columns rows 50; '$pwsh' -NoProfile -File '$file'" /dev/null | ForEach-Object TrimEnd
    } finally {
        $before.Keys | ForEach-Object { Set-Environment $_ $before[$_] }
    }
}
