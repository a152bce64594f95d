@{
    # Names and versions of models are given by position everywhere, as the commands are made for it.
    ExcludeRules = @('PSAvoidUsingPositionalParameters')

    Rules = @{
        PSAvoidExclaimOperator = @{ Enable = $true }
        PSAvoidSemicolonsAsLineTerminators = @{ Enable = $true }
        PSPlaceCloseBrace = @{ Enable = $true; NewLineAfter = $true }
        PSPlaceOpenBrace = @{ Enable = $true }
        PSUseConsistentWhitespace = @{ Enable = $true }
        PSUseCorrectCasing = @{ Enable = $true }
    }
}
