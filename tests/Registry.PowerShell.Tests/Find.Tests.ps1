BeforeAll {
    . "$PSScriptRoot/Support.ps1"
    $registry = New-TestRegistry
    function Add-Found([string] $Name, [string] $Version, [hashtable] $With) {
        $null = Register-MLModel $Name (New-TestModel) -Version $Version -Registry $registry -NoPush @With
    }
    Add-Found churn 1.0.0 @{
        Metric = @{ auc = 0.81; 'precision@10' = 0.4 }
        Parameter = @{ max_depth = 4; kind = 'gbdt' }
    }
    Add-Found churn 2.0.0 @{
        Metric = @{ auc = 0.92; 'precision@10' = 0.6 }
        Parameter = @{ max_depth = 12; kind = 'gbdt' }
    }
    Add-Found churn 10.0.0-rc.1 @{ Metric = @{ auc = 0.95 }; Label = @{ team = 'risk' } }
    Add-Found nlp/sentiment 0.1.0 @{ Parameter = @{ kind = 'bert' }; Label = @{ team = 'Language' } }
    Add-ForeignTag $registry segment@v1.0.0
    $null = Set-MLModelStage churn 2.0.0 prod -Registry $registry
    Push-Location $registry
}

AfterAll {
    Pop-Location
}

Describe 'Find-MLModelVersion' {
    It 'finds every version without a filter, by model and highest first' {
        Find-MLModelVersion | ForEach-Object { "$_" } | Should -Be @(
            'churn@v10.0.0-rc.1', 'churn@v2.0.0', 'churn@v1.0.0', 'nlp/sentiment@v0.1.0', 'segment@v1.0.0')
        Find-MLModelVersion '' | Should -HaveCount 5
    }

    It 'finds <expected> by <filter>' -ForEach @(
        @{ Filter = "metric.auc > 0.9"; Expected = 'churn@v10.0.0-rc.1', 'churn@v2.0.0' }
        @{ Filter = "metric.auc > 0.9 AND stage = 'prod'"; Expected = 'churn@v2.0.0' }
        @{ Filter = 'metric."precision@10" >= 0.5'; Expected = 'churn@v2.0.0' }
        @{ Filter = "param.kind = 'gbdt' AND param.max_depth < 10"; Expected = 'churn@v1.0.0' }
        @{ Filter = "version >= '2.0.0'"; Expected = 'churn@v10.0.0-rc.1', 'churn@v2.0.0' }
        @{ Filter = "name = 'churn' AND NOT (stage = 'prod' OR metric.auc < 0.9)"; Expected = 'churn@v10.0.0-rc.1' }
        @{
            Filter = "label.team ILIKE 'lang%' or label.team in ('risk', 'fraud')"
            Expected = 'churn@v10.0.0-rc.1', 'nlp/sentiment@v0.1.0'
        }
        @{ Filter = "tags.team = `"risk`""; Expected = 'churn@v10.0.0-rc.1' }
        @{
            Filter = "author LIKE 'Ann%' AND size < 1KiB AND date >= '2020-01-01' AND version_number = 0"
            Expected = 'nlp/sentiment@v0.1.0'
        }
    ) {
        Find-MLModelVersion -Filter $Filter | ForEach-Object { "$_" } | Should -Be $Expected
    }

    It 'narrows by names and patterns' {
        (Find-MLModelVersion "version > '0.0.1'" -Name '*S*').Name | Should -Be nlp/sentiment, segment
        (Find-MLModelVersion -Name segment, 'ch*' -Filter "version LIKE '1.%'").Name | Should -Be segment, churn
        Find-MLModelVersion -Name 'x*' -ErrorVariable failed | Should -BeNullOrEmpty
        $failed | Should -BeNullOrEmpty
    }

    It 'takes models from the pipeline, and gives what other commands take' {
        (Get-MLModel churn | Find-MLModelVersion "metric.auc < 0.9").Version | Should -Be v1.0.0

        $found = Find-MLModelVersion "stage = 'prod'"

        $found.PSTypeNames | Should -Contain 'Registry.ModelVersion'
        $found.Registry | Should -Be $registry
        ($found | Get-MLModelVersion).Version | Should -Be v2.0.0
    }

    It 'is silent where nothing is found' {
        Find-MLModelVersion "name = 'none'" -ErrorVariable failed | Should -BeNullOrEmpty
        $failed | Should -BeNullOrEmpty
    }

    It 'has deregistered ones only with -All' {
        $other = New-TestRegistry
        Add-TestVersion $other churn 1.0.0, 1.1.0
        Add-ForeignTag $other 'churn@v1.1.0!#3' 'churn@v1.1.0^{commit}'

        (Find-MLModelVersion "version > '0.1.0'" -Registry $other).Version | Should -Be v1.0.0
        (Find-MLModelVersion "version > '0.1.0'" -Registry $other -All).Version | Should -Be v1.1.0, v1.0.0
    }

    It 'points at the column that it cannot read' {
        Find-MLModelVersion "metric.auc > 0.9 AND stge = 'prod'" -ErrorAction SilentlyContinue -ErrorVariable failed |
            Should -BeNullOrEmpty

        $failed | Should -HaveCount 1
        $failed[0].FullyQualifiedErrorId | Should -Be 'MLR1003,Registry.PowerShell.Commands.FindMLModelVersionCommand'
        $failed[0].CategoryInfo.Category | Should -Be InvalidArgument
        $failed[0].TargetObject | Should -Be "metric.auc > 0.9 AND stge = 'prod'"
        $lines = $failed[0].Exception.Message -split "`n"
        $lines[0] | Should -BeLike '*column 22:'
        $lines[1].Substring($lines[2].IndexOf('^')) | Should -Be "stge = 'prod'"
        $lines[3] | Should -BeLike "*Did you mean 'stage'?"
    }

    It 'reports a name that is not there' {
        Find-MLModelVersion "metric.auc > 0" -Name chrn -ErrorAction SilentlyContinue -ErrorVariable failed |
            Should -BeNullOrEmpty

        $failed[0].FullyQualifiedErrorId | Should -BeLike 'MLR1001,*'
        $failed[0].Exception.Message | Should -BeLike "*'churn'*"
    }
}
