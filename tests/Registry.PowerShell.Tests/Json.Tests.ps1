BeforeDiscovery {
    Import-Module Registry
    . "$PSScriptRoot/Samples.ps1"
    $types = Get-OutputType | ForEach-Object FullName
}

BeforeAll {
    . "$PSScriptRoot/Support.ps1"
    . "$PSScriptRoot/Samples.ps1"

    # One section a type: '# Registry.Model', then its JSON.
    $golden = @{}
    $text = (Get-Content -Raw "$PSScriptRoot/Golden/json.txt").Replace("`r`n", "`n")
    [regex]::Matches($text, '(?ms)^# (\S+)\n(.*?)(?=^# |\z)') | ForEach-Object { $golden[$_.Groups[1].Value] = $_.Groups[2].Value.Trim() }

    # Deeper than ConvertTo-Json goes unless it is told: the findings of each job.
    $depth = @{ 'Registry.MaintenanceRun' = 4 }

    function ConvertTo-Text($InputObject, [string] $Type) {
        $json = ConvertTo-Json -InputObject $InputObject -Depth ($depth[$Type] ?? 2) -WarningVariable warned -WarningAction SilentlyContinue
        $warned | Should -BeNullOrEmpty
        $json.Replace("`r`n", "`n")
    }
}

Describe 'ConvertTo-Json of <_>' -ForEach $types {
    It 'is what it was' {
        ConvertTo-Text (New-Sample (Find-OutputType $_)) $_ | Should -Be $golden[$_]
    }

    It 'reads back with numbers as numbers, dates as dates, and nothing of PowerShell' {
        $sample = New-Sample (Find-OutputType $_)
        $back = ConvertTo-Text $sample $_ | ConvertFrom-Json -AsHashtable -DateKind Offset

        $back.Keys | Sort-Object | Should -Be ($sample.GetType().GetProperties().Name | Sort-Object)
        foreach ($property in $sample.GetType().GetProperties()) {
            $value, $read = $sample.($property.Name), $back[$property.Name]
            if ($value -is [DateTimeOffset]) { $read | Should -Be $value }
            if ($value -is [long] -or $value -is [int] -or $value -is [double]) { $read | Should -Be $value }
            if ($value -is [enum]) { $read | Should -Be ([int] $value) -Because 'names are for those who ask: -EnumsAsStrings' }
        }
    }
}

Describe 'What commands put out' {
    BeforeAll {
        $registry = New-TestRegistry -Stage dev, prod, archived
        $null = Register-MLModel churn (New-TestModel) -Version 1.0.0 -Registry $registry -Metric @{ Zeta = 1; auc = 0.91; 'a.b' = 1e-9 } `
            -Parameter @{ b = '2'; a = '1'; Z = '3' } -Label @{ team = 'risk'; Area = 'eu' } -Data (Join-Path $registry code.txt) -Description "# Churn`nPredicts."
        $null = Register-MLModel churn (New-TestModel) -Version 1.1.0 -Registry $registry
        $null = Set-MLModelStage churn 1.0.0 prod -Registry $registry
        $change = Set-MLModelStage churn 1.1.0 prod -ArchivePrevious -Registry $registry
        git -C $registry tag churn@v9.0.0
        Push-Location $registry
        $outputs = @(
            Get-MLModel; Get-MLModelVersion churn; Get-MLRegistry; $change; Get-MLModelHistory churn; Get-MLModelStage churn
            Get-MLStageReport; Test-MLRegistry; Compare-MLModelVersion churn 1.0.0 1.1.0
            Invoke-MLRetention -WhatIf -WarningAction SilentlyContinue; Invoke-MLMaintenance -Job Scrub, Report
        )
    }

    AfterAll {
        Pop-Location
    }

    It 'is whole at the depth that ConvertTo-Json has' {
        foreach ($output in $outputs) {
            $type = $output.GetType().FullName
            $back = ConvertTo-Text $output $type | ConvertFrom-Json -AsHashtable
            $back.Keys | Sort-Object | Should -Be ($output.GetType().GetProperties().Name | Sort-Object) -Because $type
        }

        @($outputs | ForEach-Object { $_.GetType() } | Sort-Object -Unique FullName).Count | Should -BeGreaterOrEqual 10
    }

    It 'is whole as a list, too' {
        foreach ($group in $outputs | Where-Object { $_.GetType().Name -ne 'MaintenanceRun' } | Group-Object { $_.GetType().Name }) {
            $null = ConvertTo-Json -InputObject @($group.Group) -WarningVariable warned -WarningAction SilentlyContinue
            $warned | Should -BeNullOrEmpty -Because $group.Name
        }
    }

    It 'has keys in the order of their bytes, wherever it runs' {
        $json = Get-MLModelVersion churn -Version 1.0.0 | ConvertTo-Json -Compress

        $json | Should -Match '"Metrics":\{"Zeta":1\.0,"a\.b":1E-09,"auc":0\.91\}'
        $json | Should -Match '"Labels":\{"Area":"eu","team":"risk"\}'
        $json | Should -Match '"Size":36,"Files":1,'
        $json | Should -Match '"Date":"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d"'
        (Get-MLModel churn).Stages | ConvertTo-Json -Compress | Should -Be '{"archived":"v1.0.0","prod":"v1.1.0"}'
    }

    It 'names enums for those who ask' {
        Test-MLRegistry | ConvertTo-Json -EnumsAsStrings -Compress | Should -BeLike '*"Problem":"UnreadableTag"*'
    }

    It 'is the same for the same state' {
        Get-MLModel | ConvertTo-Json | Should -Be (Get-MLModel | ConvertTo-Json)
        Get-MLModelHistory churn | ConvertTo-Json | Should -Be (Get-MLModelHistory churn | ConvertTo-Json)
    }

    It 'keeps to itself what is there for who names it' {
        $run = Invoke-MLMaintenance -Job Scrub, Report
        $run.Stores.Findings.Count | Should -Be 0
        $run.Stages.Stage | Should -Contain prod
        $run.Retention | Should -BeNullOrEmpty
        $entry = Get-MLStageReport | Where-Object Version | Select-Object -First 1
        $entry.Age | Should -BeOfType timespan
        ($entry | Select-Object Name, Age).Age | Should -BeOfType timespan
        Get-MLStageReport | Where-Object Age -GT ([timespan]::FromDays(1)) | Should -BeNullOrEmpty
    }
}
