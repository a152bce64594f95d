BeforeDiscovery {
    Import-Module Registry
    $ours = Get-Command -Module Registry
    $takers = $ours | Where-Object {
        $_.Parameters['Registry'].ParameterSets.Values.ValueFromPipelineByPropertyName
    }
    $readers = $takers | Where-Object { -not $_.Parameters.ContainsKey('WhatIf') } | ForEach-Object Name
    $changers = $takers | Where-Object { $_.Parameters.ContainsKey('WhatIf') } | ForEach-Object Name
}

BeforeAll {
    . "$PSScriptRoot/Support.ps1"
    . "$PSScriptRoot/Pipelines.ps1"
    $ours = Get-Command -Module Registry
    $outputs = $ours.OutputType.Type | Select-Object -Unique
    $there = New-World there '1.1.0'
    $here = New-World here '1.0.0'
    $third = Copy-World $here
    $at = @{ Registry = $there.Path; WarningAction = 'SilentlyContinue' }

    # Here and in the third one nothing is whole, so that what is found whole is there.
    Get-ChildItem $here.Store, $third.Store -Recurse -File | Where-Object DirectoryName -Like '*blobs*' | Remove-Item -Force
    $null = Set-MLModelStage churn 1.1.0 staging -NoPush @at
    git -C $there.Remote update-ref -d 'refs/tags/churn#dev#4'
    $lock = Join-Path $there.Path models.lock.json
    New-TestLock $there.Path | Get-Item | Move-Item -Destination $lock
    git config --global --add registry.trustedStore ([uri]::new($there.Store).AbsoluteUri)
    git config --global --add registry.trustedStore ([uri]::new($there.Mirror).AbsoluteUri)

    # An object of each type that a command puts out, about 'churn' where it is about a model.
    $samples = @{
        'Registry.ClearedCache' = { Clear-MLCache -OlderThan 1.00:00:00 }
        'Registry.MaintenanceRun' = { Invoke-MLMaintenance Report @at }
        'Registry.Model' = { Get-MLModel churn @at }
        'Registry.ModelDifference' = { Compare-MLModelVersion churn 1.1.0 2.0.0 @at }
        'Registry.ModelVersion' = { Get-MLModelVersion churn 1.1.0 @at }
        'Registry.RegistryEventInfo' = { Resolve-MLModel 'churn#prod' -AsEvent @at }
        'Registry.RegistryFinding' = { Test-MLRegistry churn @at | Where-Object Tag -EQ 'churn#dev#4' }
        'Registry.RegistryInfo' = { Get-MLRegistry @at }
        'Registry.RepairedBlob' = { Repair-MLStore 1 @at | Where-Object { $_.Name -eq 'churn' -and $_.Version -eq 'v1.1.0' } }
        'Registry.RestoredModel' = { Restore-MLModel $lock -Destination (New-TestFolder) @at }
        'Registry.RetainedVersion' = { Invoke-MLRetention churn -WhatIf @at | Where-Object Version -EQ v1.1.0 }
        'Registry.StageAssignment' = { Get-MLModelStage churn prod @at }
        'Registry.StageChange' = { $there.Change }
        'Registry.StageReportEntry' = { Get-MLStageReport churn @at | Where-Object Stage -EQ prod }
        'Registry.StoreFinding' = { Test-MLStore 1 @at | Where-Object { $_.Name -eq 'churn' -and $_.Version -eq 'v1.1.0' } }
        'Registry.StoreReport' = { Test-MLStore 1 -AsReport @at }
        'Registry.StoreSweep' = { Invoke-MLRetention -WhatIf @at | Where-Object { $_.PSTypeNames -contains 'Registry.StoreSweep' -and $_.Store -like '*/mirror' } }
        'Registry.SyncedEvent' = { $there.Moved | Where-Object Tag -EQ 'churn@v1.1.0' }
        'Registry.SyncedStore' = { Sync-MLStore @at }
        'System.Boolean' = { Test-MLModel churn @at }
        'System.IO.FileInfo' = { Save-MLModel churn -Destination (New-TestFolder) -PassThru @at }
    }

    # What a command is given where the object does not say it: what it demands, and what shows what it did.
    $usual = @{
        Version = 'v1.1.0'; Stage = 'prod'; DifferenceVersion = 'v1.0.0'; Label = @{ seen = 'yes' }; Job = 'Report'
        Confirm = $false; PassThru = $true; Force = $true; NoPush = $true
    }
    $special = @{
        'Register-MLModel' = @{ Version = 'v9.0.0'; Path = New-TestModel }
        'Restore-MLModel' = @{ Path = $lock }
    }
    $telling = 'DifferenceVersion', 'Label', 'Confirm', 'PassThru', 'Force', 'NoPush'

    # Pairs that make no sense, and why: type, command, reason.
    $senseless = @(
        , ('System.IO.FileInfo', '*', 'A file is named like no model.')
        , ('System.Boolean', '*', 'True and false are of no registry.')
        , ('Registry.ClearedCache', '*', 'The cache is the user''s, and of no registry.')
        , ('Registry.RegistryFinding', 'Resolve-MLModel', 'What was found may be that the tag is gone.')
        , ('Registry.RegistryInfo', 'Resolve-MLModel', 'A registry is no version.')
        , ('Registry.ModelDifference', 'Resolve-MLModel', 'What differs is no version.')
        , ('Registry.Store*', 'Resolve-MLModel', 'A store and what it lacks are no version.')
        , ('Registry.SyncedStore', 'Resolve-MLModel', 'A store is no version.')
        , ('Registry.RepairedBlob', 'Resolve-MLModel', 'A blob is no version.')
        , ('Registry.MaintenanceRun', 'Resolve-MLModel', 'A run is no version.')
    )

    $keeping = 'Initialize-MLRegistry', 'Restore-MLModel', 'Save-MLModel'
    $walked = [System.Collections.Generic.List[string]]::new()
    # Every byte of the registries that nothing is piped from. The cache is everybody's.
    function Get-OtherState {
        Get-TreeState $here.Root, $third.Root | Where-Object { -not $_.StartsWith($env:MODEL_REGISTRY_CACHE) }
    }

    # One of each type, of the registry at hand.
    function Get-Sample([string[]] $Type) {
        $found = @{}
        $before = Get-WorldState $there
        foreach ($each in $Type) {
            $found[$each] = & $samples[$each] | Select-Object -First 1
            Restore-WorldState $before (Get-WorldState $there)
        }

        $found
    }

    $items = Get-Sample $samples.Keys
    $at.Registry = [uri]::new($there.Remote).AbsoluteUri
    $remote = Get-Sample ($ours.Where({ -not $_.Parameters.ContainsKey('WhatIf') }).OutputType.Type.FullName | Select-Object -Unique)

    foreach ($world in $here, $third) {
        Remove-Item "$($world.Path)/.git/registry" -Recurse -Force -ErrorAction Ignore
    }

    $untouched = Get-OtherState
    Push-Location $here.Path

    function Test-Senseless($Command, $Type) {
        [bool] ($senseless | Where-Object { $Type -like $_[0] -and $Command -like $_[1] })
    }

    function Get-Argument($Command, $Bound) {
        $given = @{ ErrorAction = 'Stop'; WarningAction = 'SilentlyContinue'; InformationAction = 'Ignore' }
        foreach ($parameter in $Command.Parameters.Values) {
            $name = $parameter.Name
            if ($special[$Command.Name]?.ContainsKey($name) -and ($name -eq 'Version' -or -not $Bound.ContainsKey($name))) {
                $given[$name] = $special[$Command.Name][$name]
            }
            elseif ($Bound.ContainsKey($name)) {
                continue
            }
            elseif ($name -in $telling -or @($parameter.ParameterSets.Values)[0].IsMandatory) {
                $given[$name] = $name -eq 'Destination' ? (New-TestFolder) : $usual[$name]
            }
        }

        $given
    }

    # Why an output is not about what was bound, or nothing.
    function Find-Fault($Command, $Bound, $Output) {
        $type = @($Output.PSTypeNames)[0]
        $has = $Output.PSObject.Properties
        if ($type -eq 'System.Boolean') {
            if (-not $Output) { 'is False: what is damaged is elsewhere' }
            return
        }

        if ($Output.Registry -ne $Bound.Registry) { "is of '$($Output.Registry)'" }
        if ($type -eq 'System.IO.FileInfo') {
            $version = $Bound.Version ?? ($Bound.Stage ? @{ prod = 'v1.1.0'; dev = 'v1.1.0' }[$Bound.Stage] : 'v2.0.0')
            $text = Get-Content -Raw $Output.FullName
            if ($text -ne "there churn $version") { "has '$text'" }
            return
        }

        $named = $Bound.Name ?? (($Bound.Reference -split '[@#]')[0])
        if ($named -and $has['Name'] -and $Output.Name -ne $named) { "is about '$($Output.Name)'" }
        if ($Bound.Store -and $Output.Store -ne $Bound.Store) { "is about the store '$($Output.Store)'" }
        if ($Bound.Version -and $has['Version']) {
            $about = @($has['Removed'] ? $Output.Removed : @()) + $Output.Version
            if ($Bound.Version -notin $about) { "is about '$about', not '$($Bound.Version)'" }
        }
        elseif ($Bound.Stage) {
            if ($Bound.Stage -notin @($Output.Stage) + $Output.Stages) { "is about the stage '$($Output.Stage)'" }
        }
    }

    # What goes wrong where an object is piped into a command.
    function Find-PairFault($Command, $Item) {
        $bound = Get-Bound $Command $Item
        $with = Get-Argument $Command $bound
        foreach ($key in $with.Keys) {
            $bound[$key] = $with[$key]
        }

        $env:MODEL_REGISTRY = $walked.Count % 2 ? $third.Path : $null
        $walked.Add("$($Item.PSTypeNames[0]) | $Command")
        try {
            $found = @($Item | & $Command @with)
        }
        catch {
            return "$_"
        }

        $found.Count ? ($found | ForEach-Object { Find-Fault $Command $bound $_ } | Select-Object -Unique) : 'nothing came out'
    }

    # The same for one that changes something: what it changed is put back.
    function Find-ChangeFault($Command, $Item, $Before) {
        Find-PairFault $Command $Item
        $after = Get-WorldState $there
        $changed = @(Compare-State $Before $after)
        if (-not $changed -and $Command.Name -notin $keeping) { 'nothing was changed' }
        Restore-WorldState $Before $after
    }

    # A command sees nothing of an object but what it binds: one of those that bind the same will do, and not always the first.
    function Select-Different {
        $input | Group-Object Bound | ForEach-Object { $_.Group[$walked.Count % $_.Count] }
    }

    function Find-Pair($Command, $Of) {
        foreach ($type in $Of.Keys | Sort-Object) {
            if ((Test-Kind $Command $Of[$type]) -and -not (Test-Senseless $Command.Name $type)) {
                [pscustomobject]@{ Type = $type; Item = $Of[$type]; Bound = Format-Bound $Command $Of[$type] }
            }
        }
    }
}

AfterAll {
    Pop-Location
    $env:MODEL_REGISTRY = $null
}

Describe 'What one command puts out' {
    It 'is there of every type' {
        $samples.Keys | Sort-Object | Should -Be ($outputs.FullName | Sort-Object)
        $outputs.FullName | Where-Object { $null -eq $items[$_] } | Should -BeNullOrEmpty
    }

    It 'says where, and which model, version and stage it is about' {
        foreach ($type in $outputs.FullName | Where-Object { -not (Test-Senseless 'Get-MLModel' $_) }) {
            $item = $items[$type]
            $item.Registry | Should -Be $there.Path -Because $type
            $item.Name | Should -BeIn $null, 'churn' -Because $type
            $item.Version | Should -BeIn $null, 'v1.1.0' -Because $type
            $item.Stage | Should -BeIn $null, 'prod', 'dev' -Because $type
        }
    }

    It 'reaches its registry and what it is about by <_>' -ForEach $readers {
        $command = Get-Command $_
        $before = Get-WorldState $there

        $faults = foreach ($pair in Find-Pair $command $items) {
            Find-PairFault $command $pair.Item | ForEach-Object { "$($pair.Type) | ${command}: $_" }
        }

        $faults | Should -BeNullOrEmpty
        Compare-State $before (Get-WorldState $there) | Should -BeNullOrEmpty
    }

    It 'changes its registry and what it is about by <_>' -ForEach $changers {
        $command = Get-Command $_
        $before = Get-WorldState $there

        $faults = foreach ($pair in Find-Pair $command $items | Select-Different) {
            Find-ChangeFault $command $pair.Item $before | ForEach-Object { "$($pair.Type) | ${command}: $_" }
        }

        $faults | Should -BeNullOrEmpty
    }

    It 'reaches its registry by <_> where that is a URL' -ForEach ($readers + 'Save-MLModel') {
        $command = Get-Command $_

        $faults = foreach ($pair in Find-Pair $command $remote | Select-Different) {
            Find-PairFault $command $pair.Item | ForEach-Object { "$($pair.Type) | ${command}: $_" }
        }

        $faults | Should -BeNullOrEmpty
    }

    It 'reaches one registry after the other where objects are of several' {
        $from = $there.Path, $at.Registry, $there.Path | ForEach-Object { Get-MLModel churn -Registry $_ }

        $versions = $from | Get-MLModelVersion -Version 1.1.0
        ($versions | Get-MLModelHistory -Stage prod).Registry | Should -Be $there.Path, $at.Registry, $there.Path
    }

    It 'goes on after one whose registry is gone' {
        $lost = [pscustomobject]@{ Name = 'churn'; Registry = Join-Path $TestDrive nowhere }

        $found = $items['Registry.Model'], $lost, $items['Registry.ModelVersion'] |
            Get-MLModel -ErrorAction SilentlyContinue -ErrorVariable failed

        $found.Registry | Should -Be $there.Path, $there.Path
        $failed.FullyQualifiedErrorId | Should -Be 'MLR1101,Registry.PowerShell.Commands.GetMLModelCommand'
        $failed.TargetObject | Should -Be $lost.Registry
    }

    It 'touches no registry but its own' {
        $walked.Count | Should -BeGreaterThan 200
        Get-OtherState | Should -Be $untouched
    }

    It 'makes sense, or it is known why not' {
        foreach ($pattern in $senseless) {
            $types = $outputs.FullName | Where-Object { $_ -like $pattern[0] }
            $types | Should -Not -BeNullOrEmpty -Because "$pattern"
            $ours.Name | Where-Object { $_ -like $pattern[1] } | Should -Not -BeNullOrEmpty -Because "$pattern"
        }
    }
}
