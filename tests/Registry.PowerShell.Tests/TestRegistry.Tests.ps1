BeforeAll {
    . "$PSScriptRoot/Support.ps1"
}

Describe 'Test-MLRegistry' {
    BeforeEach {
        $registry = New-TestRegistry
        Add-TestVersion $registry churn 1.0.0, 1.1.0
        $null = Set-MLModelStage churn 1.1.0 prod -Registry $registry
        Push-Location $registry
    }

    AfterEach {
        Pop-Location
    }

    It 'finds nothing where all is well' {
        Test-MLRegistry -ErrorVariable failed -WarningVariable warned | Should -BeNullOrEmpty

        @($failed) + @($warned) | Should -BeNullOrEmpty
    }

    It 'finds a deleted tag, and says what to do' {
        $null = git tag -d 'churn#prod#3'

        $finding = Test-MLRegistry

        $finding.PSTypeNames | Should -Contain 'Registry.RegistryFinding'
        $finding.Code, $finding.Problem, $finding.Name, $finding.Tag | Should -Be MLR3007, TagDeleted, churn, 'churn#prod#3'
        $finding.Message | Should -BeLike '*Get-MLModelHistory*'
        $finding.Registry | Should -Be $registry
    }

    It 'finds missing bytes and tags that no tool can read' {
        Get-ChildItem .model-store/blobs -Recurse -File | Remove-Item -Force
        git tag churn@v9.0.0

        $findings = Test-MLRegistry

        $findings | Where-Object Problem -EQ BlobMissing | Select-Object -ExpandProperty Code -Unique | Should -Be MLR1202
        ($findings | Where-Object Problem -EQ UnreadableTag).Tag | Should -Be churn@v9.0.0
    }

    It 'looks at the models that are named' {
        git tag other@v9.0.0

        Test-MLRegistry churn | Should -BeNullOrEmpty
        (Test-MLRegistry 'o*').Tag | Should -Be other@v9.0.0
        (Get-MLRegistry | Test-MLRegistry).Tag | Should -Be other@v9.0.0
        Test-MLRegistry chrn -ErrorAction SilentlyContinue -ErrorVariable failed | Should -BeNullOrEmpty
        $failed[0].FullyQualifiedErrorId | Should -Be 'MLR1001,Registry.PowerShell.Commands.TestMLRegistryCommand'
    }

    It 'stops where no more is wanted' {
        1..5 | ForEach-Object { git tag "churn@v9.$_.0" }

        (Test-MLRegistry | Select-Object -First 2).Tag | Should -Be churn@v9.1.0, churn@v9.2.0
    }

    It 'asks the remote, unless it is told not to' {
        $shared = New-SharedRegistry
        $null = Register-MLModel churn (New-TestModel) -Version 1.0.0 -Registry $shared.Path
        $null = git -C $shared.Remote tag -d churn@v1.0.0

        (Test-MLRegistry -Registry $shared.Path).Problem | Should -Be MissingOnRemote
        Test-MLRegistry -Registry $shared.Path -Offline | Should -BeNullOrEmpty
        (Test-MLRegistry -Registry $shared.Remote).Problem | Should -Be TagDeleted
    }

    It 'reports a lock file that is not there' {
        Test-MLRegistry -LockFile (Join-Path $TestDrive no.lock.json) -ErrorAction SilentlyContinue -ErrorVariable failed

        $failed[0].FullyQualifiedErrorId | Should -BeLike 'MLR1001,*'
    }

    It 'shows findings that fit a terminal' {
        git tag churn@v9.0.0
        $text = Test-MLRegistry | Out-String -Width 80
        $lines = ($text -replace "`e\[[0-9;]*m").Split("`n").TrimEnd() | Where-Object { $_ }

        $lines[0] | Should -Be 'MLR1005 UnreadableTag churn@v9.0.0'
        $lines[1] | Should -Match '^  The tag'
        $lines | Where-Object Length -GT 80 | Should -BeNullOrEmpty
    }
}
