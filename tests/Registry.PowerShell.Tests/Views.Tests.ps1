BeforeDiscovery {
    Import-Module Registry
    . "$PSScriptRoot/Samples.ps1"
    $types = Get-OutputType | ForEach-Object FullName
    . "$PSScriptRoot/Terminal.ps1"
}

BeforeAll {
    . "$PSScriptRoot/Support.ps1"
    . "$PSScriptRoot/Samples.ps1"
    . "$PSScriptRoot/Terminal.ps1"
    $registry = New-TestRegistry -Stage dev, prod
    $model = New-TestModel -Text ('x' * 1536)
    $version = Register-MLModel churn $model -Version 1.2.0 -Metric @{ auc = 0.913 } -Registry $registry
    $change = Set-MLModelStage churn 1.2.0 prod -Message 'Passed review' -Registry $registry
    Push-Location $registry

    # As it stands on a terminal of 80 columns, without colours.
    function Get-Shown([int] $Width = 80) {
        $text = $input | Out-String -Width $Width
        ($text -replace "`e\[[0-9;]*m").Split("`n").TrimEnd() | Where-Object { $_ }
    }

    function New-Model([string] $Name, [string] $Latest, [int] $Versions, [hashtable] $Stages = @{}, [bool] $Deprecated) {
        $held = [System.Collections.Generic.SortedDictionary[string, string]]::new([StringComparer]::Ordinal)
        $Stages.Keys | ForEach-Object { $held[$_] = $Stages[$_] }
        $labels = [System.Collections.Generic.Dictionary[string, string]]::new()
        New-Output Model @{
            Name = $Name; Latest = $Latest ? $Latest : $null; Versions = $Versions; Stages = $held
            Labels = $labels; Deprecated = $Deprecated; Registry = $registry
        }
    }

    # What a company has after some years.
    function Get-Company {
        $teams = 'team', 'vision', 'risk', 'search', 'ads', 'speech', 'fraud', 'support', 'pricing', 'logistics'
        $things = 'segmentation-v2:hd', 'churn', 'resnet-50:int8', 'ranker', 'ctr-wide-and-deep', 'lang-id',
            'anomalies:daily', 'intent', 'demand-forecast:week', 'eta'
        $n = 0
        foreach ($team in $teams) {
            foreach ($thing in $things) {
                $n++
                New-Model "$team/$thing" "v1.$n.0" $n @{ prod = "v1.$n.0"; dev = "v1.$n.0" }
                $stages = @{ prod = "v2.$n.0"; staging = "v3.0.0-rc.$n"; dev = "v3.0.0-rc.$n"; archived = 'v0.1.0'; canary = 'v2.9.9' }
                switch ($n % 4) {
                    0 { New-Model "$team/x-$n" '' 0 }
                    1 { New-Model "$team/x-$n" "v10.20.$n" 1234 $stages }
                    2 { New-Model "$team/x-$n" "v0.$n.0" 3 @{ prod = "v0.$n.0"; 'prod-eu' = "v0.$n.0" } $true }
                    3 { New-Model "$team/x-$n" "v2.$n.0" 12 @{ prod = "v2.$n.0"; staging = "v2.$n.1" } }
                }
            }
        }
    }
}

AfterAll {
    Pop-Location
}

Describe 'Views' {
    It 'show models' {
        $lines = Get-MLModel | Get-Shown
        $lines[0] | Should -Match '^Name +Latest +Versions +Stages$'
        $lines[2] | Should -Match '^churn +v1\.2\.0 +1 +\[prod\]$'
    }

    It 'show versions' {
        $lines = Get-MLModelVersion churn | Get-Shown
        $lines[0] | Should -Match '^Name +Version +Size +Date +Stages$'
        $lines[2] | Should -Match '^churn +v1\.2\.0 +1\.5 KiB just now +\[prod\]$'
    }

    It 'mark versions that are not to be used' {
        $old = New-Output ModelVersion @{ Name = 'churn'; Version = 'v1.0.0'; Stages = [string[]] @(); Active = $false }
        ($old | Get-Shown)[2] | Should -Match '\[withdrawn\]$'
        $old = New-Output ModelVersion @{ Name = 'churn'; Version = 'v1.0.0'; Stages = [string[]] @(); Erased = $true; Deprecated = $true }
        ($old | Get-Shown)[2] | Should -Match '\[erased\] \[deprecated\]$'
    }

    It 'show the registry' {
        $lines = Get-MLRegistry | Get-Shown
        $lines | Where-Object { $_ -match '^Stages +: dev, prod$' } | Should -HaveCount 1
        (Get-MLRegistry | Format-Table | Get-Shown)[0] | Should -Match '^Models Versions +Stages +Path$'
    }

    It 'show changes of stages, with nothing for null' {
        ($change | Get-Shown)[2] | Should -Match '^churn +\[prod\] +v1\.2\.0 +2$'
    }

    It 'show every event of a change that took several' {
        $null = Register-MLModel moving $model -Version 1.0.0 -Stage prod -Registry $registry
        $null = Register-MLModel moving (New-TestModel) -Version 1.1.0 -Registry $registry
        $moved = Set-MLModelStage moving 1.1.0 prod -ArchivePrevious -Registry $registry

        $moved.Tags | Should -Be 'moving#prod!#4', 'moving#prod#5'
        ($moved | Get-Shown)[2] | Should -Match '^moving +\[prod\] +v1\.0\.0 +v1\.1\.0 +4-5$'
        $moved | Format-List | Get-Shown | Should -Contain 'Tags     : moving#prod!#4, moving#prod#5'
    }

    It 'show events, with the reason where one was given' {
        $lines = Get-MLModelHistory churn | Get-Shown
        $lines[1] | Should -Match '^Event Date +What +Author +Message$'
        $lines[3] | Should -Match '^ +2 just now +assign \[prod\] v1\.2\.0 +Ann Author Passed review$'
        $lines[4] | Should -Match '^ +1 just now +register v1\.2\.0 +Ann Author$'
    }

    It 'break a long reason between words' {
        $null = Register-MLModel why $model -Version 1.0.0 -Registry $registry -Message ('because it is so ' * 10)
        $lines = Get-MLModelHistory why | Get-Shown
        $lines | Where-Object Length -GT 80 | Should -BeNullOrEmpty
        ($lines[3..20] -replace '^.*Ann Author' | ForEach-Object Trim) -join ' ' | Should -Be ('because it is so ' * 10).Trim()
    }

    It 'give what is wrong the whole width' {
        $finding = New-Sample (Find-OutputType RegistryFinding)
        $lines = $finding | Get-Shown
        $lines[0] | Should -Match '^MLR3007 \w+ vision/resnet-50-imagenet:int8#prod#12345$'
        $lines[1..5] -join "`n" | Should -Be ("  The reason, or what is wrong and what to do about it next, in a sentence or`n  two that do not fit a line.")
    }

    It 'list everything there is' {
        $lines = $version | Format-List | Get-Shown
        $lines | Where-Object { $_ -match '^Metrics +: auc=0\.913$' } | Should -HaveCount 1
        $lines | Where-Object { $_ -match '^Size +: 1\.5 KiB$' } | Should -HaveCount 1
        $lines | Where-Object { $_ -match '^Description +:$' } | Should -HaveCount 1
    }

    It 'look the same when objects come back from another process' {
        foreach ($item in (Get-MLModel churn), (Get-MLModelVersion churn), (Get-MLRegistry), $change, (Resolve-MLModel churn#prod -AsEvent)) {
            $copy = [System.Management.Automation.PSSerializer]::Deserialize([System.Management.Automation.PSSerializer]::Serialize($item))

            $copy.PSTypeNames[0] | Should -BeLike 'Deserialized.*'
            $copy | Get-Shown | Should -Be ($item | Get-Shown)
        }
    }

    It 'keep to the main things in the wake of another type' {
        $lines = (Get-MLRegistry), (Get-MLModel churn) | Get-Shown
        $lines | Where-Object { $_ -match '^Latest +: v1\.2\.0$' } | Should -HaveCount 1
        $lines | Where-Object { $_ -match '^Labels' } | Should -BeNullOrEmpty
    }
}

Describe 'A table of 80 columns' {
    It 'has a line a model for 200 of them, with name, version and where it is in production' {
        $models = Get-Company
        $lines = $models | Get-Shown

        $models | Should -HaveCount 200
        $lines | Should -HaveCount 202
        $lines | Where-Object Length -GT 80 | Should -BeNullOrEmpty
        $lines -match '…' | Should -BeNullOrEmpty
        for ($i = 0; $i -lt 200; $i++) {
            $line, $of = $lines[$i + 2], $models[$i]
            $line | Should -BeLike "$($of.Name) *"
            $line | Should -Match "(?<![\w.])$($of.Versions)(?![\w.])"
            if ($of.Latest) { $line | Should -BeLike "* $($of.Latest) *" }
            if ($of.Deprecated) { $line | Should -BeLike '*`[deprecated`]*' }
            if (-not $of.Stages.ContainsKey('prod')) { continue }
            $line | Should -BeLike ($of.Stages['prod'] -eq $of.Latest ? '*`[prod`]*' : "*[[]prod $($of.Stages['prod'])]*")
        }

        $lines | Where-Object { $_ -match ' \[prod v2\.\d+\.0\] \+4$' } | Should -Not -BeNullOrEmpty -Because 'what has no room is counted'
    }

    It 'shows more stages where there is more room' {
        $many = Get-Company | Where-Object { $_.Stages.Count -eq 5 } | Select-Object -First 1
        ($many | Get-Shown -Width 80)[2] | Should -Match '\[prod v2\.\d+\.0\] \+4$'
    }

    It 'cuts no column for a name that is too long, but the name' {
        $long = 'department/of/long/names:' + 'a' * 60
        $version = New-Output ModelVersion @{
            Name = $long; Version = 'v10.20.30-rc.4'; Stages = [string[]] 'prod'; Size = [long] 1MB; Date = [DateTimeOffset]::Now
        }
        foreach ($item in (New-Model $long 'v10.20.30-rc.4' 3 @{ prod = 'v1.0.0' }), $version) {
            $lines = $item | Get-Shown
            $lines[0] | Should -Match ' Stages$'
            $lines[2] | Should -Match '^department/[^ ]+…a+ v10\.20\.30-rc\.4 .*\[prod'
            $lines | Where-Object Length -GT 80 | Should -BeNullOrEmpty
            $item | Format-List | Get-Shown | Where-Object Length -GT 80 | Should -BeNullOrEmpty
        }
    }

    It 'has room for all columns of <_>' -ForEach $types {
        $sample = New-Sample (Find-OutputType $_)
        $lines = $sample | Format-Table | Get-Shown
        $labels = (Get-FormatData $_ -PowerShellVersion 5.1).FormatViewDefinition.Control |
            Where-Object { $_ -is [System.Management.Automation.TableControl] } | ForEach-Object {
                $row = $_.Rows[0].Columns
                for ($i = 0; $i -lt $row.Count; $i++) { $_.Headers[$i].Label ? $_.Headers[$i].Label : $row[$i].DisplayEntry.Value }
            }

        $labels | Should -Not -BeNullOrEmpty
        $lines | Where-Object { $_ -match '^ *-+( |$)' } | Select-Object -First 1 | ForEach-Object { -split $_ } | Should -HaveCount $labels.Count
        $lines | Where-Object Length -GT 80 | Should -BeNullOrEmpty
        $sample | Get-Shown | Where-Object Length -GT 80 | Should -BeNullOrEmpty
        $sample | Format-List | Get-Shown | Where-Object Length -GT 80 | Should -BeNullOrEmpty
    }
}

Describe 'Colours' {
    BeforeAll {
        $escape = [regex]::Escape("`e[32m[prod]`e[0m")
    }

    It 'are on a terminal, and not in what goes elsewhere' -Skip:([bool] $noTerminal) {
        $out = New-TestFolder
        $lines = Invoke-InTerminal "Get-MLModel churn; Get-MLModel churn > '$out/redirected'; Get-MLModel churn | Out-File '$out/file'
            Get-MLModel churn | Out-String | Set-Content '$out/string'; `$null = Start-Transcript '$out/log'; Get-MLModel churn"

        $lines -match $escape | Should -HaveCount 2
        foreach ($file in 'redirected', 'file', 'string', 'log') {
            $text = Get-Content -Raw "$out/$file"
            $text | Should -Match '\[prod\]' -Because $file
            $text | Should -Not -Match "`e\[\d" -Because $file
        }
    }

    It 'are not where <Name> is <Value>' -Skip:([bool] $noTerminal) -ForEach @(
        @{ Name = 'NO_COLOR'; Value = '1' }
        @{ Name = 'TERM'; Value = 'dumb' }
    ) {
        $lines = Invoke-InTerminal 'Get-MLModel churn' -Environment @{ $Name = $Value }

        $lines -match '\[prod\]' | Should -HaveCount 1
        ($lines -match 'churn') -match "`e" | Should -BeNullOrEmpty
    }

    It 'are not where the output of PowerShell itself goes elsewhere' {
        $before = $env:NO_COLOR
        Set-Environment NO_COLOR $null
        $said = & $pwsh -NoProfile -NonInteractive -Command 'Import-Module Registry; Get-MLModel churn'
        Set-Environment NO_COLOR $before

        ($said -match '^churn') | Should -Match '\[prod\]'
        ($said -match '^churn') -match "`e" | Should -BeNullOrEmpty
    }

    It 'are where someone asks for them' {
        $before, $PSStyle.OutputRendering = $PSStyle.OutputRendering, 'Ansi'
        $text = Get-MLModel churn | Out-String
        $PSStyle.OutputRendering = $before

        $text | Should -Match $escape
    }

    It 'have a terminal to be looked at' {
        if ($noTerminal) { Set-ItResult -Skipped -Because $noTerminal }
    }
}
