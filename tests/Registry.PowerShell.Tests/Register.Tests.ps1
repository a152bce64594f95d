BeforeAll {
    . "$PSScriptRoot/Support.ps1"
}

Describe 'Register-MLModel' {
    BeforeEach {
        $registry = New-TestRegistry -Stage dev, prod
        Push-Location $registry
    }

    AfterEach {
        Pop-Location
    }

    It 'registers a file with all that is said of it' {
        $model = New-TestModel (Join-Path $registry 'model.onnx')
        $data = New-TestModel (Join-Path $registry 'train.csv')

        $version = Register-MLModel churn $model -Version 1.2.0 -Metric @{ auc = 0.913; count = 5 } -Parameter @{ max_depth = 8 } `
            -Label @{ team = 'risk' } -Data $data -Description 'Boosted trees.' -Stage dev -Message 'Quarterly retrain.'

        $version.PSTypeNames | Should -Contain 'Registry.ModelVersion'
        $version.Name | Should -Be churn
        $version.Version | Should -Be v1.2.0
        $version.Stages | Should -Be dev
        $version.Metrics['auc'] | Should -Be 0.913
        $version.Metrics['count'] | Should -Be 5
        $version.Parameters['max_depth'] | Should -Be '8'
        $version.Labels['team'] | Should -Be risk
        $version.Data | Should -HaveCount 1
        $version.Data[0] | Should -BeLike 'train.csv sha256:*'
        $version.Description | Should -Be 'Boosted trees.'
        $version.Message | Should -Be 'Quarterly retrain.'
        $version.Size | Should -Be (Get-Item $model).Length
        $version.Files | Should -Be 1
        $version.Author | Should -Be 'Ann Author'
        $version.Commit | Should -Be (git rev-parse HEAD)
        $version.Registry | Should -Be $registry
        Get-TestTag $registry | Should -Contain churn@v1.2.0
    }

    It 'raises the part of the version that is asked for' {
        Add-TestVersion $registry churn 1.2.3

        foreach ($case in @('Patch', 'v1.2.4'), @('Minor', 'v1.3.0'), @('Major', 'v2.0.0'), @('Prerelease', 'v2.0.1-rc.1')) {
            (Register-MLModel churn (New-TestModel) -Bump $case[0]).Version | Should -Be $case[1]
        }
    }

    It 'takes a folder' {
        $folder = New-TestFolder
        $null = New-TestModel (Join-Path $folder 'model.onnx')
        $null = New-TestModel (Join-Path $folder 'vocab.txt')

        (Register-MLModel churn $folder).Files | Should -Be 2
    }

    It 'takes a path as the session means it' {
        $null = New-PSDrive -Name Models -PSProvider FileSystem -Root (New-TestFolder)
        $null = New-TestModel 'Models:/model.onnx'

        (Register-MLModel churn Models:/model.onnx).Version | Should -Be v0.0.1
        Push-Location Models:
        (Register-MLModel segment ./model.onnx -Registry $registry).Name | Should -Be segment
        Pop-Location
    }

    It 'takes a name with brackets for itself, and a pattern only where one thing matches' {
        $null = New-TestModel (Join-Path $registry 'model[1].onnx')
        $null = New-TestModel (Join-Path $registry 'model1.onnx')
        $null = New-TestModel (Join-Path $registry 'only.bin')

        (Register-MLModel churn './model[1].onnx').Version | Should -Be v0.0.1
        (Register-MLModel churn '*.bin').Version | Should -Be v0.0.2
        { Register-MLModel churn '*.onnx' -ErrorAction Stop } | Should -Throw '*2 items*' -ErrorId 'MLR1003,*'
        Get-TestTag $registry | Should -HaveCount 2
    }

    It 'takes files from the pipeline' {
        $model = New-TestModel (Join-Path $registry 'model.onnx')

        (Get-Item $model | Register-MLModel -Name churn).Version | Should -Be v0.0.1
    }

    It 'takes everything but the message from records' {
        $record = [pscustomobject]@{
            Name = 'churn'; Path = New-TestModel; Version = '2.0.0'; Metric = @{ auc = 0.5 }; Stage = 'prod'; Message = 'not mine'
        }

        $version = $record | Register-MLModel

        $version.Version | Should -Be v2.0.0
        $version.Stages | Should -Be prod
        $version.Metrics['auc'] | Should -Be 0.5
        $version.Message | Should -Not -Be 'not mine'
    }

    It 'takes what is empty for not given' {
        $record = [pscustomobject]@{
            Name = 'churn'; Path = New-TestModel; Version = ''; Revision = $null; Metric = $null; Label = $null; Data = $null
            Description = ''; Stage = ''
        }

        ($record | Register-MLModel).Version | Should -Be v0.0.1
    }

    It 'returns the version that has the content already' {
        $model = New-TestModel
        $first = Register-MLModel churn $model

        $again = Register-MLModel churn $model -Verbose 4>&1

        ($again | Where-Object Version).Version | Should -Be $first.Version
        "$again" | Should -BeLike '*nothing was written*'
        Get-TestTag $registry | Should -HaveCount 1
    }

    It 'reads numbers alike under every culture' {
        # Made by hand: where .NET runs without ICU, it knows no German.
        $german = [cultureinfo]::InvariantCulture.Clone()
        $german.NumberFormat.NumberDecimalSeparator = ','
        $german.NumberFormat.NumberGroupSeparator = '.'
        $before = [cultureinfo]::CurrentCulture
        try {
            [cultureinfo]::CurrentCulture = $german
            $version = Register-MLModel churn (New-TestModel) -Metric @{ a = '0.5'; b = 1.5; c = [float] 0.1; d = 2d; e = '1e-3' } `
                -Parameter @{ rate = 0.25; on = $true; when = [datetime]::new(2026, 1, 2, 3, 4, 5, [System.DateTimeKind]::Utc) }
        }
        finally {
            [cultureinfo]::CurrentCulture = $before
        }

        $version.Metrics['a'], $version.Metrics['b'], $version.Metrics['c'], $version.Metrics['d'], $version.Metrics['e'] |
            Should -Be 0.5, 1.5, 0.1, 2, 0.001
        $version.Parameters['rate'] | Should -Be '0.25'
        $version.Parameters['on'] | Should -Be 'True'
        $version.Parameters['when'] | Should -Be '2026-01-02T03:04:05.0000000Z'
    }

    It 'refuses a metric that is no finite number' -ForEach 'high', '0,5', '', $null, $true, ([double]::NaN), ([double]::PositiveInfinity) {
        Register-MLModel churn (New-TestModel) -Metric @{ auc = $_ } -ErrorAction SilentlyContinue -ErrorVariable failed |
            Should -BeNullOrEmpty

        $failed[0].FullyQualifiedErrorId | Should -Be 'MLR1003,Registry.PowerShell.Commands.RegisterMLModelCommand'
        $failed[0].CategoryInfo.Category | Should -Be InvalidArgument
        $failed[0].TargetObject | Should -Be churn
        Get-TestTag $registry | Should -BeNullOrEmpty
    }

    It 'accepts ordered tables, too' {
        (Register-MLModel churn (New-TestModel) -Metric ([ordered]@{ b = 1; a = 2 })).Metrics.Count | Should -Be 2
    }

    It 'fails for one record and goes on with the next' {
        $records = [pscustomobject]@{ Name = 'bad name'; Path = New-TestModel },
            [pscustomobject]@{ Name = 'gone'; Path = Join-Path $registry 'gone.onnx' },
            [pscustomobject]@{ Name = 'good'; Path = New-TestModel }

        $registered = $records | Register-MLModel -ErrorAction SilentlyContinue -ErrorVariable failed

        $registered.Name | Should -Be good
        $failed.FullyQualifiedErrorId | Should -Be 'MLR1003,Registry.PowerShell.Commands.RegisterMLModelCommand',
            'MLR1001,Registry.PowerShell.Commands.RegisterMLModelCommand'
        $failed.TargetObject | Should -Be 'bad name', 'gone'
    }

    It 'reports <id> as <category>' -ForEach @(
        @{ Id = 'MLR1002'; Category = 'ResourceExists'; With = @{ Version = '1.0.0' } }
        @{ Id = 'MLR1006'; Category = 'InvalidArgument'; With = @{ Stage = 'nowhere' } }
        @{ Id = 'MLR1003'; Category = 'InvalidArgument'; With = @{ Version = 'one' } }
        @{ Id = 'MLR1003'; Category = 'InvalidArgument'; With = @{ Version = '2.0.0'; Bump = 'Minor' } }
        @{ Id = 'MLR1003'; Category = 'InvalidArgument'; With = @{ Data = 'Env:PATH' } }
        @{ Id = 'MLR1003'; Category = 'InvalidArgument'; With = @{ Data = '' } }
    ) {
        Add-TestVersion $registry churn 1.0.0

        Register-MLModel churn (New-TestModel) @With -ErrorAction SilentlyContinue -ErrorVariable failed | Should -BeNullOrEmpty

        $failed[0].FullyQualifiedErrorId | Should -BeLike "$Id,*"
        $failed[0].CategoryInfo.Category | Should -Be $Category
        $failed[0].Exception.Message | Should -Match '\.$'
    }

    It 'stops at once under -ErrorAction Stop' {
        { 'a', 'b' | ForEach-Object { [pscustomobject]@{ Name = "bad $_"; Path = 'x' } } | Register-MLModel -ErrorAction Stop } |
            Should -Throw -ErrorId 'MLR1003,*'
    }
}

Describe 'Register-MLModel with a remote' {
    It 'pushes the event, unless it is told not to' {
        $shared = New-SharedRegistry

        $null = Register-MLModel churn (New-TestModel) -Version 1.0.0 -Registry $shared.Path
        $null = Register-MLModel churn (New-TestModel) -Version 1.1.0 -Registry $shared.Path -NoPush

        Get-TestTag $shared.Path | Should -Be churn@v1.0.0, churn@v1.1.0
        Get-TestTag $shared.Remote | Should -Be churn@v1.0.0
    }

    It 'warns where the remote lacks the commit, unless it is told not to' {
        $shared = New-SharedRegistry
        'more' > (Join-Path $shared.Path 'more.txt')
        Save-TestCommit $shared.Path

        $null = Register-MLModel churn (New-TestModel) -Registry $shared.Path -WarningVariable warned 3> $null
        $null = Register-MLModel churn (New-TestModel) -Registry $shared.Path -AllowUnpushed -WarningVariable silent

        $warned | Should -HaveCount 1
        $silent | Should -BeNullOrEmpty
    }

    It 'refuses to let a name travel without its bytes' {
        $registry = New-TestRegistry
        $remote = New-TestFolder
        $null = git init -q --bare $remote
        git -C $registry remote add origin $remote

        Register-MLModel churn (New-TestModel) -Registry $registry -ErrorAction SilentlyContinue -ErrorVariable failed |
            Should -BeNullOrEmpty

        $failed[0].FullyQualifiedErrorId | Should -BeLike 'MLR1104,*'
    }
}
