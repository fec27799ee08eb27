package io.github.dcr4j.examples.clients;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dcr4j.examples.testing.ProgramRun;
import io.github.dcr4j.testkit.FakeAuthorizationServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What an operator may get wrong: nothing is opened for a wrong command line, and nothing is sent for a wrong name. */
class ClientsUsageTest {
    private static final String FIXED = """
            {"name": "legacy", "clientId": "gateway", "authorizationEndpoint": "https://legacy.example.com/authorize",
             "tokenEndpoint": "https://legacy.example.com/token"}""";

    private final FakeAuthorizationServer server = FakeAuthorizationServer.start();

    @TempDir
    private Path directory = Path.of("");

    @AfterEach
    void close() {
        server.close();
    }

    private OperatedService service() {
        return new OperatedService(directory).with("idp", server).with(FIXED);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "clients | say what to do: list, read, update, deregister, purge, export or import",
                "clients --config x | say what to do",
                "clients a-s3cr3t --config x | one of the arguments, which is no option, is not known",
                "clients lst --config x | did you mean list",
                "clients list | --config is missing",
                "clients list idp --config x | one of the arguments, which is no option, is not known",
                "clients read --config x | NAME is missing",
                "clients export idp --config x | FILE is missing",
                "clients import --config x | NAME is missing",
                "clients export idp file a-s3cr3t --config x | one of the arguments, which is no option,",
                "clients read idp --config | --config needs a value",
                "clients read idp --config x --config y | --config is given twice",
                "clients read idp --issuer=a-s3cr3t --config x | option --issuer is not known",
                "clients purge 0123456789ab -s3cr3t --config x | one of the arguments, which is no option,",
            })
    void run_commandLineThatCannotBeUsed_saysWhy(String arguments, String why) {
        ProgramRun run = ProgramRun.of(arguments.split(" "));

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).startsWith("dcr4j clients").contains(why).doesNotContain("s3cr3t");
    }

    @Test
    void run_optionBeforeTheAction_isTheSame() throws IOException {
        String config = service().config().toString();

        assertThat(ProgramRun.of("clients", "--config", config, "list").exitCode())
                .isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"read other", "update other", "deregister other", "export other file", "import other file"})
    void run_nameOfNoUpstream_saysWhichThereAre(String arguments) throws IOException {
        ProgramRun run = service().run(arguments.split(" "));

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err())
                .isEqualTo("dcr4j clients " + arguments.replaceFirst(" .*", "")
                        + ": no upstream has that name; there are [idp, legacy]\n");
        assertThat(server.calls()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"read legacy", "update legacy", "deregister legacy", "export legacy file", "import legacy file"})
    void run_fixedClient_saysThatThereIsNothingToManage(String arguments) throws IOException {
        ProgramRun run = service().run(arguments.split(" "));

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).contains(": upstream legacy has a fixed client").contains("nothing to manage");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "idp | a key is 12 to 64 hex digits",
                "0123456789 | a key is 12 to 64 hex digits",
                "0123456789ab | neither the store nor the configuration has a key that begins with 0123456789ab",
            })
    void purge_noKey_saysWhatOneIs(String key, String why) throws IOException {
        ProgramRun run = service().run("purge", key);

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).startsWith("dcr4j clients ").contains(why);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'consumer': 'https://g.example.com', 'store': 'memory:', 'upstreams': []} | which no other program sees",
                "{'consumer': 'https://g.example.com', 'upstreams': []} | names no store",
                "{'consumer': 'https://g.example.com', 'stores': 'file:x', 'upstreams': []} | stores",
                "{ | no well-formed JSON",
            })
    void run_configThatCannotBeUsed_saysWhy(String text, String why) throws IOException {
        Path config = Files.writeString(directory.resolve("upstreams.json"), text.replace('\'', '"'));

        ProgramRun run = ProgramRun.of("clients", "list", "--config", config.toString());

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).startsWith("dcr4j clients ").contains(why);
    }

    @Test
    void run_configMissing_saysWhich() {
        ProgramRun run = ProgramRun.of("clients", "list", "--config", "absent.json");

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).contains("the configuration absent.json cannot be read: NoSuchFileException");
    }

    @Test
    void run_help_listsTheActions() {
        ProgramRun run = ProgramRun.of("clients", "--help");

        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).contains("list ", "read ", "update ", "deregister ", "purge ", "export ", "import ");
        assertThat(ProgramRun.of("help", "clients", "export").out()).contains("NAME FILE");
        assertThat(ProgramRun.of("--help").out()).contains("clients ");
    }
}
