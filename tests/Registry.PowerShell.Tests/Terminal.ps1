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

# A PowerShell at whose prompt one can type, keys included. What asks where the cursor stands gets an answer, as nothing
# reads on otherwise.
function Start-Terminal([string] $Prologue) {
    $file = Join-Path (New-TestFolder) prologue.ps1
    Set-Content $file "Import-Module Registry`nfunction prompt { 'ready> ' }`n$Prologue"
    $start = [System.Diagnostics.ProcessStartInfo] @{
        FileName = 'script'; RedirectStandardInput = $true; RedirectStandardOutput = $true; UseShellExecute = $false
    }
    '-qefc', "stty cols 100 rows 40; '$pwsh' -NoLogo -NoProfile -NoExit -File '$file'", '/dev/null' |
        ForEach-Object { $start.ArgumentList.Add($_) }
    $start.Environment['TERM'] = 'xterm-256color'
    $null = $start.Environment.Remove('NO_COLOR')
    $terminal = @{ Process = [System.Diagnostics.Process]::Start($start); Shown = ''; Buffer = [byte[]]::new(65536) }
    $terminal.Reading = $terminal.Process.StandardOutput.BaseStream.ReadAsync($terminal.Buffer, 0, 65536)
    Wait-Terminal $terminal 'ready> '
    $terminal
}

# Waits for a text behind all that was waited for before.
function Wait-Terminal($Terminal, [string] $Pattern, [int] $Seconds = 60) {
    $clock = [System.Diagnostics.Stopwatch]::StartNew()
    while ($clock.Elapsed.TotalSeconds -lt $Seconds) {
        if ($Terminal.Reading.Wait(20)) {
            $text = [System.Text.Encoding]::UTF8.GetString($Terminal.Buffer, 0, $Terminal.Reading.Result)
            $Terminal.Shown += $text
            [regex]::Matches($text, '\e\[6n') | ForEach-Object { Send-Terminal $Terminal "`e[1;1R" }
            $Terminal.Reading = $Terminal.Process.StandardOutput.BaseStream.ReadAsync($Terminal.Buffer, 0, 65536)
        }

        $found = [regex]::Match($Terminal.Shown, $Pattern)
        if ($found.Success) {
            $Terminal.Passed = $Terminal.Shown.Substring(0, $found.Index)
            $Terminal.Shown = $Terminal.Shown.Substring($found.Index + $found.Length)
            return
        }
    }

    throw "'$Pattern' was not shown within $Seconds s, but: $($Terminal.Shown -replace '\e', '^')"
}

function Send-Terminal($Terminal, [string] $Keys) {
    $bytes = [System.Text.Encoding]::UTF8.GetBytes($Keys)
    $Terminal.Process.StandardInput.BaseStream.Write($bytes, 0, $bytes.Length)
    $Terminal.Process.StandardInput.BaseStream.Flush()
}

function Stop-Terminal($Terminal) {
    Send-Terminal $Terminal "exit`r"
    if (-not $Terminal.Process.WaitForExit(10000)) { $Terminal.Process.Kill($true) }
    $Terminal.Process.Dispose()
}
