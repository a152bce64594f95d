# Analyzes every script of a repository: files, those in views and those in pages, with -All the tests' own. A line for each
# finding; at the end, how many scripts there were.
param(
    [Parameter(Mandatory)] [string] $Analyzer,
    [Parameter(Mandatory)] [string] $Repository,
    [switch] $All
)

$ErrorActionPreference = 'Stop'
Import-Module $Analyzer
$settings = Import-PowerShellDataFile (Join-Path $Repository PSScriptAnalyzerSettings.psd1)
$forTests = $settings.Clone()
$forTests.ExcludeRules += (Import-PowerShellDataFile (Join-Path $PSScriptRoot Settings.psd1)).ExcludeRules

# Its rules run at once, and may find that 'Get-Command' is missing from a runspace of theirs, from then on
# (PowerShell/PSScriptAnalyzer#2205). One that was made before, alone, leaves less to make at once.
$shell = [powershell]::Create([initialsessionstate]::CreateDefault())
$null = $shell.AddCommand('Get-Command').AddParameter('Name', 'Get-*').Invoke()
$shell.Dispose()

# Not what builds have made.
function Get-Source([string] $Folder, [string] $Filter) {
    Get-ChildItem (Join-Path $Repository $Folder) -Recurse -File | Where-Object {
        $_.Name -match $Filter -and $_.FullName -notmatch '[\\/](bin|obj|artifacts)[\\/]' -and
        ($All -or [IO.Path]::GetRelativePath($Repository, $_.FullName) -notmatch '^tests[\\/]')
    }
}

$scripts = @(
    foreach ($file in Get-Source . '\.ps(1|m1|d1)$') {
        @{ Name = [IO.Path]::GetRelativePath($Repository, $file); Script = @{ Path = $file.FullName } }
    }

    # Script blocks of views, and what properties and methods of types have.
    foreach ($file in Get-Source module '\.ps1xml$') {
        $blocks = @(Select-Xml '//ScriptBlock | //Script' -Path $file | ForEach-Object { $_.Node.InnerText })
        if ($blocks) {
            @{ Name = $file.Name; Script = @{ ScriptDefinition = $blocks -join "`n" } }
        }
    }

    foreach ($file in @(Get-Item (Join-Path $Repository README.md)) + @(Get-Source module/help '\.md$')) {
        [regex]::Matches((Get-Content -Raw $file), '(?ms)^```powershell\r?\n(.*?)^```') | ForEach-Object {
            @{ Name = $file.Name; Script = @{ ScriptDefinition = $_.Groups[1].Value } }
        }
    }
)

foreach ($script in $scripts) {
    $what = $script.Script
    Invoke-ScriptAnalyzer @what -Settings ($script.Name -match '^tests[\\/]' ? $forTests : $settings) | ForEach-Object {
        "$($script.Name):$($_.Line): $($_.RuleName): $($_.Message)"
    }
}

"$($scripts.Count) scripts"
