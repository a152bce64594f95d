@{
    # What tests may do beyond what ../../../PSScriptAnalyzerSettings.psd1 says.
    ExcludeRules = @(
        # What one block of Pester sets, another reads.
        'PSUseDeclaredVarsMoreThanAssignments'
        # Helpers change what is a test's own.
        'PSUseShouldProcessForStateChangingFunctions'
    )
}
