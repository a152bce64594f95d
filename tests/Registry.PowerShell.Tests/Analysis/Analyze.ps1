# Analyzes every script of a repository: files, those in views and those in pages. A line for each finding; at the end,
# how many scripts there were.
param(
    [Parameter(Mandatory)] [string] $Analyzer,
    [Parameter(Mandatory)] [string] $Repository
)

$ErrorActionPreference = 'Stop'
Import-Module $Analyzer
$settings = Import-PowerShellDataFile (Join-Path $Repository PSScriptAnalyzerSettings.psd1)
$forTests = $settings.Clone()
$forTests.ExcludeRules += (Import-PowerShellDataFile (Join-Path $PSScriptRoot Settings.psd1)).ExcludeRules

# Not what builds have made.
function Get-Source([string] $Folder, [string] $Filter) {
    Get-ChildItem (Join-Path $Repository $Folder) -Recurse -File | Where-Object {
        $_.Name -match $Filter -and $_.FullName -notmatch '[\\/](bin|obj|artifacts)[\\/]'
    }
}

$scripts = @(
    foreach ($file in Get-Source . '\.ps(1|m1|d1)$') {
        @{ Name = [IO.Path]::GetRelativePath($Repository, $file); Text = Get-Content -Raw $file }
    }

    foreach ($file in Get-Source module '\.ps1xml$') {
        # Script blocks of views, and what properties and methods of types have.
        Select-Xml '//ScriptBlock | //Script' -Path $file | ForEach-Object {
            @{ Name = $file.Name; Text = $_.Node.InnerText }
        }
    }

    foreach ($file in @(Get-Item (Join-Path $Repository README.md)) + @(Get-Source module/help '\.md$')) {
        [regex]::Matches((Get-Content -Raw $file), '(?ms)^```powershell\r?\n(.*?)^```') | ForEach-Object {
            @{ Name = $file.Name; Text = $_.Groups[1].Value }
        }
    }
)
# Its rules run at once, and may fail to find 'Get-Command' (PowerShell/PSScriptAnalyzer#2205): it is asked again then.
function Get-Finding([string] $Text, [hashtable] $Rules) {
    for ($try = 1; ; $try++) {
        try {
            return @(Invoke-ScriptAnalyzer -ScriptDefinition $Text -Settings $Rules)
        }
        catch [System.Management.Automation.CommandNotFoundException] {
            if ($try -eq 5) {
                throw
            }
        }
    }
}

foreach ($script in $scripts) {
    Get-Finding $script.Text ($script.Name -match '^tests[\\/]' ? $forTests : $settings) | ForEach-Object {
        "$($script.Name):$($_.Line): $($_.RuleName): $($_.Message)"
    }
}

"$($scripts.Count) scripts"
