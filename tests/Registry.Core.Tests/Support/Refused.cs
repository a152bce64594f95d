namespace Registry.Tests.Support;

/// <summary>Expects the core's one exception with a certain code, and gives it for a look at its words.</summary>
internal static class Refused
{
    public static RegistryException With(ErrorCode code, Action work) =>
        Checked(code, Should.Throw<RegistryException>(work));

    public static async Task<RegistryException> WithAsync(ErrorCode code, Func<Task> work) =>
        Checked(code, await Should.ThrowAsync<RegistryException>(work));

    private static RegistryException Checked(ErrorCode code, RegistryException e)
    {
        e.Error.ShouldBe(code, e.Message);
        e.Message[^1].ShouldBeOneOf(['.', '?']);
        return e;
    }
}
