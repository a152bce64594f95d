@{
    ExcludeRules = @(
        # Names and versions of models are given by position everywhere, as the commands are made for it.
        'PSAvoidUsingPositionalParameters'
        # Windows PowerShell needs it; PowerShell reads UTF-8.
        'PSUseBOMForUnicodeEncodedFile'
    )

    Rules = @{
        PSAvoidExclaimOperator = @{ Enable = $true }
        PSAvoidSemicolonsAsLineTerminators = @{ Enable = $true }
        PSUseConsistentWhitespace = @{ Enable = $true }
        PSUseCorrectCasing = @{ Enable = $true }
    }
}
