BeforeAll {
    . "$PSScriptRoot/Support.ps1"
    $registry = New-TestRegistry
    Add-TestVersion $registry churn 1.0.0, 1.1.0, 2.0.0
    Add-TestVersion $registry segment 0.1.0
    Add-TestVersion $registry nlp/sentiment 3.0.0-rc.1
    $null = Set-MLModelStage churn 1.1.0 prod -Registry $registry
    Push-Location $registry
}

AfterAll {
    Pop-Location
}

Describe 'Get-MLModel' {
    It 'gets all of them, in order' {
        (Get-MLModel).Name | Should -Be churn, nlp/sentiment, segment
    }

    It 'tells what is latest and in which stage' {
        $model = Get-MLModel churn

        $model.PSTypeNames | Should -Contain 'Registry.Model'
        $model.Latest | Should -Be v2.0.0
        $model.Versions | Should -Be 3
        $model.Stages['prod'] | Should -Be v1.1.0
        $model.Deprecated | Should -BeFalse
        $model.Registry | Should -Be $registry
    }

    It 'has no latest where there are only prereleases' {
        (Get-MLModel nlp/sentiment).Latest | Should -BeNullOrEmpty
    }

    It 'takes several names and patterns' {
        (Get-MLModel segment, 'CH*').Name | Should -Be segment, churn
    }

    It 'is silent where a pattern matches nothing' {
        Get-MLModel 'x*' -ErrorVariable failed | Should -BeNullOrEmpty
        $failed | Should -BeNullOrEmpty
    }

    It 'reports a name that is not there, and goes on' {
        $found = Get-MLModel chrn, segment -ErrorAction SilentlyContinue -ErrorVariable failed

        $found.Name | Should -Be segment
        $failed | Should -HaveCount 1
        $failed[0].FullyQualifiedErrorId | Should -Be 'MLR1001,Registry.PowerShell.Commands.GetMLModelCommand'
        $failed[0].CategoryInfo.Category | Should -Be ObjectNotFound
        $failed[0].TargetObject | Should -Be chrn
        $failed[0].Exception.Message | Should -BeLike "*'churn'*"
    }

    It 'refuses a record without a name, and goes on' {
        $records = [pscustomobject]@{ Name = $null }, [pscustomobject]@{ Name = 'segment' }

        ($records | Get-MLModel -ErrorAction SilentlyContinue -ErrorVariable failed).Name | Should -Be segment
        $failed | Should -HaveCount 1
    }

    It 'takes its own output' {
        (Get-MLModel | Get-MLModel).Name | Should -Be churn, nlp/sentiment, segment
    }
}

Describe 'Get-MLModelVersion' {
    It 'gets all versions, highest first' {
        (Get-MLModelVersion churn).Version | Should -Be v2.0.0, v1.1.0, v1.0.0
    }

    It 'gets <expected> for <version>' -ForEach @(
        @{ Version = '1.1.0'; Expected = 'v1.1.0' }
        @{ Version = 'v1.1.0'; Expected = 'v1.1.0' }
        @{ Version = '[1.0,2.0)'; Expected = 'v1.1.0', 'v1.0.0' }
        @{ Version = '1.*'; Expected = 'v1.1.0', 'v1.0.0' }
        @{ Version = 'latest'; Expected = 'v2.0.0' }
    ) {
        (Get-MLModelVersion churn $Version).Version | Should -Be $Expected
    }

    It 'gets the version of a stage' {
        $version = Get-MLModelVersion churn -Stage prod

        $version.Version | Should -Be v1.1.0
        $version.Stages | Should -Be prod
    }

    It 'lets the version count where a stage arrives, too' {
        (Get-MLModelVersion churn -Stage prod -Version 1.0.0).Version | Should -Be v1.0.0
        ([pscustomobject]@{ Name = 'churn'; Stage = 'prod'; Version = '2.0.0' } | Get-MLModelVersion).Version | Should -Be v2.0.0
        ([pscustomobject]@{ Name = 'churn'; Stage = 'prod'; Version = $null } | Get-MLModelVersion).Version | Should -Be v1.1.0
    }

    It 'passes over models that a pattern matches but that lack the version' {
        (Get-MLModelVersion -Stage prod).Name | Should -Be churn
        (Get-MLModelVersion '*e*' -Version 0.1.0 -ErrorVariable failed).Name | Should -Be segment
        $failed | Should -BeNullOrEmpty
    }

    It 'takes models and versions from the pipeline' {
        (Get-MLModel | Get-MLModelVersion).Version | Should -Be v2.0.0, v1.1.0, v1.0.0, v3.0.0-rc.1, v0.1.0
        (Get-MLModelVersion churn | Get-MLModelVersion).Version | Should -Be v2.0.0, v1.1.0, v1.0.0
    }

    It 'reports <what> that is not there' -ForEach @(
        @{ What = 'a model'; With = @{ Name = 'chrn' } }
        @{ What = 'a version'; With = @{ Name = 'churn'; Version = '7.0.0' } }
        @{ What = 'a stage'; With = @{ Name = 'churn'; Stage = 'staging' } }
    ) {
        Get-MLModelVersion @With -ErrorAction SilentlyContinue -ErrorVariable failed | Should -BeNullOrEmpty

        $failed | Should -HaveCount 1
        $failed[0].FullyQualifiedErrorId | Should -BeLike 'MLR1001,*'
        $failed[0].TargetObject | Should -Be $With.Name
    }

    It 'has deregistered ones only with -All' {
        $registry = New-TestRegistry
        Add-TestVersion $registry churn 1.0.0, 1.1.0
        Add-ForeignTag $registry 'churn@v1.1.0!#3' 'churn@v1.1.0^{commit}'

        (Get-MLModelVersion churn -Registry $registry).Version | Should -Be v1.0.0
        $all = Get-MLModelVersion churn -Registry $registry -All
        $all.Version | Should -Be v1.1.0, v1.0.0
        $all.Active | Should -Be $false, $true
    }

    It 'reads repositories that GTO wrote' {
        $path = New-TestRepository
        Add-ForeignTag $path churn@v1.0.0

        $version = Get-MLModelVersion churn -Registry $path

        $version.Version | Should -Be v1.0.0
        $version.Manifest | Should -BeNullOrEmpty
        $version.Size | Should -BeNullOrEmpty
    }
}
