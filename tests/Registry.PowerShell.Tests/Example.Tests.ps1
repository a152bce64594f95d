BeforeAll {
    . "$PSScriptRoot/Support.ps1"
}

# What a README would show, typed as people would type it.
Describe 'A day with a registry' {
    It 'goes from a trained file to a deployed one' {
        $work = New-TestRepository
        Push-Location $work
        try {
            Initialize-MLRegistry -Stage dev, staging, prod 6> $null | Out-Null
            git add -A
            git commit -q -m 'Make this a model registry'

            Set-Content model.onnx 'weights of January'
            Register-MLModel churn ./model.onnx -Metric @{ auc = 0.91 } -Message 'January.' | Out-Null
            Set-Content model.onnx 'weights of February'
            Register-MLModel churn ./model.onnx -Bump Minor -Metric @{ auc = 0.93 } -Stage dev | Out-Null

            $best = Get-MLModelVersion churn | Sort-Object { $_.Metrics['auc'] } | Select-Object -Last 1
            $best | Set-MLModelStage -Stage prod -Message 'Approved by Ann.' | Out-Null
            Get-MLModelVersion churn -Stage prod | Save-MLModel -Destination ./out

            Get-Content ./out/model.onnx | Should -Be 'weights of February'
            (Get-MLModel churn).Stages['prod'] | Should -Be v0.1.0
            (Resolve-MLModel 'churn#prod').Metrics['auc'] | Should -Be 0.93
        }
        finally {
            Pop-Location
        }
    }

    It 'lets a colleague use what was pushed' {
        $shared = New-SharedRegistry
        $null = Register-MLModel churn (New-TestModel -Text 'weights') -Version 1.0.0 -Stage prod -Registry $shared.Path
        $clone = New-TestFolder
        git clone -q $shared.Remote $clone 2> $null

        Save-MLModel churn -Stage prod -Destination (Join-Path $clone 'out') -Registry $clone

        Get-Content (Join-Path $clone 'out/model.onnx') | Should -Be weights
    }

    It 'works in jobs' {
        $registry = New-TestRegistry
        Add-TestVersion $registry churn 1.0.0

        Start-ThreadJob { Get-MLModel churn -Registry $using:registry } | Receive-Job -Wait -AutoRemoveJob |
            ForEach-Object Latest | Should -Be v1.0.0
    }
}
