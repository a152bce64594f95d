BeforeAll {
    . "$PSScriptRoot/Support.ps1"
}

Describe 'The life of a model' {
    BeforeEach {
        $registry = New-TestRegistry -Stage dev, prod, archived
        Add-TestVersion $registry churn 1.0.0, 1.1.0
        Push-Location $registry
    }

    AfterEach {
        Pop-Location
    }

    Context 'Unregister-MLModel' {
        It 'withdraws a version and keeps why' {
            Unregister-MLModel churn 1.1.0 -Message 'Leaks the target.' -Confirm:$false | Should -BeNullOrEmpty

            (Get-MLModel churn).Latest | Should -Be v1.0.0
            git cat-file tag 'churn@v1.1.0!#3' | Should -Contain 'Leaks the target.'
            (Get-MLModelVersion churn -All).Active | Should -Be $false, $true
        }

        It 'returns the version where it is asked to' {
            $version = Unregister-MLModel churn 1.1.0 -PassThru -Confirm:$false

            $version.PSTypeNames | Should -Contain 'Registry.ModelVersion'
            $version.Version, $version.Active, $version.Registry | Should -Be v1.1.0, $false, $registry
        }

        It 'asks first, naming the version and its stages' {
            $null = Set-MLModelStage churn 1.1.0 prod

            $said = (& $pwsh -NoProfile -NonInteractive -Command "Set-Location '$registry'; Unregister-MLModel churn 1.1.0 -WhatIf") -join "`n"
            $failed = & $pwsh -NoProfile -NonInteractive -Command "Set-Location '$registry'; Unregister-MLModel churn 1.1.0" 2>&1

            $said | Should -BeLike '*"Unregister model version, which holds prod" on target "churn@v1.1.0"*'
            "$failed" | Should -BeLike '*MLR1107*-Confirm:$false*'
            Get-TestTag $registry | Should -Not -Contain 'churn@v1.1.0!#4'
        }

        It 'warns of the stages that others have again' {
            $null = Set-MLModelStage churn 1.0.0 prod
            $null = Set-MLModelStage churn 1.1.0 prod

            $warning = Unregister-MLModel churn 1.1.0 -Confirm:$false 3>&1

            "$warning" | Should -BeLike "*'prod' is held by 'v1.0.0' again*"
        }

        It 'takes versions from the pipeline, also those of a stage' {
            $null = Set-MLModelStage churn 1.0.0 dev

            $gone = Get-MLModelVersion churn -Stage dev | Unregister-MLModel -PassThru -Confirm:$false 3> $null

            $gone.Version | Should -Be v1.0.0
            git cat-file tag 'churn@v1.0.0!#4' | Should -Contain 'Model-Version: v1.0.0'
        }

        It 'does nothing a second time' {
            Unregister-MLModel churn 1.1.0 -Confirm:$false
            $tags = Get-TestTag $registry

            $said = Unregister-MLModel churn 1.1.0 -Confirm:$false -Verbose 4>&1

            "$said" | Should -BeLike '*deregistered already*'
            Get-TestTag $registry | Should -Be $tags
        }

        It 'reports what is not there' {
            Unregister-MLModel churn 9.0.0 -Confirm:$false -ErrorAction SilentlyContinue -ErrorVariable failed

            $failed[0].FullyQualifiedErrorId | Should -Be 'MLR1001,Registry.PowerShell.Commands.UnregisterMLModelCommand'
            $failed[0].TargetObject | Should -Be 'churn@9.0.0'
        }
    }

    Context 'Disable-MLModel' {
        It 'deprecates a model until the next version or assignment' {
            Disable-MLModel churn -Message 'Use segment.' | Should -BeNullOrEmpty

            (Get-MLModel churn).Deprecated | Should -BeTrue
            { Resolve-MLModel 'churn@latest' -ErrorAction Stop } | Should -Throw '*deprecated*Use segment.*' -ErrorId 'MLR1001,*'
            (Get-MLModel churn | Disable-MLModel -PassThru).Deprecated | Should -BeTrue
            Get-TestTag $registry | Should -HaveCount 3
            $null = Set-MLModelStage churn 1.0.0 dev -WarningAction SilentlyContinue
            (Get-MLModel churn).Deprecated | Should -BeFalse
        }
    }

    Context 'Remove-MLModelStage' {
        BeforeEach {
            $null = Set-MLModelStage churn 1.0.0 prod
            $null = Set-MLModelStage churn 1.1.0 prod
        }

        It 'empties a stage' {
            $change = Remove-MLModelStage churn prod -Message 'Incident 7.'

            $change.PSTypeNames | Should -Contain 'Registry.StageChange'
            $change.From, $change.To, $change.Tag | Should -Be v1.1.0, $null, 'churn#prod!#6'
            $change.Removed | Should -Be v1.1.0, v1.0.0
            (Get-MLModel churn).Stages.Count | Should -Be 0
            git cat-file tag 'churn#prod!#5' | Should -Contain 'Incident 7.'
        }

        It 'takes it from one version' {
            (Remove-MLModelStage churn prod -Version 1.1.0).To | Should -Be v1.0.0
        }

        It 'takes it from the version that comes along the pipeline' {
            (Get-MLModelVersion churn -Stage prod | Remove-MLModelStage -Stage prod).To | Should -Be v1.0.0
        }

        It 'names the stage and who would lose it' {
            $said = (& $pwsh -NoProfile -NonInteractive -Command "Set-Location '$registry'; Remove-MLModelStage churn prod -WhatIf") -join "`n"

            $said | Should -BeLike '*"Remove stage from v1.1.0, v1.0.0" on target "churn#prod"*'
        }

        It 'reports <id>' -ForEach @(
            @{ Id = 'MLR1001'; Name = 'churn'; Stage = 'dev' }
            @{ Id = 'MLR1001'; Name = 'chrn'; Stage = 'prod' }
            @{ Id = 'MLR1003'; Name = 'churn'; Stage = 'p.q' }
        ) {
            Remove-MLModelStage $Name $Stage -ErrorAction SilentlyContinue -ErrorVariable failed | Should -BeNullOrEmpty

            $failed[0].FullyQualifiedErrorId | Should -BeLike "$Id,*"
            $failed[0].TargetObject | Should -Be "$Name#$Stage"
        }
    }

    Context 'Set-MLModelStage -ArchivePrevious' {
        It 'leaves nothing in force beneath, and archives what was' {
            $null = Set-MLModelStage churn 1.0.0 prod

            $said = (& $pwsh -NoProfile -NonInteractive -Command "Set-Location '$registry'; Set-MLModelStage churn 1.1.0 prod -ArchivePrevious -WhatIf") -join "`n"
            $change = Set-MLModelStage churn 1.1.0 prod -ArchivePrevious

            $said | Should -BeLike '*now held by v1.0.0, and remove it from v1.0.0*'
            $change.Removed | Should -Be v1.0.0
            (Get-MLModel churn).Stages['archived'] | Should -Be v1.0.0
            (Remove-MLModelStage churn prod -Version 1.1.0).To | Should -BeNullOrEmpty
        }
    }

    Context '-WhatIf leaves everything as it was' {
        It 'on every command of a model''s life, with a remote' {
            $shared = New-SharedRegistry
            Set-Location $shared.Path
            $null = Register-MLModel churn (New-TestModel) -Version 1.0.0 -Stage prod
            $roots = $shared.Path, $shared.Remote, $shared.Store
            $before = Get-TreeState $roots

            Unregister-MLModel churn 1.0.0 -PassThru -WhatIf | Should -BeNullOrEmpty
            Disable-MLModel churn -PassThru -WhatIf | Should -BeNullOrEmpty
            Remove-MLModelStage churn prod -WhatIf | Should -BeNullOrEmpty
            Undo-MLModelStage churn prod -WhatIf | Should -BeNullOrEmpty
            Set-MLModel churn -Label @{ a = 'b' } -PassThru -WhatIf | Should -BeNullOrEmpty
            Set-MLModelVersion churn 1.0.0 -Metric @{ a = 1 } -PassThru -WhatIf | Should -BeNullOrEmpty

            Get-TreeState $roots | Should -Be $before
        }
    }

    Context 'A remote' {
        It 'gets every event, unless it is told not to' {
            $shared = New-SharedRegistry
            Set-Location $shared.Path
            $null = Register-MLModel churn (New-TestModel) -Version 1.0.0 -Stage prod

            Set-MLModelVersion churn 1.0.0 -Label @{ a = 'b' }
            $null = Remove-MLModelStage churn prod
            $null = Undo-MLModelStage churn prod
            Disable-MLModel churn
            Unregister-MLModel churn 1.0.0 -NoPush -Confirm:$false -WarningAction SilentlyContinue

            Get-TestTag $shared.Remote | Should -HaveCount 6
            Get-TestTag $shared.Path | Should -HaveCount 7
        }
    }
}
