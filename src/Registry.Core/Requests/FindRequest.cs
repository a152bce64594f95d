namespace Registry;

/// <summary>Which versions to find, over all models.</summary>
public sealed record FindRequest
{
    /// <summary>A filter, at most 16 Ki characters; null or empty finds every version.</summary>
    /// <remarks>
    /// <para>
    /// Comparisons joined by <c>AND</c>, <c>OR</c> and <c>NOT</c> (which binds closest, then AND) and parentheses,
    /// such as <c>metric.auc > 0.9 AND stage = 'prod'</c>. Keywords and fields are case-insensitive; keys and values
    /// are not. Reads what MLflow's <c>search_model_versions</c> does, but for <c>run_id</c> and <c>source_path</c>,
    /// which say nothing here.
    /// </para>
    /// <para>
    /// Operators: <c>= != &lt; &lt;= > >=</c>; <c>LIKE</c> with <c>%</c> for any text and <c>_</c> for any character,
    /// and <c>ILIKE</c>, which ignores case; <c>IN ('a', 'b')</c>; and <c>NOT LIKE</c>, <c>NOT ILIKE</c>, <c>NOT
    /// IN</c>. Strings stand in single quotes, <c>''</c> for a quote in them, or in double ones.
    /// </para>
    /// <list type="table">
    /// <item><term><c>name</c>, <c>author</c></term><description>Text, in ordinal order.</description></item>
    /// <item><term><c>version</c></term><description>
    /// Whole versions with their <c>v</c> or without, by precedence as SemVer has it; build metadata tells versions
    /// apart.
    /// </description></item>
    /// <item><term><c>version_number</c></term><description>
    /// MLflow's: the number before the first dot.
    /// </description></item>
    /// <item><term><c>stage</c></term><description>
    /// The stages a version holds: <c>=</c> is true where one is equal, <c>!=</c> where none is, also without any.
    /// </description></item>
    /// <item><term><c>date</c></term><description>
    /// ISO 8601, UTC without a zone, as long as it is exact: <c>= '2026-03-01'</c> is that whole day, <c>></c> is
    /// after it. LIKE sees <c>2026-03-01T14:30:00Z</c>.
    /// </description></item>
    /// <item><term><c>size</c></term><description>
    /// Bytes, or with a unit: <c>KiB</c>, <c>MiB</c>, … by 1024, <c>KB</c>, <c>MB</c>, … by 1000.
    /// </description></item>
    /// <item><term><c>metric.auc</c></term><description>A number.</description></item>
    /// <item><term><c>param.depth</c>, <c>label.team</c></term><description>
    /// Text where the operand has quotes; where it has none both are compared as numbers, and a value that is none
    /// equals no number. <c>tag.team</c> is <c>label.team</c>.
    /// </description></item>
    /// </list>
    /// <para>
    /// Odd keys stand in double quotes or backticks: <c>metric."precision@10"</c>. A metric, parameter, label or size
    /// that a version lacks makes every comparison false, <c>!=</c> and <c>NOT IN</c> too; <c>NOT</c> before it makes
    /// that true.
    /// </para>
    /// </remarks>
    public string? Filter { get; init; }

    /// <summary>One model by its exact name: MLR1001 where it is not there. Null: any.</summary>
    public string? Name { get; init; }

    /// <summary>Which models to look at; null: all. Not asked where <see cref="Name"/> is set.</summary>
    public Func<string, bool>? NameMatches { get; init; }

    /// <summary>With deregistered versions.</summary>
    public bool All { get; init; }
}
