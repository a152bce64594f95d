BeforeAll {
    . "$PSScriptRoot/Support.ps1"
}

Describe 'Undo-MLModelStage' {
    BeforeEach {
        $registry = New-TestRegistry -Stage dev, prod
        Add-TestVersion $registry churn 1.0.0, 1.1.0, 1.2.0
        Push-Location $registry
        foreach ($version in '1.0.0', '1.1.0', '1.2.0') {
            $null = Set-MLModelStage churn $version prod
        }
    }

    AfterEach {
        Pop-Location
    }

    It 'goes back to the holder before and keeps why' {
        $change = Undo-MLModelStage churn prod -Message 'Too slow.'

        $change.PSTypeNames | Should -Contain 'Registry.StageChange'
        $change.Name, $change.Stage, $change.From, $change.To | Should -Be churn, prod, v1.2.0, v1.1.0
        $change.Event, $change.Tag, $change.Registry | Should -Be 7, 'churn#prod#7', $registry
        git cat-file tag 'churn#prod#7' | Should -Contain 'Too slow.'
        (Get-MLModel churn).Stages['prod'] | Should -Be v1.1.0
    }

    It 'goes back and forth' {
        (Undo-MLModelStage churn prod -Steps 2).To | Should -Be v1.0.0
        (Undo-MLModelStage churn prod -Redo).To | Should -Be v1.2.0
        (Undo-MLModelStage churn prod).To | Should -Be v1.1.0
        (Undo-MLModelStage churn prod).To | Should -Be v1.0.0
        (Undo-MLModelStage churn prod -Redo -Steps 2).To | Should -Be v1.2.0
        (Undo-MLModelStage churn prod 3).To | Should -BeNullOrEmpty
        (Get-MLModel churn).Stages.Count | Should -Be 0
    }

    It 'takes back what was just done' {
        (Set-MLModelStage churn 1.0.0 prod | Undo-MLModelStage).To | Should -Be v1.2.0
        (Remove-MLModelStage churn prod | Undo-MLModelStage).To | Should -Be v1.2.0
    }

    It 'does not go back twice where it is told whom to expect' {
        $null = Undo-MLModelStage churn prod -Expect 1.2.0
        $tags = Get-TestTag $registry

        Undo-MLModelStage churn prod -Expect 1.2.0 -ErrorAction SilentlyContinue -ErrorVariable failed

        $failed[0].FullyQualifiedErrorId | Should -Be 'MLR1103,Registry.PowerShell.Commands.UndoMLModelStageCommand'
        $failed[0].TargetObject | Should -Be 'churn#prod'
        "$($failed[0])" | Should -BeLike "*'churn#prod#7' by Ann Author*"
        Get-TestTag $registry | Should -Be $tags
    }

    It 'tells from whom to whom before it goes' {
        $said = (& $pwsh -NoProfile -NonInteractive -Command "Set-Location '$registry'; Undo-MLModelStage churn prod -WhatIf; Undo-MLModelStage churn prod 3 -WhatIf") -join "`n"

        $said | Should -BeLike '*"Undo the last change: from v1.2.0 to v1.1.0" on target "churn#prod"*'
        $said | Should -BeLike '*"Undo 3 changes: from v1.2.0 to nobody" on target "churn#prod"*'
    }

    It 'reports <id>' -ForEach @(
        @{ Id = 'MLR1001'; Arguments = @{ Name = 'churn'; Stage = 'dev' } }
        @{ Id = 'MLR1001'; Arguments = @{ Name = 'churn'; Stage = 'prod'; Steps = 4 } }
        @{ Id = 'MLR1001'; Arguments = @{ Name = 'churn'; Stage = 'prod'; Redo = $true } }
        @{ Id = 'MLR1001'; Arguments = @{ Name = 'chrn'; Stage = 'prod' } }
        @{ Id = 'MLR1003'; Arguments = @{ Name = 'churn'; Stage = 'p.q' } }
        @{ Id = 'MLR1103'; Arguments = @{ Name = 'churn'; Stage = 'prod'; Expect = '' } }
    ) {
        Undo-MLModelStage @Arguments -ErrorAction SilentlyContinue -ErrorVariable failed | Should -BeNullOrEmpty

        $failed[0].FullyQualifiedErrorId | Should -BeLike "$Id,*"
    }
}
