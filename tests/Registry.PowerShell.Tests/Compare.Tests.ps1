BeforeAll {
    . "$PSScriptRoot/Support.ps1"
}

Describe 'Compare-MLModelVersion' {
    BeforeAll {
        $registry = New-TestRegistry
        $model = New-TestFolder
        Set-Content -LiteralPath (Join-Path $model 'weights.bin') -Value 'one' -NoNewline
        Set-Content -LiteralPath (Join-Path $model 'labels.txt') -Value 'cat' -NoNewline
        $null = Register-MLModel churn $model -Version 1.0.0 -Metric @{ auc = 0.9; f1 = 0.5 } -Parameter @{ lr = '0.1' } `
            -Label @{ team = 'a' } -Registry $registry
        Set-Content -LiteralPath (Join-Path $model 'weights.bin') -Value 'three' -NoNewline
        Remove-Item -LiteralPath (Join-Path $model 'labels.txt')
        Set-Content -LiteralPath (Join-Path $model 'vocab.txt') -Value 'dog' -NoNewline
        $null = Register-MLModel churn $model -Version 2.0.0 -Metric @{ auc = 0.93; f1 = 0.5 } -Parameter @{ lr = '0.2' } `
            -Label @{ team = 'a'; risk = 'low' } -Stage prod -Registry $registry
        Push-Location $registry
    }

    AfterAll {
        Pop-Location
    }

    It 'names each file, metric, parameter and label that differs, and none that does not' {
        $differences = Compare-MLModelVersion churn 1.0.0 2.0.0

        $differences | ForEach-Object { "$_" } | Should -Be @(
            'Removed File labels.txt', 'Added File vocab.txt', 'Changed File weights.bin',
            'Changed Metric auc', 'Changed Parameter lr', 'Added Label risk')
        $differences[0].PSTypeNames | Should -Contain 'Registry.ModelDifference'
        $weights, $auc = $differences[2], $differences[3]
        $weights.Before | Should -Match '^sha256:[0-9a-f]{64}$'
        $weights.Delta | Should -Be 2
        $auc.Before, $auc.After | Should -Be @('0.9', '0.93')
        $auc.Delta | Should -BeGreaterThan 0.0299
        $auc.Delta | Should -BeLessThan 0.0301
        $auc.Name, $auc.Version, $auc.DifferenceVersion, $auc.Registry | Should -Be @('churn', 'v1.0.0', 'v2.0.0', $registry)
    }

    It 'compares with the latest by default, and takes versions from the pipeline' {
        (Compare-MLModelVersion churn 1.0.0).Count | Should -Be 6
        (Get-MLModelVersion churn -Stage prod | Compare-MLModelVersion -DifferenceVersion 1.0.0).Count | Should -Be 6
        Compare-MLModelVersion churn latest 2.0.0 | Should -BeNullOrEmpty
    }

    It 'says what is not there' {
        Compare-MLModelVersion churn 1.0.0 9.0.0 -ErrorVariable failed -ErrorAction SilentlyContinue
        $failed.FullyQualifiedErrorId | Should -BeLike 'MLR1001,*'
    }

    It 'fits into a table of 80 columns' {
        $text = Compare-MLModelVersion churn 1.0.0 2.0.0 | Out-String -Width 80
        $text | Should -Match 'Kind +Key +Change +Before +After'
        $text | Should -Match 'Metric +auc +Changed +0.9 +0.93'
    }
}
