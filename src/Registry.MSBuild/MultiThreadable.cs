namespace Microsoft.Build.Framework;

/// <summary>
/// Tells MSBuild, which looks for this name alone, that a task may share its process with others under <c>-mt</c>: ours
/// know neither a current directory nor statics that change.
/// See https://github.com/dotnet/msbuild/blob/main/documentation/specs/multithreading/thread-safe-tasks.md.
/// </summary>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
internal sealed class MSBuildMultiThreadableTaskAttribute : Attribute;
