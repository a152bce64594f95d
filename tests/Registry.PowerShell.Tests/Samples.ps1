# An object of each type that a command puts out, filled by its properties: one that is added later is there at once.

function Get-OutputType {
    @(Get-Command -Module Registry).OutputType.Type | Where-Object FullName -Like 'Registry.*' | Sort-Object FullName -Unique
}

# Names of types that live in the module's load context are not resolved.
function Find-OutputType([string] $Name) {
    Get-OutputType | Where-Object { $Name -in $_.FullName, $_.Name }
}

function New-Output([string] $Name, [hashtable] $Properties) {
    $type = Find-OutputType $Name
    $item = [Activator]::CreateInstance($type)
    $Properties.Keys | ForEach-Object { $type.GetProperty($_).SetValue($item, $Properties[$_]) }
    $item
}

function New-Sample([type] $Type) {
    $sample = [Activator]::CreateInstance($Type)
    foreach ($property in $Type.GetProperties() | Where-Object CanWrite) {
        $property.SetValue($sample, (New-SampleValue $property.PropertyType $property.Name))
    }

    $sample
}

function New-SampleValue([type] $Type, [string] $Name) {
    $Type = [Nullable]::GetUnderlyingType($Type) ?? $Type
    if ($Type -eq [string]) {
        Get-SampleText $Name
    } elseif ($Type.IsEnum) {
        $Type.GetEnumValues()[1]
    } elseif ($Type -eq [bool]) {
        $true
    } elseif ($Type -eq [double]) {
        0.913
    } elseif ($Type -eq [DateTimeOffset]) {
        [DateTimeOffset]::new(2026, 3, 1, 12, 5, 59, [timespan]::FromHours(1))
    } elseif ($Type.IsPrimitive) {
        12345 -as $Type
    } elseif ($Type.Name -like 'IReadOnlyList*') {
        $items = [array]::CreateInstance($Type.GenericTypeArguments[0], 2)
        0..1 | ForEach-Object { $items[$_] = New-SampleValue $Type.GenericTypeArguments[0] $Name }
        , $items
    } elseif ($Type.Name -like 'IReadOnlyDictionary*') {
        $pairs = [System.Collections.Generic.SortedDictionary`2].MakeGenericType($Type.GenericTypeArguments)::new()
        'prod', 'staging' | ForEach-Object { $pairs[$_] = New-SampleValue $Type.GenericTypeArguments[1] 'Version' }
        , $pairs
    } else {
        New-Sample $Type
    }
}

function Get-SampleText([string] $Name) {
    switch -Regex ($Name) {
        '^Name$' { 'vision/resnet-50-imagenet:int8' }
        'Version$|^Latest$|^From$|^To$|^Removed$|^Deregistered$' { 'v10.20.30' }
        '^Stages?$' { 'prod' }
        '^Tags?$|^Was$' { 'vision/resnet-50-imagenet:int8#prod#12345' }
        '^Code$' { 'MLR3007' }
        '^Kind$' { 'unassign' }
        '^Author$' { 'Ann Author of the Risk Team' }
        '^(Path|Folder|FullPath|Record|ReportPath|Registry)$' { '/srv/models/of/the/whole/department/registry' }
        '^(Store|Stores|Remote)$' { 'file:///srv/models/of/the/whole/department/store' }
        '^(Manifest|Digest|Before|After)$' { "sha256:$('0123456789abcdef' * 4)" }
        '^Message$' { 'The reason, or what is wrong and what to do about it next, in a sentence or two that do not fit a line.' }
        default { $Name.ToLowerInvariant() }
    }
}
