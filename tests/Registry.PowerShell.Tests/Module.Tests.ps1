BeforeAll {
    . "$PSScriptRoot/Support.ps1"
    $commands = 'Clear-MLCache', 'Compare-MLModelVersion', 'Disable-MLModel', 'Find-MLModelVersion', 'Get-MLModel',
        'Get-MLModelHistory', 'Get-MLModelStage', 'Get-MLModelVersion', 'Get-MLRegistry', 'Get-MLStageReport',
        'Initialize-MLRegistry', 'Invoke-MLMaintenance', 'Invoke-MLRetention', 'Register-MLModel',
        'Remove-MLModelStage', 'Repair-MLStore', 'Resolve-MLModel', 'Restore-MLModel', 'Save-MLModel', 'Set-MLModel',
        'Set-MLModelStage', 'Set-MLModelVersion', 'Sync-MLRegistry', 'Sync-MLStore', 'Test-MLModel', 'Test-MLRegistry',
        'Test-MLStore', 'Undo-MLModelStage', 'Unregister-MLModel'
    $count = "$($commands.Count)"
    $folder = (Get-Module Registry).ModuleBase

    # What a script says in a process of its own, as text.
    function Invoke-Fresh([string] $Script) {
        & $pwsh -NoProfile -NonInteractive -Command $Script 2>&1 | ForEach-Object { "$_" }
    }
}

Describe 'The module' {
    It 'exports the commands, all of them with help on their syntax' {
        (Get-Command -Module Registry).Name | Should -Be $commands
        Get-Command -Module Registry -Syntax | Should -HaveCount $commands.Count
    }

    It 'is the staged one' {
        $folder | Should -BeLike "$env:REGISTRY_STAGED*"
    }

    It 'ships what it needs and nothing of PowerShell' {
        $files = (Get-ChildItem $folder -Recurse -File).Name
        $files | Should -Contain 'Registry.PowerShell.deps.json'
        $files | Should -Contain 'Registry.Loader.dll'
        $files | Should -Contain 'Registry.Types.ps1xml'
        $files | Should -Not -Contain 'System.Management.Automation.dll'
        $files | Where-Object { $_ -like '*.pdb' } | Should -BeNullOrEmpty
    }

    It 'has a valid manifest' {
        $manifest = Test-ModuleManifest (Join-Path $folder 'Registry.psd1') -ErrorAction Stop
        $manifest.ExportedCmdlets.Keys | Sort-Object | Should -Be $commands
    }

    It 'loads by itself when a command is used' {
        Invoke-Fresh '(Get-Command Get-MLModel).Source; try { Get-MLModel -Registry / } catch { $_.FullyQualifiedErrorId }' |
            Should -Be 'Registry', 'MLR1101,Registry.PowerShell.Commands.GetMLModelCommand'
    }

    It 'can be imported by another module while the session lets it go' {
        $outer = Join-Path (New-TestFolder) 'Outer.psm1'
        'Import-Module Registry; function Get-Count { (Get-Command -Module Registry).Count }' > $outer

        Invoke-Fresh "Import-Module Registry; Import-Module '$outer'; Remove-Module Registry; Get-Count" | Should -Be $count
    }

    It 'works from the working tree after a build' {
        $manifest = Join-Path $env:REGISTRY_SOURCE 'Registry.psd1'

        Invoke-Fresh "Set-Location '$env:REGISTRY_SOURCE'; Import-Module ./Registry.psd1
            (Get-Module Registry).Path; (Get-Command -Module Registry).Count" |
            Should -Be (Join-Path $env:REGISTRY_SOURCE 'module/Registry.psm1'), $count
        $manifest | Should -Exist
    }
}
