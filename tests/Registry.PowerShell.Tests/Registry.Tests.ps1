BeforeAll {
    . "$PSScriptRoot/Support.ps1"
}

Describe 'Initialize-MLRegistry' {
    It 'writes what makes a repository a registry, and commits nothing' {
        $path = New-TestRepository
        $head = git -C $path rev-parse HEAD

        $info = Initialize-MLRegistry -Path $path -Stage dev, prod 6> $null

        $info.PSTypeNames | Should -Contain 'Registry.RegistryInfo'
        $info.Path | Should -Be $path
        $info.Registry | Should -Be $path
        $info.Stages | Should -Be 'dev', 'prod'
        Join-Path $path 'registry.yaml' | Should -Exist
        Join-Path $path '.gitignore' | Should -FileContentMatch 'model-store'
        git -C $path rev-parse HEAD | Should -Be $head
    }

    It 'says what to commit, to people and not to the pipeline' {
        $path = New-TestRepository

        $info = Initialize-MLRegistry $path -InformationVariable said 6> $null

        $info.Uncommitted | Should -Be (Join-Path $path 'registry.yaml'), (Join-Path $path '.gitignore')
        "$said" | Should -BeLike '*registry.yaml*.gitignore*'
        $said.Tags | Should -Contain 'PSHOST'
    }

    It 'takes the current location, and a second time changes nothing' {
        $path = New-TestRepository
        Push-Location $path
        try {
            $null = Initialize-MLRegistry 6> $null
            $before = Get-TreeState $path
            (Initialize-MLRegistry -InformationVariable said 6> $null).Uncommitted | Should -BeNullOrEmpty
        }
        finally {
            Pop-Location
        }

        $said | Should -BeNullOrEmpty
        Get-TreeState $path | Should -Be $before
    }

    It 'resolves a store''s folder through the session, and leaves a URL alone' {
        $path = New-TestRepository
        $store = New-TestFolder
        $null = New-PSDrive -Name Stores -PSProvider FileSystem -Root $store

        (Initialize-MLRegistry $path -Store Stores:/models 6> $null).Stores | Should -Be "file://$store/models"
        (Initialize-MLRegistry (New-TestRepository) -Store s3://models/registry 6> $null).Stores |
            Should -Be 's3://models/registry'
    }

    It 'refuses where no repository is' {
        { Initialize-MLRegistry (New-TestFolder) -ErrorAction Stop } |
            Should -Throw -ErrorId 'MLR1101,Registry.PowerShell.Commands.InitializeMLRegistryCommand'
    }

    It 'refuses a registry that says something else' {
        $path = New-TestRegistry -Stage dev

        Initialize-MLRegistry $path -Stage prod -ErrorAction SilentlyContinue -ErrorVariable failed | Should -BeNullOrEmpty

        $failed[0].CategoryInfo.Category | Should -Be ResourceExists
        $failed[0].TargetObject | Should -Be $path
    }
}

Describe 'Get-MLRegistry' {
    It 'tells what the registry is made of' {
        $shared = New-SharedRegistry
        Add-TestVersion $shared.Path churn 1.0.0, 1.1.0
        Add-TestVersion $shared.Path segment 1.0.0

        $info = Get-MLRegistry -Registry $shared.Path

        $info.Models | Should -Be 2
        $info.Versions | Should -Be 3
        $info.Remote | Should -Be $shared.Remote
        $info.Stores | Should -HaveCount 1
        $info.Uncommitted | Should -BeNullOrEmpty
    }

    It 'binds to the next command' {
        $path = New-TestRegistry
        Add-TestVersion $path churn 1.0.0

        (Get-MLRegistry -Registry $path | Get-MLModel).Name | Should -Be churn
    }
}

Describe 'Which registry' {
    BeforeAll {
        $one = New-TestRegistry
        $two = New-TestRegistry
        Add-TestVersion $one one 1.0.0
        Add-TestVersion $two two 1.0.0
        Add-TestVersion $two one 9.0.0
    }

    AfterEach {
        Remove-Item Env:MODEL_REGISTRY -ErrorAction Ignore
    }

    It 'is the repository of the session''s location, not of the process''s' {
        $null = New-Item -ItemType Directory (Join-Path $one 'deep/down') -Force
        Push-Location (Join-Path $one 'deep/down')
        try {
            [Environment]::CurrentDirectory | Should -Not -Be $PWD.ProviderPath
            (Get-MLModel).Name | Should -Be one
        }
        finally {
            Pop-Location
        }
    }

    It 'is the file system''s location where the session is elsewhere' {
        Push-Location $one
        Push-Location Env:
        try {
            (Get-MLModel).Name | Should -Be one
        }
        finally {
            Pop-Location
            Pop-Location
        }
    }

    It 'is $env:MODEL_REGISTRY rather than the location' {
        Push-Location $one
        try {
            $env:MODEL_REGISTRY = $two
            (Get-MLModel).Name | Should -Be one, two
            (Get-MLModel one).Latest | Should -Be v9.0.0
            (Get-MLModel -Registry .).Name | Should -Be one
        }
        finally {
            Pop-Location
        }
    }

    It 'may be given by drive, by provider path and by relative path' {
        $null = New-PSDrive -Name One -PSProvider FileSystem -Root $one
        Push-Location (Split-Path $one)
        try {
            foreach ($way in 'One:/', "FileSystem::$one", "./$(Split-Path $one -Leaf)", "file://$one") {
                (Get-MLModel -Registry $way).Name | Should -Be one
            }
        }
        finally {
            Pop-Location
        }
    }

    It 'stays the same along a pipeline' {
        $env:MODEL_REGISTRY = $two

        Get-MLModel one -Registry $one | Get-MLModelVersion | ForEach-Object Version | Should -Be v1.0.0
    }

    It 'ends the command where there is none' {
        $nowhere = New-TestFolder
        $going = $false

        { Get-MLModel -Registry $nowhere -ErrorAction SilentlyContinue; $going = $true } | Should -Throw -ErrorId 'MLR1101,*'
        $going | Should -BeFalse
    }

    It 'fails for the one record that has none, and goes on with the next' {
        $records = [pscustomobject]@{ Name = 'one'; Registry = New-TestFolder }, [pscustomobject]@{ Name = 'two'; Registry = $two }

        $found = $records | Get-MLModel -ErrorAction SilentlyContinue -ErrorVariable failed

        $found.Name | Should -Be two
        $failed | Should -HaveCount 1
        $failed[0].FullyQualifiedErrorId | Should -BeLike 'MLR1101,*'
        $failed[0].TargetObject | Should -Be $records[0].Registry
    }

    It 'is never what Git would take for an option or a helper' -ForEach 'ext::sh -c id', 'Env:PATH' {
        { Get-MLModel -Registry $_ } | Should -Throw -ErrorId 'MLR1003,*'
    }
}
