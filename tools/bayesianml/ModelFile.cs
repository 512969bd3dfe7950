namespace BayesianML.CommandLine;

/// <summary>Loads models with errors that name the file.</summary>
internal static class ModelFile
{
    public static BayesianModel Load(string path)
    {
        try
        {
            return BayesianModel.Load(path);
        }
        catch (InvalidDataException damage)
        {
            string hint = Path.GetExtension(path) == ".safetensors" ? " 'bayesianml import' makes a model of it." : "";
            throw new InvalidDataException($"'{path}' is no model: {damage.Message}{hint}", damage);
        }
    }
}
