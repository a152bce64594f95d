using Registry.Content;
using Registry.Operations;

namespace Registry;

public sealed partial class ModelRegistry
{
    /// <summary>
    /// In what two versions of a model differ: files, metrics, parameters, data, labels, in this order, each by key. Equal
    /// ones give nothing.
    /// </summary>
    /// <exception cref="RegistryException">MLR1001, MLR1003, MLR1201, MLR1202, MLR1203, MLR1403.</exception>
    public Task<IReadOnlyList<ModelDifference>> CompareAsync(
        CompareRequest request, IProgressSink? progress = null, CancellationToken cancel = default) =>
        FileErrors.AsCodedAsync(() => new Comparison(_context, request, progress).RunAsync(cancel));
}
