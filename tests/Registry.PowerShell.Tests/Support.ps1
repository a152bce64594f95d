# What the tests share: real repositories, and a look at all that a command could have touched.

Import-Module Registry

# The one that runs these tests: another may be in the path, or none.
$pwsh = (Get-Process -Id $PID).Path

# A folder of the present test's own.
function New-TestFolder {
    $path = Join-Path $TestDrive ([guid]::NewGuid().ToString('n').Substring(0, 8))
    (New-Item -ItemType Directory -Path $path).FullName
}

function New-TestRepository([string] $Path = (New-TestFolder)) {
    $null = git init -q -b main $Path
    git -C $Path config user.name 'Ann Author'
    git -C $Path config user.email 'ann@example.org'
    git -C $Path config commit.gpgSign false
    git -C $Path config tag.gpgSign false
    'code' > (Join-Path $Path 'code.txt')
    Save-TestCommit $Path
    $Path
}

function Save-TestCommit([string] $Path) {
    git -C $Path add -A
    git -C $Path commit -q -m 'Change something'
}

function New-TestRegistry([string[]] $Stage = @(), [string] $Store) {
    $path = New-TestRepository
    $null = Initialize-MLRegistry $path -Stage $Stage -Store $Store 6> $null
    Save-TestCommit $path
    $path
}

# A file with content of its own, unless it is given.
function New-TestModel([string] $Path = (Join-Path (New-TestFolder) 'model.onnx'), [string] $Text = (New-Guid)) {
    Set-Content -LiteralPath $Path -Value $Text -NoNewline
    $Path
}

# Registers versions of a model, each with content of its own.
function Add-TestVersion([string] $Registry, [string] $Name, [string[]] $Version) {
    foreach ($number in $Version) {
        $null = Register-MLModel $Name (New-TestModel) -Version $number -Registry $Registry -NoPush
    }
}

# A registry with a remote that others could reach, as could its store.
function New-SharedRegistry {
    $store = New-TestFolder
    $remote = New-TestFolder
    $null = git init -q --bare -b main $remote
    $path = New-TestRegistry -Store $store
    git -C $path remote add origin $remote
    git -C $path push -q origin main
    [pscustomobject]@{ Path = $path; Remote = $remote; Store = $store }
}

# Every file and folder below some folders, with digests: repository, refs, store and cache alike.
function Get-TreeState([string[]] $Path) {
    foreach ($root in @($Path) + $env:MODEL_REGISTRY_CACHE | Where-Object { Test-Path -LiteralPath $_ }) {
        foreach ($item in Get-ChildItem -LiteralPath $root -Recurse -Force | Sort-Object FullName) {
            $digest = if (-not $item.PSIsContainer) {
                [Convert]::ToHexString([System.Security.Cryptography.SHA256]::HashData([System.IO.File]::ReadAllBytes($item.FullName)))
            }
            "$($item.FullName) $digest"
        }
    }
}

# A lock file as a build writes it, of one pin on a model of one file.
function New-TestLock([string] $Registry, [string] $Project = (New-TestFolder), [string] $Name = 'churn', [string] $Requested = '#prod') {
    $version = Resolve-MLModel "$Name$Requested" -Registry $Registry
    $assigned = Resolve-MLModel "$Name$Requested" -AsEvent -Registry $Registry
    $saved = Save-MLModel $Name $version.Version -Destination (New-TestFolder) -PassThru -Registry $Registry
    $lock = Join-Path $Project models.lock.json
    ConvertTo-Json -Depth 5 -InputObject ([ordered]@{
        schema = 1
        models = @([ordered]@{
            name = $Name
            requested = $Requested
            version = $version.Version
            commit = $version.Commit
            registration = @{ tagObject = git -C $Registry rev-parse "refs/tags/$($version.Tag)" }
            assignment = @{ tagObject = $assigned.TagObject }
            manifest = $version.Manifest
            files = @([ordered]@{
                path = $saved.Name
                size = $saved.Length
                sha256 = (Get-FileHash $saved.FullName).Hash.ToLowerInvariant()
            })
        })
    }) | Set-Content -LiteralPath $lock
    $lock
}

# A tag as GTO writes it: no number, only the time tells its place. Ours may lie a few seconds ahead of the clock.
function Add-ForeignTag([string] $Registry, [string] $Tag, [string] $Revision = 'HEAD') {
    $env:GIT_COMMITTER_DATE = [DateTimeOffset]::Now.AddMinutes(1).ToString('o')
    git -C $Registry tag -a -m 'Written by another tool' $Tag $Revision
    Remove-Item Env:GIT_COMMITTER_DATE
}

function Get-TestTag([string] $Registry) {
    @(git -C $Registry for-each-ref --format='%(refname:strip=2)' refs/tags)
}
