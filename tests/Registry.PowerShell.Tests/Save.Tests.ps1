BeforeAll {
    . "$PSScriptRoot/Support.ps1"
    $registry = New-TestRegistry
    $folder = New-TestFolder
    $null = New-Item -ItemType Directory (Join-Path $folder 'tokenizer')
    $null = New-TestModel (Join-Path $folder 'model.onnx') 'the first model'
    $null = New-TestModel (Join-Path $folder 'tokenizer/vocab.txt') 'words'
    $null = Register-MLModel churn $folder -Version 1.0.0 -Registry $registry -Stage prod
    $null = New-TestModel (Join-Path $folder 'model.onnx') 'the second model'
    $null = Register-MLModel churn $folder -Version 1.1.0 -Registry $registry
    Push-Location $registry
}

AfterAll {
    Pop-Location
}

Describe 'Save-MLModel' {
    BeforeEach {
        $out = Join-Path (New-TestFolder) 'out'
    }

    It 'brings the files of a version and says nothing' {
        Save-MLModel churn 1.0.0 -Destination $out | Should -BeNullOrEmpty

        Get-Content (Join-Path $out 'model.onnx') | Should -Be 'the first model'
        Get-Content (Join-Path $out 'tokenizer/vocab.txt') | Should -Be words
    }

    It 'takes a whole reference in the name''s place' {
        Save-MLModel 'churn@v1.0.0' -Destination $out
        Get-Content (Join-Path $out 'model.onnx') | Should -Be 'the first model'
        Save-MLModel 'churn#prod' -Destination "$out-2"
        Get-Content (Join-Path "$out-2" 'model.onnx') | Should -Be 'the first model'
    }

    It 'returns the files with -PassThru' {
        $files = Save-MLModel churn 1.0.0 -Destination $out -PassThru

        $files | Should -HaveCount 2
        $files | Should -BeOfType System.IO.FileInfo
        $files.FullName | Should -Contain (Join-Path $out 'tokenizer/vocab.txt')
        $files[0].Exists | Should -BeTrue
    }

    It 'takes the latest where nothing is said, and otherwise <way>' -ForEach @(
        @{ Way = 'latest'; With = @{}; Text = 'the second model' }
        @{ Way = 'a stage'; With = @{ Stage = 'prod' }; Text = 'the first model' }
        @{ Way = 'a range'; With = @{ Version = '[1.0,2.0)' }; Text = 'the second model' }
        @{ Way = 'the version where both are given'; With = @{ Stage = 'prod'; Version = '1.1.0' }; Text = 'the second model' }
    ) {
        Save-MLModel churn @With -Destination $out

        Get-Content (Join-Path $out 'model.onnx') | Should -Be $Text
    }

    It 'takes versions, models and stage changes from the pipeline' {
        Get-MLModelVersion churn -Stage prod | Save-MLModel -Destination $out
        Get-Content (Join-Path $out 'model.onnx') | Should -Be 'the first model'

        Get-MLModel churn | Save-MLModel -Destination "$out-2"
        Get-Content (Join-Path "$out-2" 'model.onnx') | Should -Be 'the second model'

        # It has both a stage and a version: the version counts, though the stage moved on.
        $change = Set-MLModelStage churn 1.1.0 dev
        $null = Set-MLModelStage churn 1.0.0 dev
        $change | Save-MLModel -Destination "$out-3"
        Get-Content (Join-Path "$out-3" 'model.onnx') | Should -Be 'the second model'
    }

    It 'resolves the destination through the session' {
        $work = New-TestFolder
        Push-Location $work
        Save-MLModel churn -Destination ./out -Registry $registry
        Pop-Location

        Join-Path $work 'out/model.onnx' | Should -Exist

        $null = New-PSDrive -Name Out -PSProvider FileSystem -Root $work
        (Save-MLModel churn -Destination 'Out:/[x]' -PassThru)[0].DirectoryName | Should -BeLike '*/`[x`]*'
    }

    It 'takes what is included and leaves what is excluded' {
        (Save-MLModel churn -Destination $out -Include '*.onnx' -PassThru).Name | Should -Be model.onnx
        (Save-MLModel churn -Destination "$out-2" -Exclude '*.onnx' -PassThru).Name | Should -Be vocab.txt
    }

    It 'takes null for no pattern' {
        Save-MLModel churn -Destination $out -Include $null -Exclude $null -PassThru | Should -HaveCount 2
    }

    It 'verifies what it saves' {
        $registry = New-TestRegistry
        $null = Register-MLModel churn (New-TestModel) -Registry $registry
        Get-ChildItem (Join-Path $registry '.model-store/blobs') -Recurse -File | ForEach-Object {
            $_.IsReadOnly = $false
            [System.IO.File]::WriteAllText($_.FullName, 'x' * $_.Length)
        }
        Remove-Item (Join-Path $env:MODEL_REGISTRY_CACHE '*') -Recurse -Force -ErrorAction Ignore

        Save-MLModel churn -Destination $out -Registry $registry -ErrorAction SilentlyContinue -ErrorVariable failed

        $failed[0].FullyQualifiedErrorId | Should -Be 'MLR1403,Registry.PowerShell.Commands.SaveMLModelCommand'
        $failed[0].CategoryInfo.Category | Should -Be InvalidData
        $failed[0].TargetObject | Should -Be churn@latest
        Join-Path $out 'model.onnx' | Should -Not -Exist
    }

    It 'reports a missing blob' {
        $registry = New-TestRegistry
        $null = Register-MLModel churn (New-TestModel) -Registry $registry
        Remove-Item (Join-Path $registry '.model-store/blobs') -Recurse -Force
        Remove-Item (Join-Path $env:MODEL_REGISTRY_CACHE '*') -Recurse -Force -ErrorAction Ignore

        Save-MLModel churn -Destination $out -Registry $registry -ErrorAction SilentlyContinue -ErrorVariable failed

        $failed[0].FullyQualifiedErrorId | Should -BeLike 'MLR1202,*'
        $failed[0].CategoryInfo.Category | Should -Be ObjectNotFound
    }

    It 'goes on with the next after one that is not there' {
        $records = [pscustomobject]@{ Name = 'gone' }, [pscustomobject]@{ Name = 'churn' }

        $records | Save-MLModel -Destination $out -ErrorAction SilentlyContinue -ErrorVariable failed

        $failed.TargetObject | Should -Be gone@latest
        Join-Path $out 'model.onnx' | Should -Exist
    }
}
