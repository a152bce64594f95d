BeforeAll {
    . "$PSScriptRoot/Support.ps1"
    $registry = New-TestRegistry -Stage dev, staging, prod
    Add-TestVersion $registry churn 1.0.0, 1.1.0
    Add-TestVersion $registry segment 0.1.0
    $null = Register-MLModel segment (New-TestModel) -Version 0.2.0 -NoPush -Registry $registry `
        -Metric @{ auc = 0.9; 'f1@2' = 0.8 } -Label @{ team = 'risk' } -Parameter @{ depth = 6 }
    $null = Set-MLModelVersion churn 1.0.0 -Label @{ reviewed = 'yes' } -NoPush -Registry $registry
    $null = Set-MLModelStage churn 1.0.0 prod -Registry $registry
    Push-Location $registry

    function Get-Completion([string] $Line) {
        (TabExpansion2 $Line -cursorColumn $Line.Length).CompletionMatches.CompletionText
    }
}

AfterAll {
    Pop-Location
}

Describe 'Tab' {
    It 'completes <line>' -ForEach @(
        @{ Line = 'Get-MLModel '; Expected = 'churn', 'segment' }
        @{ Line = 'Get-MLModel CH'; Expected = 'churn' }
        @{ Line = 'Get-MLModel churn, s'; Expected = 'segment' }
        @{ Line = 'Get-MLModelVersion churn '; Expected = 'v1.1.0', 'v1.0.0' }
        @{ Line = 'Get-MLModelVersion churn 1.1'; Expected = 'v1.1.0' }
        @{ Line = 'Save-MLModel -Name churn -Version v1.0'; Expected = 'v1.0.0' }
        @{ Line = 'Set-MLModelStage churn v1.1.0 '; Expected = 'dev', 'staging', 'prod' }
        @{ Line = 'Set-MLModelStage churn v1.1.0 prod -Expect '; Expected = 'v1.1.0', 'v1.0.0' }
        @{ Line = 'Register-MLModel churn . -Stage s'; Expected = 'staging' }
        @{ Line = 'Register-MLModel churn . -Bump '; Expected = 'Major', 'Minor', 'Patch', 'Prerelease' }
        @{ Line = 'Resolve-MLModel churn'; Expected = 'churn@latest', 'churn#prod' }
        @{ Line = 'Resolve-MLModel churn@'; Expected = 'churn@latest', 'churn@v1.1.0', 'churn@v1.0.0' }
        @{ Line = "Get-MLModel 'ch"; Expected = "'churn'" }
        @{ Line = 'Find-MLModelVersion me'; Expected = "'metric.", "'metric.auc", "'metric.f1@2" }
        @{ Line = "Find-MLModelVersion 'metric.a"; Expected = "'metric.auc" }
        @{ Line = 'Find-MLModelVersion "stage = ''prod'' AND LABEL.'; Expected = '"stage = ''prod'' AND label.', '"stage = ''prod'' AND label.reviewed', '"stage = ''prod'' AND label.team' }
        @{ Line = "Find-MLModelVersion 'stage = ''prod'' AND (param.d"; Expected = "'stage = ''prod'' AND (param.depth" }
        @{ Line = "Find-MLModelVersion -Filter 'metric.f1@"; Expected = "'metric.f1@2" }
        @{ Line = "Find-MLModelVersion 'param.d'"; Expected = "'param.depth'" }
        @{ Line = "Find-MLModelVersion 'ver"; Expected = "'version", "'version_number" }
        @{ Line = 'Get-MLModel "ch'; Expected = '"churn"' }
    ) {
        Get-Completion $Line | Should -Be $Expected
    }

    It 'tells which version a stage has' {
        (TabExpansion2 'Get-MLModelVersion churn -Stage prod').CompletionMatches[0].ToolTip | Should -Be 'prod churn@v1.0.0'
    }

    It 'looks into the registry that is on the line' {
        $other = New-TestRegistry
        Add-TestVersion $other other 1.0.0

        Get-Completion "Get-MLModel -Registry '$other' -Name o" | Should -Be other
    }

    It 'completes registries: the preset one, the present one, folders that are one' {
        $inside = (New-Item -ItemType Directory (Join-Path $registry sub/deeper)).FullName
        $null = New-Item -ItemType Directory (Join-Path $inside aaa)
        $known = (New-Item -ItemType Directory (Join-Path $inside bbb)).FullName
        Set-Content (Join-Path $known registry.yaml) 'schema: 1'
        Set-Content (Join-Path $inside file) ''
        Push-Location $inside
        $env:MODEL_REGISTRY = 'https://git.example.org/models.git'
        try {
            $separator = [IO.Path]::DirectorySeparatorChar
            Get-Completion 'Get-MLModel -Registry ' | Should -Be @(
                'https://git.example.org/models.git', $registry, ".${separator}bbb", ".${separator}aaa")
            Get-Completion 'Get-MLModel -Registry ./a' | Should -Be ".${separator}aaa"
        }
        finally {
            Remove-Item Env:MODEL_REGISTRY
            Pop-Location
        }
    }

    It 'offers nothing inside the value of a comparison' {
        Get-Completion "Find-MLModelVersion `"label.team = 'm" | Should -BeNullOrEmpty
    }

    It 'offers nothing rather than an error' -ForEach 'Get-MLModelVersion nope v', 'Get-MLModel -Registry https://example.invalid/x.git -Name zzz',
        'Get-MLModel -Registry /nowhere -Name zzz' {
        $error.Clear()
        Get-Completion $_ | Should -BeNullOrEmpty
        $error | Should -BeNullOrEmpty
    }
}
