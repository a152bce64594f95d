BeforeAll {
    . "$PSScriptRoot/Support.ps1"
}

Describe 'The README' {
    It 'has a minute in PowerShell that goes as written' {
        $readme = Get-Content -Raw (Join-Path $env:REGISTRY_SOURCE 'README.md')
        $block = [regex]::Match($readme, '(?s)```powershell\n(.*?)```').Groups[1].Value
        $clone = Join-Path (New-TestFolder) 'clone'
        $null = New-Item -ItemType Directory $clone
        Copy-Item (Join-Path $env:REGISTRY_SOURCE 'Registry.psd1') $clone
        Copy-Item -Recurse (Join-Path $env:REGISTRY_SOURCE 'module') $clone
        Set-Content (Join-Path $clone 'minute.ps1') $block

        $said = & $pwsh -NoProfile -NonInteractive -Command "
            `$ErrorActionPreference = 'Stop'
            git config --global user.name Ann
            git config --global user.email ann@example.org
            Set-Location '$clone'
            . ./minute.ps1
            'version ' + (Resolve-MLModel 'churn#prod').Version
            'content ' + (Get-Content ./out/weights.txt)" 2>&1 | Out-String

        $LASTEXITCODE | Should -Be 0 -Because $said
        $said | Should -Match 'version v0\.0\.1'
        $said | Should -Match 'content 0\.1 0\.9'
    }
}
