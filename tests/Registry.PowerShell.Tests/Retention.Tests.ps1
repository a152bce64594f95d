BeforeAll {
    . "$PSScriptRoot/Support.ps1"

    # A shared registry with a policy on its default branch, and three versions.
    function New-RetainedRegistry([string] $Rule = 'keepLast: 1') {
        $shared = New-SharedRegistry
        Add-Content (Join-Path $shared.Path 'registry.yaml') "`nretention:`n  grace: 2d`n  rules:`n    - { name: old, $Rule }"
        Save-TestCommit $shared.Path
        git -C $shared.Path push -q origin main
        foreach ($number in '1.0.0', '1.1.0', '1.2.0') {
            $null = Register-MLModel churn (New-TestModel) -Version $number -Registry $shared.Path
        }
        $shared
    }

    function Set-StoreAge([string] $Store, [int] $Days) {
        Get-ChildItem $Store -Recurse -File | ForEach-Object { $_.LastWriteTimeUtc = $_.LastWriteTimeUtc.AddDays(-$Days) }
    }
}

Describe 'Invoke-MLRetention' {
    BeforeEach {
        $shared = New-RetainedRegistry
        Push-Location $shared.Path
    }

    AfterEach {
        Pop-Location
    }

    It 'prints with -WhatIf what would go and the rule that decided, and touches nothing' {
        $roots = $shared.Path, $shared.Remote, $shared.Store
        $null = Set-MLModelStage churn 1.0.0 prod
        $before = Get-TreeState $roots

        $table = Invoke-MLRetention -WhatIf 6> $null

        Get-TreeState $roots | Should -Be $before
        $versions = $table | Where-Object { $_.PSTypeNames -contains 'Registry.RetainedVersion' }
        $versions.Version | Should -Be v1.2.0, v1.1.0, v1.0.0
        $versions.Verdict | Should -Be Kept, Erase, Kept
        $versions.Rule | Should -Be "rule 'old' (keepLast 1): one of the last 1", "rule 'old' (keepLast 1)", "holds 'prod'"
        $versions[1].Bytes | Should -Be 36
        ($table | Where-Object { $_.PSTypeNames -contains 'Registry.StoreSweep' }).Condemned | Should -Be 2
    }

    It 'erases, and sweeps when the grace is over, without a question' {
        $first = Invoke-MLRetention -Confirm:$false -Message 'spring cleaning'
        Set-StoreAge $shared.Store 3
        $last = Invoke-MLRetention -Confirm:$false

        ($first | Where-Object Verdict -EQ Erase).Tag | Should -Be 'churn+erased#4', 'churn+erased#5'
        ($last | Where-Object Verdict -EQ Erased).Version | Should -Be v1.1.0, v1.0.0
        $last[-1].Swept | Should -Be 4
        git cat-file tag 'churn+erased#4' | Should -Contain 'spring cleaning'
        { Save-MLModel churn 1.0.0 -Destination out -ErrorAction Stop } | Should -Throw '*was erased*spring cleaning*'
        $all = Get-MLModelVersion churn -All
        $all.Erased | Should -Be $false, $true, $true
        Test-MLRegistry | Should -BeNullOrEmpty
        (git -C $shared.Remote tag) | Should -Contain 'churn+erased#5'
    }

    It 'asks about each version, naming it and the rule' {
        $said = (& $pwsh -NoProfile -NonInteractive -Command "Import-Module Registry; Set-Location '$($shared.Path)'; Invoke-MLRetention -WhatIf") -join "`n"
        $failed = & $pwsh -NoProfile -NonInteractive -Command "Import-Module Registry; Set-Location '$($shared.Path)'; Invoke-MLRetention" 2>&1

        $said | Should -BeLike "*`"Erase for good by rule 'old' (keepLast 1), 36 B`" on target `"churn@v1.1.0`"*"
        $said | Should -BeLike '*"Condemn 4 blobs (*), pardon 0, delete 0 (0 B)" on target "file:///*"*'
        $said | Should -Match '(?m)^churn +v1\.1\.0 +Erase +36 B +rule ''old'''
        "$failed" | Should -BeLike '*NonInteractive*'
        Get-TestTag $shared.Path | Should -Not -BeLike '*erased*'
    }

    It 'leaves other models and what lock files hold on to alone' {
        $null = Register-MLModel other (New-TestModel) -Version 1.0.0
        $null = Register-MLModel other (New-TestModel) -Version 2.0.0
        $lock = Join-Path (New-TestFolder) 'models.lock.json'
        '{"schema":1,"models":[]}' > $lock

        $versions = Invoke-MLRetention 'oth*' -LockFile (Join-Path (Split-Path $lock) '*.json') -Confirm:$false |
            Where-Object Verdict

        $versions.Name | Should -Be other, other
        $versions.Verdict | Should -Be Kept, Erase
        Get-TestTag $shared.Path | Where-Object { $_ -like '*erased*' } | Should -Be 'other+erased#3'
    }

    It 'fails where a lock file is not there: it would have kept something' {
        Invoke-MLRetention -LockFile './no*.json' -Confirm:$false -ErrorAction SilentlyContinue -ErrorVariable failed

        $failed[0].FullyQualifiedErrorId | Should -BeLike 'MLR1001,*'
        Get-TestTag $shared.Path | Should -Not -BeLike '*erased*'
    }

    It 'takes the policy of the remote''s default branch, whatever is checked out' {
        (Get-Content registry.yaml) -replace 'keepLast: 1', 'keep: true' | Set-Content registry.yaml

        (Invoke-MLRetention -WhatIf 6> $null | Where-Object Verdict).Verdict | Should -Be Kept, Erase, Erase
    }

    It 'says where there is no policy' {
        $plain = New-TestRegistry
        Add-TestVersion $plain churn 1.0.0

        $said = Invoke-MLRetention -Registry $plain -Confirm:$false 3>&1

        "$($said[0])" | Should -BeLike '*nothing is given up*'
        $said[1].Rule | Should -Be 'no policy'
    }
}
