# In a profile that has nothing: gets the module from a folder of packages, and uses it. Of each step one line.
param(
    [Parameter(Mandatory)] [string] $Feed,
    [Parameter(Mandatory)] [string] $Work,

    # What a CI job runs to get the module, as the help has it; without it, the package is expanded as that would.
    [string] $Prepare
)

$ErrorActionPreference = 'Stop'

if ($Prepare) {
    $env:MODULE_FEED = $Feed
    & $Prepare
}
else {
    $package = (Get-ChildItem $Feed -Filter *.nupkg).FullName
    $version = (Get-Item $package).BaseName -replace '^Registry\.'
    $folder = Join-Path ($env:PSModulePath -split [IO.Path]::PathSeparator)[0] "Registry/$version"
    [System.IO.Compression.ZipFile]::ExtractToDirectory($package, $folder)
    foreach ($name in '_rels', 'package', 'Registry.nuspec', '[Content_Types].xml') {
        Remove-Item -Recurse -Force -LiteralPath "$folder/$name"
    }
}

$module = Get-Module Registry -ListAvailable
'installed {0} {1}' -f @($module).Count, $module.ModuleBase.StartsWith([Environment]::GetFolderPath('UserProfile'))
'commands {0}' -f (Get-Command -Module Registry).Count
'help {0}' -f ((Get-Help Get-MLModel).Synopsis -like 'Gets models*')
'topic {0}' -f ((Get-Help about_Registry | Out-String).Length -gt 1000)

git config --global user.name 'Ann Author'
git config --global user.email 'ann@example.org'
git init -q -b main $Work
Set-Location $Work
$null = Initialize-MLRegistry 6> $null
git add -A
git commit -q -m 'Begin'
Set-Content weights.txt '0.1 0.9'
'registered {0}' -f (Register-MLModel churn weights.txt -Version 1.0.0).Version
'found {0}' -f (Get-MLModel).Latest
Save-MLModel churn -Destination out
'saved {0}' -f (Get-Content out/weights.txt)
