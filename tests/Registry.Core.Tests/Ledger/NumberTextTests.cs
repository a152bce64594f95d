using System.Text;
using Registry.Ledger;
using Registry.Tests.Support;

namespace Registry.Tests.Ledger;

public sealed class NumberTextTests
{
    [Fact]
    public void A_number_found_in_the_bytes_is_the_one_that_the_parsed_message_tells() => Generated.ForAll(
        Generated.Text(
            1, 14,
            [
                "\n", "\n\n", "\n\n", "Model-Event: 7", "\nModel-Event: 12\n", "Model-Event: ", "0", "x", " ", "\r\n",
                "\t", "Label: a=b", "Label: a=b\n", "subject", "é", "\u00a0", "-----BEGIN PGP SIGNATURE-----", ": ",
                "Model-Event: 1000000001\n", "\n\nModel-Event: 3\nModel-Version: v1.0.0\n", "subject\n\nModel-Event: 4\n",
            ]),
        text => NumberText.Read(Encoding.UTF8.GetBytes(text)).ShouldBe(RegistryEvent.NumberOf(TagMessage.Parse(text))),
        tests: 5000);
}
