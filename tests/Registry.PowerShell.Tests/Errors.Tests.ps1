BeforeDiscovery {
    Import-Module Registry
    $naming = Get-Command -Module Registry -ParameterName Name
    $several = $naming | Where-Object { $_.Parameters['Name'].ParameterType.IsArray } | ForEach-Object Name
    $wild = $naming | Where-Object {
        $_.Parameters['Name'].Attributes.TypeId.Name -contains 'SupportsWildcardsAttribute'
    } | ForEach-Object Name
}

BeforeAll {
    . "$PSScriptRoot/Support.ps1"
    . "$PSScriptRoot/Pipelines.ps1"
    $world = New-World there '1.0.0'
    $quiet = @{ Registry = $world.Path; WarningAction = 'SilentlyContinue' }
    $null = Register-MLModel segment (New-TestModel) -Version 1.1.0 -NoPush @quiet
    $null = Set-MLModelStage segment 1.0.0 prod @quiet
    foreach ($name in 'churn', 'segment') {
        git -C $world.Remote update-ref -d "refs/tags/$name@v1.0.0"
        Set-MLModel $name -Label @{ kept = 'local' } -NoPush @quiet
    }

    $state = Get-WorldState $world
    $usual = @{
        Version = 'v1.0.0'; Stage = 'prod'; Label = @{ seen = 'yes' }; Path = New-TestModel; Destination = Join-Path $world.Root out
        Confirm = $false; PassThru = $true; Force = $true; NoPush = $true
    }
    $always = 'Label', 'Confirm', 'PassThru', 'Force', 'NoPush'

    # What a command wants beside a name: what it demands, and what lets it tell what it did.
    function Get-Argument($Command) {
        $given = $quiet.Clone()
        foreach ($parameter in $Command.Parameters.Values.Where({ $usual.ContainsKey($_.Name) })) {
            if ($parameter.Name -in $always -or @($parameter.ParameterSets.Values)[0].IsMandatory) {
                $given[$parameter.Name] = $usual[$parameter.Name]
            }
        }

        $given
    }

    # Models that an output is of, as far as it says so; stores are of none.
    function Get-Model($Output) {
        $Output | Where-Object { -not $_.PSObject.Properties['Condemned'] } | ForEach-Object { $_.Name } | Select-Object -Unique
    }
}

Describe 'Of several, one that is not there' {
    AfterEach {
        Restore-WorldState $state (Get-WorldState $world)
    }

    It 'is one error of <_>, and the others are done' -ForEach $naming.Name {
        $command = Get-Command $_
        $with = Get-Argument $command
        # A name that is new is what Register-MLModel is for: there it is one that none can have.
        $bad, $code, $category = $_ -eq 'Register-MLModel' ? ('chrn!', 'MLR1003', 'InvalidArgument') : ('chrn', 'MLR1001', 'ObjectNotFound')
        $records = 'churn', $bad, 'segment' | ForEach-Object { [pscustomobject]@{ Name = $_ } }

        $done = $records | & $command @with -ErrorAction SilentlyContinue -ErrorVariable failed
        $went = $?

        $went | Should -BeFalse
        $failed | Should -HaveCount 1
        $failed[0].FullyQualifiedErrorId | Should -Be "$code,$($command.ImplementingType.FullName)"
        $command.ImplementingType.FullName | Should -Be "Registry.PowerShell.Commands.$($_ -replace '-')Command"
        $failed[0].CategoryInfo.Category | Should -Be $category
        $failed[0].TargetObject | Should -Match "^$bad(@v1\.0\.0|@latest|#prod)?$"
        "$($failed[0])" | Should -Be "${code}: $($failed[0].Exception.Message)"
        $failed[0].Exception.Code | Should -Be $code
        $failed[0].Exception.HelpLink | Should -BeLike "https://*/docs/errors/$code.md"
        Get-Model $done | Should -HaveCount ($_ -eq 'Test-MLModel' ? 0 : $_ -eq 'Save-MLModel' ? 1 : 2)
        @($done).Count | Should -BeGreaterThan 1
    }

    It 'is the same error of <_> where the names are given at once' -ForEach $several {
        $command = Get-Command $_
        $with = Get-Argument $command

        $done = & $command -Name churn, chrn, segment @with -ErrorAction SilentlyContinue -ErrorVariable failed
        $went = $?

        $went | Should -BeFalse
        $failed.FullyQualifiedErrorId | Should -Be "MLR1001,$($command.ImplementingType.FullName)"
        @($done).Count | Should -BeGreaterThan 1
    }

    It 'ends <_> where errors are to stop it' -ForEach $naming.Name {
        $command = Get-Command $_
        $with = Get-Argument $command
        $bad = $_ -eq 'Register-MLModel' ? 'chrn!' : 'chrn'
        $done = [System.Collections.Generic.List[object]]::new()

        {
            'churn', $bad, 'segment' | ForEach-Object { [pscustomobject]@{ Name = $_ } } |
                & $command @with -ErrorAction Stop | ForEach-Object { $done.Add($_) }
        } | Should -Throw -ErrorId 'MLR100?,Registry.PowerShell.Commands.*'

        $done | Should -Not -BeNullOrEmpty
        Get-Model $done | Should -Not -Contain segment
    }
}

Describe 'A pattern' {
    It 'that matches nothing is no error of <_>' -ForEach $wild {
        $with = Get-Argument (Get-Command $_)

        & $_ -Name 'zz*', '*zz' @with -ErrorVariable failed -ErrorAction SilentlyContinue |
            Where-Object { -not $_.PSObject.Properties['Condemned'] } | Should -BeNullOrEmpty

        $failed | Should -BeNullOrEmpty
    }

    It 'is taken by whatever reads, and by what may be meant for all' -ForEach @{ Wild = $wild } {
        $wild | Should -Be 'Find-MLModelVersion', 'Get-MLModel', 'Get-MLModelHistory', 'Get-MLModelStage',
            'Get-MLModelVersion', 'Get-MLStageReport', 'Invoke-MLRetention', 'Sync-MLRegistry', 'Test-MLModel', 'Test-MLRegistry'
    }
}

Describe 'What a terminal shows' {
    It 'begins with the code' {
        $said = & $pwsh -NoProfile -NonInteractive -Command "Get-MLModel chrn -Registry '$($world.Path)'" 2>&1

        $LASTEXITCODE | Should -Be 1
        "$said" | Should -BeLike "Get-MLModel: MLR1001: There is no model 'chrn'*"
    }

    It 'begins with the code of a reference, too' {
        'churn@1.0.0', 'churn@9.0.0', 'segment#prod' | Resolve-MLModel @quiet -ErrorVariable failed -ErrorAction SilentlyContinue |
            ForEach-Object { "$_" } | Should -Be 'churn@v1.0.0', 'segment@v1.0.0'

        "$failed" | Should -BeLike 'MLR1001: *'
        $failed.TargetObject | Should -Be 'churn@9.0.0'
    }
}

Describe 'The category of a code' {
    BeforeAll {
        $facade = (Get-Command Get-MLModel).ImplementingType.Assembly
        $core = @((Get-Command Get-MLModel).OutputType)[0].Type.Assembly
        $codes = $core.GetType('Registry.ErrorCodes').GetProperty('All').GetValue($null)
        $failure = $core.GetType('Registry.RegistryException')
        $make = $facade.GetType('Registry.PowerShell.Binding.ErrorRecords').GetMethod('From', [type[]] @($failure, [object]))
    }

    It 'stays what it is' {
        $categories = [ordered]@{
            MLR1001 = 'ObjectNotFound'; MLR1002 = 'ResourceExists'; MLR1003 = 'InvalidArgument'; MLR1004 = 'InvalidOperation'
            MLR1005 = 'InvalidData'; MLR1006 = 'InvalidArgument'; MLR1101 = 'ObjectNotFound'; MLR1102 = 'FromStdErr'
            MLR1103 = 'InvalidOperation'; MLR1104 = 'ObjectNotFound'; MLR1105 = 'InvalidOperation'; MLR1106 = 'InvalidOperation'
            MLR1107 = 'InvalidOperation'; MLR1201 = 'ResourceUnavailable'; MLR1202 = 'ObjectNotFound'; MLR1203 = 'ObjectNotFound'
            MLR1403 = 'InvalidData'; MLR1404 = 'SecurityError'; MLR1501 = 'ResourceUnavailable'; MLR2004 = 'InvalidOperation'
            MLR2010 = 'InvalidOperation'; MLR3007 = 'InvalidData'
        }

        $codes.Id | Should -Be $categories.Keys
        foreach ($code in $codes) {
            $record = $make.Invoke($null, @([Activator]::CreateInstance($failure, @($code, 'What, where.', $null)), 'churn'))

            $record.CategoryInfo.Category | Should -Be $categories[$code.Id]
            "$record" | Should -Be "$($code.Id): What, where."
        }
    }
}

Describe 'Where nobody can answer' {
    BeforeAll {
        $unregister = "Unregister-MLModel churn 1.1.0 -Registry '$($world.Path)'"
        $expected = "*MLR1107: 'Unregister-MLModel' asks before it does this to 'churn@v1.1.0'*-Confirm:`$false*"
    }

    AfterEach {
        (Get-MLModelVersion churn 1.1.0 @quiet).Active | Should -BeTrue
    }

    It 'a command that asks says how to do without: -NonInteractive' {
        $said = & $pwsh -NoProfile -NonInteractive -Command $unregister 2>&1

        $LASTEXITCODE | Should -Be 1
        "$said" -replace '\s+', ' ' | Should -BeLike $expected
    }

    It 'a command that asks says how to do without: at the end of the input' {
        $said = @() | & $pwsh -NoProfile -Command $unregister 2>&1

        $LASTEXITCODE | Should -Be 1
        "$said" -replace '\s+', ' ' | Should -BeLike $expected
    }

    It 'a command that asks says how to do without: in a thread and in a runspace' {
        $parallel = 1 | ForEach-Object -Parallel { try { & ([scriptblock]::Create($using:unregister)) } catch { $_ } }
        $shell = [powershell]::Create().AddScript("try { $unregister } catch { `$_ }")

        foreach ($failed in $parallel, $shell.Invoke()[0]) {
            "$failed" | Should -BeLike $expected
            $failed.FullyQualifiedErrorId | Should -Be 'MLR1107,Registry.PowerShell.Commands.UnregisterMLModelCommand'
            $failed.CategoryInfo.Category | Should -Be InvalidOperation
            $failed.TargetObject | Should -Be 'churn@v1.1.0'
        }

        $shell.Dispose()
    }

    It 'the same holds for -Confirm on what asks nothing by itself' {
        $said = & $pwsh -NoProfile -NonInteractive -Command "Disable-MLModel churn -Confirm -Registry '$($world.Path)'" 2>&1

        "$said" | Should -BeLike "*MLR1107: 'Disable-MLModel'*"
        (Get-MLModel churn @quiet).Deprecated | Should -BeFalse
    }
}

Describe 'Register-MLModel -Stage' {
    AfterEach {
        Restore-WorldState $state (Get-WorldState $world)
    }

    It 'takes several, and assigns them in order' {
        $version = Register-MLModel churn (New-TestModel) -Version 3.0.0 -Stage staging, dev, staging -NoPush @quiet

        $version.Stages | Should -Be dev, staging
        (Get-MLModelHistory churn -Version 3.0.0 @quiet).Stage | Should -Be dev, staging, $null
    }

    It 'registers nothing where one of them is not declared' {
        { Register-MLModel churn (New-TestModel) -Version 3.0.0 -Stage dev, nope -NoPush @quiet -ErrorAction Stop } |
            Should -Throw -ErrorId 'MLR1006,*'

        Compare-State $state (Get-WorldState $world) | Should -BeNullOrEmpty
    }

    It 'takes several from a list, too' {
        Get-MLModelStage churn prod, dev @quiet | ForEach-Object Stage | Should -Be prod, dev
        Get-MLModelStage churn dev, nope, prod @quiet -ErrorAction SilentlyContinue -ErrorVariable failed |
            ForEach-Object Stage | Should -Be dev, prod
        $failed.FullyQualifiedErrorId | Should -BeLike 'MLR1001,*'
    }
}
