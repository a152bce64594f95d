BeforeAll {
    . "$PSScriptRoot/Support.ps1"
}

Describe 'Set-MLModelStage' {
    BeforeEach {
        $registry = New-TestRegistry -Stage dev, prod
        Add-TestVersion $registry churn 1.0.0, 1.1.0
        Push-Location $registry
    }

    AfterEach {
        Pop-Location
    }

    It 'moves a stage and tells from where to where' {
        $null = Set-MLModelStage churn 1.0.0 prod

        $change = Set-MLModelStage -Name churn -Version v1.1.0 -Stage prod -Message 'Better.'

        $change.PSTypeNames | Should -Contain 'Registry.StageChange'
        $change.Name, $change.Stage, $change.From, $change.To | Should -Be churn, prod, v1.0.0, v1.1.0
        $change.Event | Should -Be 4
        $change.Tag | Should -Be 'churn#prod#4'
        $change.Registry | Should -Be $registry
        git cat-file tag 'churn#prod#4' | Should -Contain 'Better.'
        (Get-MLModel churn).Stages['prod'] | Should -Be v1.1.0
    }

    It 'writes nothing for the present holder, unless forced' {
        $null = Set-MLModelStage churn 1.0.0 prod
        $tags = Get-TestTag $registry

        (Set-MLModelStage churn 1.0.0 prod).Event | Should -BeNullOrEmpty
        Get-TestTag $registry | Should -Be $tags
        (Set-MLModelStage churn 1.0.0 prod -Force).Event | Should -Be 4
    }

    It 'takes versions from the pipeline, and never their message' {
        $change = Get-MLModelVersion churn -Version latest | Set-MLModelStage -Stage dev

        $change.To | Should -Be v1.1.0
        git cat-file tag $change.Tag | Should -Not -Contain (Get-MLModelVersion churn -Version latest).Message
    }

    It 'moves on what it returned' {
        (Set-MLModelStage churn 1.1.0 dev | Set-MLModelStage -Stage prod).Stage | Should -Be prod
    }

    It 'keeps to what is expected' {
        (Set-MLModelStage churn 1.0.0 prod -Expect '').To | Should -Be v1.0.0
        (Set-MLModelStage churn 1.1.0 prod -Expect 1.0.0).To | Should -Be v1.1.0
        $tags = Get-TestTag $registry

        foreach ($wrong in '', '1.0.0') {
            Set-MLModelStage churn 1.0.0 prod -Expect $wrong -ErrorAction SilentlyContinue -ErrorVariable failed
            $failed[0].FullyQualifiedErrorId | Should -Be 'MLR1103,Registry.PowerShell.Commands.SetMLModelStageCommand'
            $failed[0].CategoryInfo.Category | Should -Be InvalidOperation
            $failed[0].TargetObject | Should -Be 'churn@1.0.0'
        }

        Get-TestTag $registry | Should -Be $tags
    }

    It 'reports <id>' -ForEach @(
        @{ Id = 'MLR1001'; Name = 'churn'; Version = '9.0.0'; Stage = 'prod' }
        @{ Id = 'MLR1001'; Name = 'chrn'; Version = '1.0.0'; Stage = 'prod' }
        @{ Id = 'MLR1003'; Name = 'churn'; Version = 'x'; Stage = 'prod' }
        @{ Id = 'MLR1006'; Name = 'churn'; Version = '1.0.0'; Stage = 'prd' }
    ) {
        Set-MLModelStage $Name $Version $Stage -ErrorAction SilentlyContinue -ErrorVariable failed | Should -BeNullOrEmpty

        $failed[0].FullyQualifiedErrorId | Should -BeLike "$Id,*"
    }

    It 'pushes, unless it is told not to' {
        $shared = New-SharedRegistry
        $null = Register-MLModel churn (New-TestModel) -Version 1.0.0 -Registry $shared.Path

        $null = Set-MLModelStage churn 1.0.0 dev -Registry $shared.Path
        $null = Set-MLModelStage churn 1.0.0 prod -Registry $shared.Path -NoPush

        Get-TestTag $shared.Remote | Should -Be 'churn#dev#2', 'churn@v1.0.0'
        Get-TestTag $shared.Path | Should -Contain 'churn#prod#3'
    }
}
