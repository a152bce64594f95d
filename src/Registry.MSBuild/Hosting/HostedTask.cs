using System.Reflection;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;

namespace Registry.MSBuild.Hosting;

/// <summary>
/// A task with its parameters, as the targets write them to a file. Records end with U+001E, their fields are separated
/// by U+001F: the task's name; then <c>parameter, value</c>; and for items <c>*parameter, item, metadata, value, …</c>.
/// </summary>
internal sealed class HostedTask
{
    private const char Record = '\u001e';
    private const char Field = '\u001f';

    private readonly RegistryTask _task;
    private readonly string _results;

    private HostedTask(RegistryTask task, string results) => (_task, _results) = (task, results);

    /// <summary>Reads a request and deletes it: a registry's URL in it may hold a password.</summary>
    public static HostedTask Read(string path, TextWriter output)
    {
        var records = File.ReadAllText(path).Split(Record, StringSplitOptions.RemoveEmptyEntries)
            .Select(record => record.TrimStart('\r', '\n')).Where(record => record.Length > 0)
            .Select(record => record.Split(Field)).ToList();
        File.Delete(path);
        var type = typeof(RegistryTask).Assembly.GetType($"Registry.MSBuild.{records[0][0]}", throwOnError: true)!;
        var task = (RegistryTask)Activator.CreateInstance(type)!;
        task.BuildEngine = new OutputEngine(output);
        var lists = records.Skip(1).Where(record => record[0].StartsWith('*')).ToLookup(record => record[0][1..]);
        foreach (var items in lists)
        {
            Property(type, items.Key).SetValue(task, items.Select(ItemOf).ToArray<ITaskItem>());
        }

        foreach (var record in records.Skip(1).Where(record => !record[0].StartsWith('*') && record[1].Length > 0))
        {
            var property = Property(type, record[0]);
            property.SetValue(task, property.PropertyType == typeof(bool) ? bool.Parse(record[1]) : record[1]);
        }

        return new HostedTask(task, $"{path}.proj");
    }

    /// <summary>Runs the task; what items it gives are then in a project beside the request.</summary>
    public bool Run()
    {
        using var task = _task;
        if (!task.Execute())
        {
            return false;
        }

        var outputs = task.GetType().GetProperties()
            .Where(p => p.PropertyType == typeof(ITaskItem[]) && p.GetCustomAttribute<OutputAttribute>() is not null)
            .Select(p => (ITaskItem[])p.GetValue(task)!).ToList();
        if (outputs.Count > 0)
        {
            ResultProject.Write(_results, outputs.SelectMany(items => items));
        }

        return true;
    }

    private static PropertyInfo Property(Type type, string name) =>
        type.GetProperty(name) ?? throw new MissingMemberException(type.Name, name);

    private static TaskItem ItemOf(string[] fields)
    {
        var item = new TaskItem(ItemText.Escape(fields[1]));
        for (var i = 2; i + 1 < fields.Length; i += 2)
        {
            item.SetMetadata(fields[i], ItemText.Escape(fields[i + 1]));
        }

        return item;
    }
}
