using QuickStart;
using Serving;

var builder = WebApplication.CreateSlimBuilder(args);

// Before the first request: a container whose model is damaged does not come up.
builder.Services.AddSingleton(new Classifier(ModelFolder.Load(ModelAssets.Digits.Path)));
var app = builder.Build();

app.MapGet("/health", () => Results.Ok());
app.MapGet("/model", () => new { ModelAssets.Digits.Version, ModelAssets.Digits.Stage, ModelAssets.Digits.Sha256 });
app.MapPost("/digits", (int[] pixels, Classifier classifier) =>
    Classifier.FindFault(pixels) is { } fault
        ? Results.Problem(fault, statusCode: StatusCodes.Status400BadRequest)
        : Results.Ok(classifier.Read(pixels)));

app.Run();
