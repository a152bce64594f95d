BeforeDiscovery {
    $pages = Get-ChildItem (Join-Path $env:REGISTRY_SOURCE module/help)
    $names = $pages.BaseName | Where-Object { $_ -like '*-*' }
    $topics = $pages.BaseName | Where-Object { $_ -like 'about_*' }
}

BeforeAll {
    . "$PSScriptRoot/Support.ps1"
    $module = (Get-Module Registry).ModuleBase

    # The commands of the module that a script uses, as the parser sees them.
    function Get-UsedCommand([string] $Script) {
        $failed = $null
        $ast = [System.Management.Automation.Language.Parser]::ParseInput($Script, [ref] $null, [ref] $failed)
        $failed | Should -BeNullOrEmpty
        $ast.FindAll({ $args[0] -is [System.Management.Automation.Language.CommandAst] }, $true) |
            Where-Object { $_.GetCommandName() -match '-ML[A-Z]' }
    }

    # Fenced blocks of a page, by language.
    function Get-PageCode([string] $Page, [string] $Language) {
        $text = Get-Content -Raw (Join-Path $env:REGISTRY_SOURCE "module/help/$Page.md")
        [regex]::Matches($text, "(?ms)^``````$Language\n(.*?)^``````").ForEach({ $_.Groups[1].Value })
    }
}

Describe 'Get-Help <_>' -ForEach $names {
    BeforeAll {
        $command = Get-Command $_
        $help = Get-Help $_ -Full
        $described = $help.parameters.parameter
    }

    It 'is what people read' {
        $help.Synopsis | Should -Not -BeLike "*$_*"
        $help.Description.Text | Should -Not -BeNullOrEmpty
        @($help.examples.example).Count | Should -BeGreaterOrEqual 3
        $help.relatedLinks.navigationLink[0].uri | Should -Be $command.HelpUri
        $help.returnValues.returnValue.type.name | Should -Be $command.OutputType.Name
        $help | Out-String | Should -Not -Match '`|\]\('
    }

    It 'has every parameter as the command declares it' {
        $common = [System.Management.Automation.PSCmdlet]::CommonParameters
        $own = $command.Parameters.Keys | Where-Object { $_ -notin $common } | Sort-Object

        $described.name | Sort-Object | Should -Be $own
        foreach ($parameter in $described) {
            $declared = $command.Parameters[$parameter.name]
            $set = $declared.ParameterSets.Values | Select-Object -First 1
            $type = [Nullable]::GetUnderlyingType($declared.ParameterType) ?? $declared.ParameterType
            $parameter.description.Text | Should -Not -BeNullOrEmpty
            $parameter.type.name | Should -Be $type.Name
            $parameter.required | Should -Be "$($set.IsMandatory)"
            $parameter.position | Should -Be $(if ($set.Position -lt 0) { 'named' } else { "$($set.Position)" })
            $parameter.aliases | Should -Be ($declared.Aliases ? $declared.Aliases -join ', ' : 'none')
            $piped = $set.ValueFromPipeline -or $set.ValueFromPipelineByPropertyName
            $parameter.pipelineInput | Should -BeLike "$piped*"
        }
    }

    It 'tells what parameters begin with' {
        $made = $command.ImplementingType::new()

        foreach ($parameter in $described | Where-Object { $_.type.name -ne 'SwitchParameter' }) {
            $value = $made.($parameter.name) -join ', '
            $parameter.defaultValue | Should -Be $(if ($value) { $value } else { 'None' }) -Because $parameter.name
        }
    }
}

Describe 'Get-Help' {
    It 'knows <_>' -ForEach $topics {
        $text = Get-Help $_

        $text | Should -Match "^TOPIC\s+$_\s+SHORT DESCRIPTION"
        (Get-Help about_Registry* | Where-Object Name -EQ $_).Synopsis | Should -Not -BeNullOrEmpty
    }

    It 'shows the syntax that the command has' {
        $syntax = (Get-Help Register-MLModel | Out-String -Width 500) -replace '\s+', ' '

        $syntax | Should -BeLike '*SYNTAX Register-MLModel `[-Name`] <String> `[-Path`] <String> *'
        $syntax | Should -BeLike '*`[-Bump {Patch | Minor | Major | Prerelease}`]*`[-WhatIf`] `[-Confirm`]*'
    }

    It 'is there in the working tree after a build, too' {
        & $pwsh -NoProfile -NonInteractive -Command "Set-Location '$env:REGISTRY_SOURCE'; Import-Module ./Registry.psd1
            (Get-Help Get-MLModel).Synopsis" | Should -Be (Get-Help Get-MLModel).Synopsis
    }
}

Describe 'The staged module' {
    It 'has the help and not its sources' {
        $topics = (Get-ChildItem (Join-Path $env:REGISTRY_SOURCE module/help) -Filter 'about_*.md').BaseName

        (Get-ChildItem (Join-Path $module en-US)).Name | Sort-Object |
            Should -Be (@($topics.ForEach({ "$_.help.txt" })) + 'Registry.PowerShell.dll-Help.xml' | Sort-Object)
        (Get-ChildItem $module -Recurse -File).Extension | Should -Not -Contain '.md'
    }
}

Describe 'Scripts in <_>' -ForEach $topics {
    It 'can be read, and use commands as they are' {
        foreach ($script in Get-PageCode $_ powershell) {
            foreach ($used in Get-UsedCommand $script) {
                $command = Get-Command $used.GetCommandName() -ErrorAction Stop
                $bound = [System.Management.Automation.Language.StaticParameterBinder]::BindCommand($used)
                $bound.BindingExceptions.Values | Should -BeNullOrEmpty -Because "$used"
                foreach ($name in $bound.BoundParameters.Keys) {
                    $name | Should -BeIn $command.Parameters.Keys -Because "$used"
                }
            }
        }
    }
}
