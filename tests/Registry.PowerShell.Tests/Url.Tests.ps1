BeforeAll {
    . "$PSScriptRoot/Support.ps1"
    $shared = New-SharedRegistry
    $url = "file://$($shared.Remote)"
    git config --global --add registry.trustedStore "file://$($shared.Store)"
    git config --global user.name 'Ann Author'
    git config --global user.email 'ann@example.org'
    $null = Register-MLModel churn (New-TestModel -Text one) -Version 1.0.0 -Stage prod -Registry $url
    $null = Register-MLModel churn (New-TestModel -Text two) -Version 1.1.0 -Registry $url
}

Describe 'A registry given by URL' {
    It 'is written to at once, and to nothing else' {
        Get-TestTag $shared.Remote | Should -Be 'churn#prod#2', 'churn@v1.0.0', 'churn@v1.1.0'
        Get-TestTag $shared.Path | Should -BeNullOrEmpty
    }

    It 'is what every output binds to again' {
        $out = New-TestFolder

        $models = Get-MLModel -Registry $url
        $version = Get-MLModelVersion churn -Stage prod -Registry $url
        $change = $version | Set-MLModelStage -Stage dev
        $files = $change | Save-MLModel -Destination $out -PassThru

        (Get-MLRegistry -Registry $url).Registry | Should -Be $url
        @($models; $version; $change; ($models | Get-MLModelVersion)).Registry | Select-Object -Unique | Should -Be $url
        (Resolve-MLModel 'churn#dev' -Registry $url).Registry | Should -Be $url
        $files.Name | Should -Be 'model.onnx'
        Get-Content (Join-Path $out 'model.onnx') | Should -Be 'one'
    }

    It 'is taken from the environment' {
        $env:MODEL_REGISTRY = $url
        try {
            (Resolve-MLModel 'churn@latest').Version | Should -Be 'v1.1.0'
        }
        finally {
            Remove-Item Env:MODEL_REGISTRY
        }
    }

    It 'keeps nothing local' {
        { Register-MLModel churn (New-TestModel) -Registry $url -NoPush -ErrorAction Stop } |
            Should -Throw -ErrorId 'MLR1003,Registry.PowerShell.Commands.RegisterMLModelCommand'
    }

    It 'refuses <given>, which git might run or misread' -ForEach @(
        @{ Given = 'ext::sh -c true' }, @{ Given = 'ftp://host/models' }
    ) {
        { Get-MLModel -Registry $Given -ErrorAction Stop } |
            Should -Throw -ErrorId 'MLR1003,Registry.PowerShell.Commands.GetMLModelCommand'
    }
}
