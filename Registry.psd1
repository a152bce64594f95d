@{
    RootModule = 'module/Registry.psm1'
    ModuleVersion = '0.1.0'
    GUID = '5f0a4c1e-6d0b-4a55-9c3e-2f6f7f1d7b38'
    Author = 'Registry contributors'
    CompanyName = 'Registry contributors'
    Copyright = 'Copyright (c) Registry contributors'
    Description = @'
A model registry without a server: Git tags are the ledger, a folder or S3 holds the bytes. Registers, stages, resolves
and saves machine learning models; reads and writes the tags of GTO.
'@

    CompatiblePSEditions = @('Core')
    PowerShellVersion = '7.6'

    FormatsToProcess = @('module/Registry.Format.ps1xml')
    TypesToProcess = @('module/Registry.Types.ps1xml')

    CmdletsToExport = @(
        'Clear-MLCache'
        'Compare-MLModelVersion'
        'Disable-MLModel'
        'Find-MLModelVersion'
        'Get-MLModel'
        'Get-MLModelHistory'
        'Get-MLModelStage'
        'Get-MLModelVersion'
        'Get-MLRegistry'
        'Get-MLStageReport'
        'Initialize-MLRegistry'
        'Invoke-MLMaintenance'
        'Invoke-MLRetention'
        'Register-MLModel'
        'Remove-MLModelStage'
        'Repair-MLStore'
        'Resolve-MLModel'
        'Restore-MLModel'
        'Save-MLModel'
        'Set-MLModel'
        'Set-MLModelStage'
        'Set-MLModelVersion'
        'Sync-MLRegistry'
        'Sync-MLStore'
        'Test-MLModel'
        'Test-MLRegistry'
        'Test-MLStore'
        'Undo-MLModelStage'
        'Unregister-MLModel'
    )
    FunctionsToExport = @()
    AliasesToExport = @()
    VariablesToExport = @()

    PrivateData = @{
        PSData = @{
            Tags = @(
                'ModelRegistry', 'MachineLearning', 'MLOps', 'Git', 'GTO', 'DVC'
                'PSEdition_Core', 'Windows', 'Linux', 'MacOS'
            )
            LicenseUri = 'https://github.com/registry-models/registry/blob/main/LICENSE'
            ProjectUri = 'https://github.com/registry-models/registry'
            ReleaseNotes = 'https://github.com/registry-models/registry/blob/main/CHANGELOG.md'
        }
    }
}
