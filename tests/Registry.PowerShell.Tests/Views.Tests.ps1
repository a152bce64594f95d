BeforeAll {
    . "$PSScriptRoot/Support.ps1"
    $registry = New-TestRegistry -Stage dev, prod
    $model = New-TestModel -Text ('x' * 1536)
    $version = Register-MLModel churn $model -Version 1.2.0 -Metric @{ auc = 0.913 } -Registry $registry
    $change = Set-MLModelStage churn 1.2.0 prod -Registry $registry
    Push-Location $registry

    # As it stands on a terminal of 80 columns, without colours.
    function Get-Shown {
        $text = $input | Out-String -Width 80
        ($text -replace "`e\[[0-9;]*m").Split("`n").TrimEnd() | Where-Object { $_ }
    }
}

AfterAll {
    Pop-Location
}

Describe 'Views' {
    It 'show models' {
        $lines = Get-MLModel | Get-Shown
        $lines[0] | Should -Match '^Name +Latest +Versions +Deprecated +Stages$'
        $lines[2] | Should -Match '^churn +v1\.2\.0 +1 +prod=v1\.2\.0$'
    }

    It 'show versions' {
        $lines = Get-MLModelVersion churn | Get-Shown
        $lines[0] | Should -Match '^Name +Version +Stages +Size +Date$'
        $lines[2] | Should -Match '^churn +v1\.2\.0 +prod +1\.5 KiB \d{4}-\d\d-\d\d \d\d:\d\d$'
    }

    It 'show the registry' {
        $lines = Get-MLRegistry | Get-Shown
        $lines | Where-Object { $_ -match '^Stages +: dev, prod$' } | Should -HaveCount 1
        (Get-MLRegistry | Format-Table | Get-Shown)[0] | Should -Match '^Path +Stages +Models Versions$'
    }

    It 'show changes of stages, with nothing for null' {
        ($change | Get-Shown)[2] | Should -Match '^churn +prod +v1\.2\.0 +2$'
    }

    It 'show events' {
        $lines = Resolve-MLModel 'churn#prod' -AsEvent | Get-Shown
        $lines[2] | Should -Match '^ +2 assign +churn#prod v1\.2\.0 +Ann Author +\d{4}-'
    }

    It 'list everything there is' {
        $lines = $version | Format-List | Get-Shown
        $lines | Where-Object { $_ -match '^Metrics +: auc=0\.913$' } | Should -HaveCount 1
        $lines | Where-Object { $_ -match '^Size +: 1\.5 KiB$' } | Should -HaveCount 1
        $lines | Where-Object { $_ -match '^Description +:$' } | Should -HaveCount 1
    }

    It 'fit 80 columns, however long a name is' {
        $long = 'department/of/long/names:' + 'a' * 60
        $null = Register-MLModel $long $model -Version 10.20.30-prerelease.4 -Registry $registry

        foreach ($lines in (Get-MLModel | Get-Shown), (Get-MLModelVersion | Get-Shown), (Get-MLModelVersion | Format-List | Get-Shown)) {
            $lines | Where-Object Length -GT 80 | Should -BeNullOrEmpty
        }

        ((Get-MLModelVersion $long | Get-Shown) -join '') -replace '[^a]' | ForEach-Object Length | Should -BeGreaterThan 60
    }

    It 'look the same when objects come back from another process' {
        foreach ($item in (Get-MLModel churn), (Get-MLModelVersion churn), (Get-MLRegistry), $change) {
            $copy = [System.Management.Automation.PSSerializer]::Deserialize([System.Management.Automation.PSSerializer]::Serialize($item))

            $copy.PSTypeNames[0] | Should -BeLike 'Deserialized.*'
            $copy | Get-Shown | Should -Be ($item | Get-Shown)
        }
    }

    It 'keep to the main things in the wake of another type' {
        $lines = (Get-MLRegistry), (Get-MLModel) | Get-Shown
        $lines | Where-Object { $_ -match '^Latest +: v1\.2\.0$' } | Should -HaveCount 1
        $lines | Where-Object { $_ -match '^Labels' } | Should -BeNullOrEmpty
    }
}
