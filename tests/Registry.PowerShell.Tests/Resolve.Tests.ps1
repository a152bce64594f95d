BeforeAll {
    . "$PSScriptRoot/Support.ps1"
    $registry = New-TestRegistry
    Add-TestVersion $registry churn 1.0.0, 1.1.0, 2.0.0
    $change = Set-MLModelStage churn 1.1.0 prod -Registry $registry -Message 'Better.'
    Push-Location $registry
}

AfterAll {
    Pop-Location
}

Describe 'Resolve-MLModel' {
    It 'resolves <reference>' -ForEach @(
        @{ Reference = 'churn@v1.0.0'; Version = 'v1.0.0' }
        @{ Reference = 'churn@1.0.0'; Version = 'v1.0.0' }
        @{ Reference = 'churn@latest'; Version = 'v2.0.0' }
        @{ Reference = 'churn#prod'; Version = 'v1.1.0' }
        @{ Reference = 'churn@[1.0,2.0)'; Version = 'v1.1.0' }
        @{ Reference = 'churn@1.*'; Version = 'v1.1.0' }
        @{ Reference = 'churn#prod#4'; Version = 'v1.1.0' }
    ) {
        $resolved = Resolve-MLModel $Reference

        $resolved.PSTypeNames | Should -Contain 'Registry.ModelVersion'
        $resolved.Version | Should -Be $Version
    }

    It 'tells the event behind <reference>' -ForEach @(
        @{ Reference = 'churn#prod#4'; Kind = 'assign'; Number = 4 }
        @{ Reference = 'churn@v1.0.0'; Kind = 'register'; Number = 1 }
        @{ Reference = 'churn#prod'; Kind = 'assign'; Number = 4 }
    ) {
        $resolved = Resolve-MLModel $Reference -AsEvent

        $resolved.PSTypeNames | Should -Contain 'Registry.RegistryEventInfo'
        $resolved.Kind | Should -Be $Kind
        $resolved.Event | Should -Be $Number
        $resolved.Name | Should -Be churn
        $resolved.Registry | Should -Be $registry
        $resolved.TagObject | Should -Be (git rev-parse $resolved.Tag)
    }

    It 'takes references, tags and whatever has a tag from the pipeline' {
        ('churn@1.0.0', 'churn#prod' | Resolve-MLModel).Version | Should -Be v1.0.0, v1.1.0
        ($change | Resolve-MLModel).Version | Should -Be v1.1.0
        ($change | Resolve-MLModel -AsEvent).Message | Should -Be 'Better.'
        (Get-MLModelVersion churn | Resolve-MLModel).Version | Should -Be v2.0.0, v1.1.0, v1.0.0
    }

    It 'reports <id> for <reference>' -ForEach @(
        @{ Reference = 'chrn@latest'; Id = 'MLR1001'; Category = 'ObjectNotFound' }
        @{ Reference = 'churn@7.0.0'; Id = 'MLR1001'; Category = 'ObjectNotFound' }
        @{ Reference = 'churn#dev'; Id = 'MLR1001'; Category = 'ObjectNotFound' }
        @{ Reference = 'churn@@'; Id = 'MLR1003'; Category = 'InvalidArgument' }
    ) {
        Resolve-MLModel $Reference -ErrorAction SilentlyContinue -ErrorVariable failed | Should -BeNullOrEmpty

        $failed[0].FullyQualifiedErrorId | Should -Be "$Id,Registry.PowerShell.Commands.ResolveMLModelCommand"
        $failed[0].CategoryInfo.Category | Should -Be $Category
        $failed[0].TargetObject | Should -Be $Reference
    }

    It 'warns of a deprecated model with the code' {
        $registry = New-TestRegistry
        Add-TestVersion $registry churn 1.0.0
        Add-ForeignTag $registry 'churn@deprecated#2' 'churn@v1.0.0^{commit}'

        (Resolve-MLModel churn@1.0.0 -Registry $registry -WarningVariable warned 3> $null).Version | Should -Be v1.0.0

        "$warned" | Should -BeLike 'MLR2010: *'
        { Resolve-MLModel churn@1.0.0 -Registry $registry -WarningAction Stop } | Should -Throw '*MLR2010*'
    }
}
