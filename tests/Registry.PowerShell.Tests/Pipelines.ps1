# Registries of one shape and different content, and what it takes to pipe anything of one into any command.

# A registry with two models, a remote, a store and a mirror; bytes and holders of stages tell whose it is.
function New-World([string] $Mark, [string] $Production) {
    $root = New-TestFolder
    $store, $mirror, $remote = 'store', 'mirror', 'remote.git' | ForEach-Object { Join-Path $root $_ }
    $null = New-Item -ItemType Directory $store, $mirror
    $null = git init -q --bare -b main $remote
    $path = New-TestRepository (Join-Path $root 'models')
    $null = Initialize-MLRegistry $path -Store $store -Stage dev, staging, prod -WarningAction SilentlyContinue 6> $null
    $yaml = (Get-Content -Raw "$path/registry.yaml") -replace '(?m)^  - url: .*$', "`$0`n  - url: $([uri]::new($mirror).AbsoluteUri)"
    $yaml + "retention:`n  grace: 2d`n  rules:`n    - { name: old, keepLast: 1 }`n" | Set-Content "$path/registry.yaml"
    Save-TestCommit $path
    git -C $path remote add origin $remote
    git -C $path push -q origin main
    foreach ($number in '1.0.0', '1.1.0', '2.0.0') {
        $file = New-TestModel -Text "$Mark churn v$number"
        $null = Register-MLModel churn $file -Version $number -Metric @{ auc = [double] $number[0] } -Registry $path -NoPush
    }

    foreach ($number in '1.0.0', '1.1.0') {
        $null = Set-MLModelStage churn $number dev -Registry $path -NoPush
    }

    foreach ($number in '2.0.0', $Production) {
        $change = Set-MLModelStage churn $number prod -Registry $path -NoPush
    }

    $null = Register-MLModel segment (New-TestModel -Text "$Mark segment v1.0.0") -Version 1.0.0 -Registry $path -NoPush
    $moved = Sync-MLRegistry -Registry $path -Bulk
    [pscustomobject]@{
        Root = $root; Path = $path; Remote = $remote; Store = $store; Mirror = $mirror; Change = $change; Moved = $moved
    }
}

# Another repository of the same remote and stores.
function Copy-World($World) {
    $root = New-TestFolder
    $copy = $World.PSObject.Copy()
    Copy-Item $World.Path $root -Recurse
    $copy.Root, $copy.Path = $root, (Join-Path $root models)
    $copy
}

# What commands change: refs here and on the remote, bytes in stores, files that people see, records of runs.
function Get-WorldState($World) {
    $state = [ordered]@{}
    $git = Join-Path $World.Path '.git'
    foreach ($place in $World.Store, $World.Mirror, "$git/refs", "$($World.Remote)/refs", "$git/registry/runs") {
        if ([System.IO.Directory]::Exists($place)) {
            foreach ($file in [System.IO.Directory]::GetFiles($place, '*', 'AllDirectories')) {
                $state[$file] = [System.IO.File]::ReadAllText($file, [System.Text.Encoding]::Latin1)
            }
        }
    }

    foreach ($file in "$git/packed-refs", "$($World.Remote)/packed-refs", "$($World.Path)/registry.yaml", "$($World.Path)/.gitignore") {
        if ([System.IO.File]::Exists($file)) {
            $state[$file] = [System.IO.File]::ReadAllText($file, [System.Text.Encoding]::Latin1)
        }
    }

    $state
}

# Paths that are not as they were.
function Compare-State($Before, $After) {
    @($Before.Keys) + @($After.Keys) | Select-Object -Unique | Where-Object { $Before[$_] -cne $After[$_] }
}

function Restore-WorldState($Before, $After) {
    foreach ($path in Compare-State $Before $After) {
        if ($null -eq $Before[$path]) {
            [System.IO.File]::Delete($path)
            continue
        }

        $null = [System.IO.Directory]::CreateDirectory([System.IO.Path]::GetDirectoryName($path))
        [System.IO.File]::Delete($path)
        [System.IO.File]::WriteAllText($path, $Before[$path], [System.Text.Encoding]::Latin1)
    }
}

# What an object binds by the names of its properties, aliases among them, and for Resolve-MLModel by its text.
function Get-Bound([System.Management.Automation.CmdletInfo] $Command, $Item) {
    $bound = @{}
    foreach ($parameter in $Command.Parameters.Values) {
        $set = @($parameter.ParameterSets.Values)[0]
        $names = @($parameter.Name) + $parameter.Aliases
        $property = @($Item.PSObject.Properties.Match('*')).Where({ $_.Name -in $names -and $null -ne $_.Value }, 'First')
        if ($set.ValueFromPipelineByPropertyName -and $property) {
            $bound[$parameter.Name] = $property.Value
        }
        elseif ($set.ValueFromPipeline -and ($parameter.ParameterType -eq [string] -or $Item -is $parameter.ParameterType)) {
            $bound[$parameter.Name] = "$Item"
        }
    }

    $bound
}

function Format-Bound([System.Management.Automation.CmdletInfo] $Command, $Item) {
    $bound = Get-Bound $Command $Item
    ($bound.Keys | Sort-Object | ForEach-Object { "$_=$($bound[$_])" }) -join ', '
}

# Whether a command takes this kind: it says of which registry it is, and of which model where that must be said.
function Test-Kind([System.Management.Automation.CmdletInfo] $Command, $Item) {
    $bound = Get-Bound $Command $Item
    $about = 'Name', 'Reference' | Where-Object {
        $Command.Parameters.ContainsKey($_) -and @($Command.Parameters[$_].ParameterSets.Values)[0].IsMandatory
    }
    $bound.ContainsKey('Registry') -and -not ($about | Where-Object { -not $bound.ContainsKey($_) })
}
