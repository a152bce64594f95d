BeforeAll {
    . "$PSScriptRoot/Support.ps1"
}

Describe 'Annotations' {
    BeforeEach {
        $registry = New-TestRegistry -Stage dev, prod
        Push-Location $registry
        $null = Register-MLModel churn (New-TestModel) -Version 1.0.0 -Metric @{ auc = 0.9; loss = 2 } -Label @{ team = 'risk' } `
            -Description 'A net.' -Stage dev
    }

    AfterEach {
        Pop-Location
    }

    Context 'Set-MLModelVersion' {
        It 'sets and takes away what is said of a version' {
            Set-MLModelVersion churn 1.0.0 -Metric @{ auc = 0.95; loss = $null } -Label @{ tier = 1; team = $null } `
                -Description "# Net`n`nof *two* layers." -Message 'Validated.' | Should -BeNullOrEmpty

            $version = Get-MLModelVersion churn -Version 1.0.0
            $version.Metrics.Keys | Should -Be auc
            $version.Metrics['auc'] | Should -Be 0.95
            $version.Labels.Keys | Should -Be tier
            $version.Labels['tier'] | Should -Be '1'
            $version.Description | Should -Be "# Net`n`nof *two* layers."
            git cat-file tag 'churn+annotated#3' | Should -Contain 'Validated.'
            (Resolve-MLModel 'churn+annotated#3' -AsEvent).Kind | Should -Be annotated
        }

        It 'takes a description away' {
            foreach ($nothing in $null, '') {
                Set-MLModelVersion churn 1.0.0 -Description 'Again.'
                (Set-MLModelVersion churn 1.0.0 -Description $nothing -PassThru).Description | Should -BeNullOrEmpty
            }
        }

        It 'leaves alone what it is not given' {
            $version = Set-MLModelVersion churn 1.0.0 -Label @{ a = 'b' } -PassThru

            $version.PSTypeNames | Should -Contain 'Registry.ModelVersion'
            $version.Description | Should -Be 'A net.'
            $version.Labels['team'] | Should -Be risk
        }

        It 'takes versions from the pipeline, and nothing of what they say' {
            Get-MLModelVersion churn -Stage dev | Set-MLModelVersion -Label @{ checked = $true }

            $text = git cat-file tag 'churn+annotated#3'
            $text | Should -Contain 'Label: checked=True'
            $text -match '^(Label|Metric|Model-Description): ' | Should -HaveCount 1
        }

        It 'writes nothing where it is so already' {
            $said = Set-MLModelVersion churn 1.0.0 -Metric @{ auc = '0.90' } -Label @{ none = $null } -Verbose 4>&1

            "$said" | Should -BeLike '*nothing was written*'
            Get-TestTag $registry | Should -HaveCount 2
        }

        It 'names what would be set and taken away' {
            $said = (& $pwsh -NoProfile -NonInteractive -Command `
                    "Set-Location '$registry'; Set-MLModelVersion churn 1.0.0 -Metric @{ f1 = 1 } -Label @{ team = `$null } -Description x -WhatIf") -join "`n"

            $said | Should -BeLike '*"Annotate model version: remove label team, set metric f1, set description" on target "churn@v1.0.0"*'
        }

        It 'reports <id>' -ForEach @(
            @{ Id = 'MLR1001'; Arguments = @{ Version = '9.0.0'; Label = @{ a = 'b' } } }
            @{ Id = 'MLR1003'; Arguments = @{ Version = '1.0.0' } }
            @{ Id = 'MLR1003'; Arguments = @{ Version = '1.0.0'; Label = @{} } }
            @{ Id = 'MLR1003'; Arguments = @{ Version = '1.0.0'; Label = @{ 'a b' = $null } } }
            @{ Id = 'MLR1003'; Arguments = @{ Version = '1.0.0'; Metric = @{ auc = 'good' } } }
        ) {
            Set-MLModelVersion churn @Arguments -ErrorAction SilentlyContinue -ErrorVariable failed

            $failed[0].FullyQualifiedErrorId | Should -BeLike "$Id,*"
        }
    }

    Context 'Set-MLModel' {
        It 'says something of the model, whatever version comes' {
            Set-MLModel churn -Label @{ owner = 'ann' } -Description 'Who leaves.' | Should -BeNullOrEmpty
            Add-TestVersion $registry churn 2.0.0

            $model = Get-MLModel churn
            $model.Latest | Should -Be v2.0.0
            $model.Labels.Keys | Should -Be owner
            $model.Description | Should -Be 'Who leaves.'
            (Get-MLModelVersion churn -Version 1.0.0).Description | Should -Be 'A net.'
        }

        It 'takes models from the pipeline and returns them where it is asked to' {
            $model = Get-MLModel | Set-MLModel -Label @{ team = $null } -PassThru

            $model.PSTypeNames | Should -Contain 'Registry.Model'
            $model.Labels.Count | Should -Be 0
            $model.Description | Should -Be 'A net.'
        }

        It 'is shown by Get-MLModel as a list' {
            Set-MLModel churn -Description "One.`n`nTwo."

            (Get-MLModel churn | Format-List | Out-String) | Should -BeLike "*Description*: One.*Two.*"
        }
    }
}
