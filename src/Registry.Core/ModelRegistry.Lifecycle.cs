using Registry.Content;
using Registry.Ledger;
using Registry.Operations.Lifecycle;

namespace Registry;

/// <summary>What happens to a model once it is registered. Every preview checks and tells, and writes nothing.</summary>
public sealed partial class ModelRegistry
{
    /// <summary>The version that would be deregistered, with the stages it would lose.</summary>
    public Task<ModelVersion> PreviewUnregisterAsync(UnregisterRequest request, CancellationToken cancel = default) =>
        FileErrors.AsCodedAsync(() => new Deregistration(_context, request, null).PreviewAsync(cancel));

    /// <summary>
    /// Deregisters a version: ranges, <c>latest</c> and stages reach it no more, its number is spent. One that is
    /// deregistered already is returned, and nothing is written.
    /// </summary>
    /// <exception cref="RegistryException">MLR1001, MLR1003, MLR1102, MLR1103, MLR1105.</exception>
    public Task<ModelVersion> UnregisterAsync(
        UnregisterRequest request, IProgressSink? progress = null, CancellationToken cancel = default) =>
        FileErrors.AsCodedAsync(() => new Deregistration(_context, request, progress).RunAsync(cancel));

    /// <summary>The model that would be deprecated.</summary>
    public Task<Model> PreviewDeprecateAsync(DeprecateRequest request, CancellationToken cancel = default) =>
        FileErrors.AsCodedAsync(() => new Deprecation(_context, request, null).PreviewAsync(cancel));

    /// <summary>Deprecates a model. One that is deprecated already is returned, and nothing is written.</summary>
    /// <exception cref="RegistryException">MLR1001, MLR1003, MLR1102, MLR1103, MLR1105.</exception>
    public Task<Model> DeprecateAsync(
        DeprecateRequest request, IProgressSink? progress = null, CancellationToken cancel = default) =>
        FileErrors.AsCodedAsync(() => new Deprecation(_context, request, progress).RunAsync(cancel));

    /// <summary>Who would lose a stage, and who would hold it then.</summary>
    public Task<StageChange> PreviewUnassignAsync(UnassignRequest request, CancellationToken cancel = default) =>
        FileErrors.AsCodedAsync(() => new Unassignment(_context, request, null).PreviewAsync(cancel));

    /// <summary>Takes a stage from one version, or from all, so that it is empty. Undeclared stages, too.</summary>
    /// <exception cref="RegistryException">MLR1001, MLR1003, MLR1102, MLR1103, MLR1105.</exception>
    public Task<StageChange> UnassignAsync(
        UnassignRequest request, IProgressSink? progress = null, CancellationToken cancel = default) =>
        FileErrors.AsCodedAsync(() => new Unassignment(_context, request, progress).RunAsync(cancel));

    /// <summary>Who would hold a stage after an undo.</summary>
    public Task<StageChange> PreviewUndoAsync(UndoRequest request, CancellationToken cancel = default) =>
        FileErrors.AsCodedAsync(() => new StageUndo(_context, request, null).PreviewAsync(cancel));

    /// <summary>
    /// Reverses a stage's last changes that are not reversed yet, by a new event; or, with <c>Redo</c>, the last undos.
    /// </summary>
    /// <exception cref="RegistryException">
    /// MLR1001 where there is less to undo, or the holder before is deregistered; MLR1003, MLR1102, MLR1103, MLR1105.
    /// </exception>
    public Task<StageChange> UndoAsync(
        UndoRequest request, IProgressSink? progress = null, CancellationToken cancel = default) =>
        FileErrors.AsCodedAsync(() => new StageUndo(_context, request, progress).RunAsync(cancel));

    /// <summary>The model that would be annotated, as it is.</summary>
    public Task<Model> PreviewAnnotateModelAsync(AnnotateRequest request, CancellationToken cancel = default) =>
        FileErrors.AsCodedAsync(() => new Annotation(_context, OfModel(request), null)
            .PreviewAsync((state, _) => state.ToModel(Location), cancel));

    /// <summary>
    /// Sets or removes labels and the description of a model. What is so already is returned, and nothing is written.
    /// </summary>
    /// <exception cref="RegistryException">MLR1001, MLR1003, MLR1102, MLR1103, MLR1105.</exception>
    public Task<Model> AnnotateModelAsync(
        AnnotateRequest request, IProgressSink? progress = null, CancellationToken cancel = default) =>
        FileErrors.AsCodedAsync(() => new Annotation(_context, OfModel(request), progress)
            .RunAsync((state, _, level) => state.ToModel(Location) with { Level = level }, cancel));

    /// <summary>The version that would be annotated, as it is.</summary>
    public Task<ModelVersion> PreviewAnnotateVersionAsync(
        AnnotateRequest request, CancellationToken cancel = default) =>
        FileErrors.AsCodedAsync(() => new Annotation(_context, OfVersion(request), null)
            .PreviewAsync((state, version) => state.ToVersion(version!, Location), cancel));

    /// <summary>
    /// Sets or removes labels, metrics and the description of a version, deregistered or not. What is so already is
    /// returned, and nothing is written.
    /// </summary>
    /// <exception cref="RegistryException">MLR1001, MLR1003, MLR1102, MLR1103, MLR1105.</exception>
    public Task<ModelVersion> AnnotateVersionAsync(
        AnnotateRequest request, IProgressSink? progress = null, CancellationToken cancel = default) =>
        FileErrors.AsCodedAsync(() => new Annotation(_context, OfVersion(request), progress)
            .RunAsync((state, version, level) => state.ToVersion(version!, Location) with { Level = level }, cancel));

    private static AnnotateRequest OfModel(AnnotateRequest request) => request.Version is null ? request
        : throw new RegistryException(
            ErrorCodes.Malformed, $"'{Naming.Shown.Of(request.Version)}' is a version; annotate it as one, not as a model.");

    private static AnnotateRequest OfVersion(AnnotateRequest request) => request.Version is not null ? request
        : throw new RegistryException(ErrorCodes.Malformed, "A version is missing; give the one to annotate.");
}
