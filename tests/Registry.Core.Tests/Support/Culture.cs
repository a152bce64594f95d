using System.Globalization;

namespace Registry.Tests.Support;

/// <summary>Runs something as if the user's settings were others.</summary>
internal static class Culture
{
    public static async Task RunAsync(string name, Func<Task> work)
    {
        var before = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo(name);
        try
        {
            await work();
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }
}
