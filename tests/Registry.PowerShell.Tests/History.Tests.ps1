BeforeAll {
    . "$PSScriptRoot/Support.ps1"

    # Two versions, each staged in turn: events 1 to 4.
    function New-StagedRegistry {
        $path = New-TestRegistry -Stage dev, prod
        Add-TestVersion $path churn 1.0.0, 1.1.0
        $null = Set-MLModelStage churn 1.0.0 prod -Message 'First.' -Registry $path
        $null = Set-MLModelStage churn 1.1.0 prod -Message 'Better.' -Registry $path
        $path
    }
}

Describe 'Get-MLModelHistory' {
    BeforeEach {
        $registry = New-StagedRegistry
        Push-Location $registry
    }

    AfterEach {
        Pop-Location
    }

    It 'tells what happened, newest first' {
        $events = Get-MLModelHistory churn

        $events[0].PSTypeNames | Should -Contain 'Registry.RegistryEventInfo'
        $events.Event | Should -Be 4, 3, 2, 1
        $events.Kind | Should -Be assign, assign, register, register
        $events[0].Message | Should -Be 'Better.'
        $events.Status | Select-Object -Unique | Should -Be Present
        $events[0].Registry | Should -Be $registry
    }

    It 'tells of one stage, one version, and up to a moment' {
        (Get-MLModelHistory churn -Stage prod).Version | Should -Be v1.1.0, v1.0.0
        (Get-MLModelHistory churn -Version 1.0.0).Event | Should -Be 3, 1
        (Get-MLModelHistory churn -AsOf (Get-MLModelHistory churn)[2].Date).Event | Should -Be 2, 1
        Get-MLModelHistory churn -AsOf '2020-01-01' | Should -BeNullOrEmpty
    }

    It 'tells of all models, or those that a pattern matches' {
        Add-TestVersion $registry segment 0.1.0

        (Get-MLModelHistory).Count | Should -Be 5
        (Get-MLModelHistory 'S*').Name | Should -Be segment
        (Get-MLModel churn | Get-MLModelHistory).Count | Should -Be 4
    }

    It 'still tells what a deleted tag said' {
        $null = git tag -d 'churn#prod#4'

        $gone = Get-MLModelHistory churn | Where-Object Status -EQ Deleted

        $gone.Tag | Should -Be 'churn#prod#4'
        $gone.Message | Should -Be 'Better.'
        $gone.Version | Should -Be v1.1.0
        (Get-MLModel churn).Stages['prod'] | Should -Be v1.0.0
    }

    It 'shows at a glance what is gone' {
        $null = git tag -d 'churn#prod#4'
        $text = Get-MLModelHistory churn | Out-String -Width 80
        $lines = ($text -replace "`e\[[0-9;]*m").Split("`n").TrimEnd() | Where-Object { $_ }

        $lines[0] | Should -Be '   Name: churn'
        $lines[1] | Should -Match '^Event Date +What +Author +Message$'
        $lines[3] | Should -Match '^ +4 just now +assign \[prod\] v1\.1\.0 \(deleted\) +Ann Author Better\.$'
        $lines[4] | Should -Match '^ +3 just now +assign \[prod\] v1\.0\.0 '
        $lines[5] | Should -Match '^ +2 just now +register v1\.1\.0 '
    }

    It 'reports <what> that never was' -ForEach @(
        @{ What = 'a model'; With = @{ Name = 'chrn' }; Near = 'churn' }
        @{ What = 'a version'; With = @{ Name = 'churn'; Version = '1.0.1' }; Near = 'v1.0.0' }
        @{ What = 'a stage'; With = @{ Name = 'churn'; Stage = 'prd' }; Near = 'prod' }
    ) {
        Get-MLModelHistory @With -ErrorAction SilentlyContinue -ErrorVariable failed | Should -BeNullOrEmpty

        $failed[0].FullyQualifiedErrorId | Should -Be 'MLR1001,Registry.PowerShell.Commands.GetMLModelHistoryCommand'
        $failed[0].Exception.Message | Should -BeLike "*'$Near'*"
    }
}

Describe 'Get-MLModelStage' {
    BeforeEach {
        $registry = New-StagedRegistry
        Push-Location $registry
    }

    AfterEach {
        Pop-Location
    }

    It 'tells who holds a stage, since when and why' {
        $held = Get-MLModelStage churn prod

        $held.PSTypeNames | Should -Contain 'Registry.StageAssignment'
        $held.Version, $held.Tag, $held.Message, $held.Author | Should -Be v1.1.0, 'churn#prod#4', 'Better.', 'Ann Author'
        "$held" | Should -Be 'churn#prod'
    }

    It 'tells what was in a stage on a day' {
        $first, $second = Get-MLModelHistory churn -Stage prod | Sort-Object Event

        (Get-MLModelStage churn prod -AsOf $first.Date).Version | Should -Be v1.0.0
        (Get-MLModelStage churn prod -AsOf $second.Date).Version | Should -Be v1.1.0
        Get-MLModelStage churn prod -AsOf '2020-01-01' | Should -BeNullOrEmpty
    }

    It 'tells of all stages that are held, and of no other' {
        Add-TestVersion $registry segment 0.1.0
        $null = Set-MLModelStage segment 0.1.0 dev

        Get-MLModelStage | ForEach-Object { "$_ $($_.Version)" } | Should -Be 'churn#prod v1.1.0', 'segment#dev v0.1.0'
        (Get-MLModelStage 's*').Stage | Should -Be dev
        Get-MLModelStage churn dev -ErrorVariable failed | Should -BeNullOrEmpty
        $failed | Should -BeNullOrEmpty
    }

    It 'hands on what it found' {
        $files = Get-MLModelStage churn prod | Save-MLModel -Destination (Join-Path $TestDrive saved) -PassThru

        $files.Name | Should -Be model.onnx
        (Get-MLModelStage churn prod | Set-MLModelStage -Stage dev).To | Should -Be v1.1.0
    }

    It 'warns where a look back misses tags that are gone' {
        $null = git tag -d 'churn#prod#4'

        (Get-MLModelStage churn prod -AsOf (Get-Date).AddHours(1) -WarningVariable warned 3> $null).Version | Should -Be v1.0.0
        $warned | Should -BeLike 'MLR3007: *churn#prod#4*'
    }
}
