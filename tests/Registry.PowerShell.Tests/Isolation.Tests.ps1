BeforeAll {
    . "$PSScriptRoot/Support.ps1"
    $folder = (Get-Module Registry).ModuleBase
    $registry = New-TestRegistry
    Add-TestVersion $registry model1 1.0.0

    # A store in a bucket: its client is made, and finds no credentials.
    $bucket = New-TestRepository
    @'
schema: 1
stores:
  - url: s3://models/x
    endpoint: http://127.0.0.1:1
    region: eu-west-1
'@ | Set-Content (Join-Path $bucket registry.yaml)
    Save-TestCommit $bucket

    # A module that depends on another version of what ours depends on: the same names, other members.
    $other = New-TestFolder
    Add-Type -OutputAssembly (Join-Path $other YamlDotNet.dll) -TypeDefinition '
        [assembly: System.Reflection.AssemblyVersion("5.0.0.0")]
        namespace YamlDotNet.Serialization { public class Deserializer { public string Read() { return "yaml"; } } }'
    Add-Type -OutputAssembly (Join-Path $other AWSSDK.Core.dll) -TypeDefinition '
        [assembly: System.Reflection.AssemblyVersion("3.3.0.0")]
        namespace Amazon { public static class AWSConfigs { public static string Read() { return "aws"; } } }'
    Set-Content (Join-Path $other Other.psm1) 'function Use-OtherModule {
        [YamlDotNet.Serialization.Deserializer]::new().Read(); [Amazon.AWSConfigs]::Read()
        $types = [YamlDotNet.Serialization.Deserializer], [Amazon.AWSConfigs]
        "$($types.ForEach({ $_.Assembly.GetName().Version }))"
    }'
    New-ModuleManifest (Join-Path $other Other.psd1) -RootModule Other.psm1 -FunctionsToExport Use-OtherModule `
        -RequiredAssemblies YamlDotNet.dll, AWSSDK.Core.dll
    $theirs = 'yaml', 'aws', '5.0.0.0 3.3.0.0'

    # What scenarios begin with: each is a process of its own.
    $prelude = Join-Path (New-TestFolder) prelude.ps1
    $values = "`$registry, `$bucket, `$other, `$file = '$registry', '$bucket', '$other/Other.psd1', '$(New-TestModel)'"
    $values, {
        function Get-Loaded([string] $Name) {
            [System.Runtime.Loader.AssemblyLoadContext]::All.Assemblies.ForEach({ $_.GetName() }).
                Where({ $_.Name -like $Name })
        }

        # Reads YAML, and makes a client of a bucket.
        function Use-OurModule {
            (Get-MLModel model1 -Registry $registry).Latest
            (Test-MLStore -Registry $bucket).Message -like '*credentials*'
            (Get-Loaded YamlDotNet).Version.Major -contains 16 -and (Get-Loaded AWSSDK.Core).Version.Major -contains 4
        }

        # The versions of module, commands and core, and whether all are of one folder.
        function Get-Origin {
            $command = Get-Command Get-MLModel
            $core = (Get-MLModel model1 -Registry $registry).GetType().Assembly
            $command.Version, $command.ImplementingType.Assembly.GetName().Version, $core.GetName().Version |
                ForEach-Object { $_.ToString(2) } | Join-String -Separator ' '
            (Split-Path $core.Location) -eq (Split-Path $command.DLL) -and
                $command.DLL.StartsWith((Get-Module Registry).ModuleBase)
        }
    } | Set-Content $prelude
    $ours = 'v1.0.0', 'True', 'True'

    # What a scenario wrote, and its errors.
    function Invoke-Scenario([scriptblock] $Script, [string] $Path = $env:PSModulePath) {
        $usual, $env:PSModulePath = $env:PSModulePath, $Path
        try {
            & $pwsh -NoProfile -NonInteractive -Command ". '$prelude'; $Script; `$Error" 2>&1 | ForEach-Object { "$_" }
        }
        finally {
            $env:PSModulePath = $usual
        }
    }

    $env:AWS_EC2_METADATA_DISABLED = 'true'
}

AfterAll {
    $env:AWS_EC2_METADATA_DISABLED = $null
}

Describe 'Another module with other versions of the same assemblies' {
    It 'works together with ours, imported before' {
        Invoke-Scenario {
            Import-Module $other; Use-OtherModule
            Import-Module Registry; Use-OurModule; Use-OtherModule
        } | Should -Be ($theirs + $ours + $theirs)
    }

    It 'works together with ours, imported after' {
        Invoke-Scenario {
            Import-Module Registry; Use-OurModule
            Import-Module $other; Use-OtherModule; Use-OurModule
        } | Should -Be ($ours + $theirs + $ours)
    }

    It 'works together with ours, imported before ours needs its own' {
        Invoke-Scenario { Import-Module Registry; Import-Module $other; Use-OtherModule; Use-OurModule } |
            Should -Be ($theirs + $ours)
    }
}

Describe 'An import' {
    It 'loads neither the SDK of AWS nor YAML, and nothing into the session''s context but the loader' {
        Invoke-Scenario {
            Import-Module Registry
            @(Get-Loaded AWSSDK*).Count + @(Get-Loaded YamlDotNet).Count
            Use-OurModule
            [System.Runtime.Loader.AssemblyLoadContext]::Default.Assemblies.ForEach({ $_.GetName().Name }) -match
                '^(Registry|AWSSDK|YamlDotNet|NuGet|Microsoft\.Extensions)'
        } | Should -Be (@('0') + $ours + 'Registry.Loader')
    }

    It 'by force goes on with what works' {
        Invoke-Scenario {
            1..3 | ForEach-Object { Import-Module Registry -Force; (Get-MLModel -Registry $registry).Latest }
            (Get-Module Registry).Count
            Use-OurModule
        } | Should -Be (@('v1.0.0') * 3 + '1' + $ours)
    }

    It 'after removal works as the first did' {
        Invoke-Scenario {
            1..3 | ForEach-Object {
                Import-Module Registry
                (Get-MLModel -Registry $registry).Latest
                Remove-Module Registry
                @((Get-Module).Name) -like '*Registry*'
            }
        } | Should -Be (@('v1.0.0') * 3)
    }
}

Describe 'Threads and jobs' {
    It 'read and register: <count> by <way>' -ForEach @(
        @{ Way = 'runspaces'; Count = 2 }
        @{ Way = 'ForEach-Object -Parallel'; Count = 8 }
        @{ Way = 'Start-ThreadJob'; Count = 2 }
        @{ Way = 'Start-Job'; Count = 1 }
    ) {
        $work = {
            param($Number, $Registry, $File)
            $version = Register-MLModel "new$Number" $File -Version 1.0.0 -Registry $Registry -NoPush
            "$($version.Name) $((Get-MLModel model1 -Registry $Registry).Latest)"
        }
        $path = Join-Path (New-TestFolder) registry
        Copy-Item -Recurse $registry $path
        $file = New-TestModel

        $said = switch ($way) {
            'runspaces' {
                $shells = 1..$count | ForEach-Object {
                    [powershell]::Create().AddScript($work).AddArgument($_).AddArgument($path).AddArgument($file)
                }
                $running = $shells.ForEach({ [pscustomobject]@{ Shell = $_; Result = $_.BeginInvoke() } })
                $running.ForEach({ $_.Shell.EndInvoke($_.Result); $_.Shell.Streams.Error; $_.Shell.Dispose() })
            }
            'ForEach-Object -Parallel' {
                $text = "$work"
                1..$count | ForEach-Object -ThrottleLimit 8 -Parallel {
                    & ([scriptblock]::Create($using:text)) $_ $using:path $using:file
                }
            }
            default {
                1..$count | ForEach-Object { & $way $work -ArgumentList $_, $path, $file } |
                    Receive-Job -Wait -AutoRemoveJob
            }
        }

        $said | Sort-Object | Should -Be (1..$count).ForEach({ "new$_ v1.0.0" })
        (Get-MLModel new* -Registry $path).Name | Should -HaveCount $count
    }
}

Describe 'Two versions of the module' {
    BeforeAll {
        # Writes a version, and an id of its own, into the metadata of an assembly.
        function Set-AssemblyIdentity([string] $Path, [version] $Version) {
            $bytes = [System.IO.File]::ReadAllBytes($Path)
            $image = [System.Reflection.PortableExecutable.PEReader]::new([System.IO.MemoryStream]::new($bytes))
            $start = $image.PEHeaders.MetadataStartOffset
            $reader = [System.Reflection.Metadata.PEReaderExtensions]::GetMetadataReader($image)
            $offsets = [System.Reflection.Metadata.Ecma335.MetadataReaderExtensions]
            $table = $offsets::GetTableMetadataOffset($reader, 'Assembly')
            $heap = $offsets::GetHeapMetadataOffset($reader, 'Guid')
            $image.Dispose()
            # ECMA-335 II.22.2: four bytes of the hash's algorithm come first.
            $Version.Major, $Version.Minor | ForEach-Object { [BitConverter]::GetBytes([uint16] $_) } |
                ForEach-Object -Begin { $at = $start + $table + 4 } -Process { $bytes[$at++] = $_ }
            [guid]::NewGuid().ToByteArray().CopyTo($bytes, $start + $heap)
            [System.IO.File]::WriteAllBytes($Path, $bytes)
        }

        # Higher than what is staged, as references would not take less.
        $modules = New-TestFolder
        foreach ($version in '90.1.0', '90.2.0') {
            $copy = (New-Item -ItemType Directory (Join-Path $modules "Registry/$version")).FullName
            Copy-Item -Recurse "$folder/*" $copy
            $manifest = Join-Path $copy Registry.psd1
            (Get-Content -Raw $manifest) -replace "(ModuleVersion = )'.*?'", "`$1'$version'" | Set-Content $manifest
            Get-ChildItem (Join-Path $copy module/bin) -Recurse -Filter Registry.*.dll | ForEach-Object {
                Set-AssemblyIdentity $_.FullName $version
            }
        }
    }

    It 'each run their own assemblies in one process, one after the other' {
        Invoke-Scenario -Path $modules {
            foreach ($version in '90.1.0', '90.2.0', '90.1.0', '90.2.0') {
                Import-Module Registry -RequiredVersion $version
                Get-Origin
                Remove-Module Registry
            }
        } | Should -Be (@('90.1 90.1 90.1', 'True', '90.2 90.2 90.2', 'True') * 2)
    }

    It 'each run their own assemblies in one process, in runspaces' {
        Invoke-Scenario -Path $modules {
            Import-Module Registry -RequiredVersion 90.2.0
            $threads = 1..4 | ForEach-Object -UseNewRunspace -Parallel {
                Import-Module Registry -RequiredVersion "90.$(1 + $_ % 2).0"
                $null = Get-MLModel model1 -Registry $using:registry
                (Get-Command Get-MLModel).ImplementingType.Assembly.GetName().Version.ToString(2)
            }
            "$($threads | Sort-Object)"
            Get-Origin
        } | Should -Be '90.1 90.1 90.2 90.2', '90.2 90.2 90.2', 'True'
    }

    It 'are not mixed in one session: the second is refused with what to do, and the first goes on' {
        $refused, $said = Invoke-Scenario -Path $modules {
            Import-Module Registry -RequiredVersion 90.1.0
            try { Import-Module Registry -RequiredVersion 90.2.0 } catch { ("$_" -split "`n")[1] }
            $Error.Clear()
            Get-Origin
            @(Get-Module Registry).Count
            (Get-MLModel model1 -Registry $registry | Out-String) -replace '(?s).*(model1) +(v1.0.0) +(1).*', '$1 $2 $3'
        }

        $refused | Should -BeLike '*"Registry is imported already, *: run ''Remove-Module Registry'' first"*'
        $said | Should -Be '90.1 90.1 90.1', 'True', '1', 'model1 v1.0.0 1'
    }
}
