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
                "clients | say what to do: one of list, read, update, deregister, purge, export, import",
                "clients --config x | say what to do",
                "clients a-s3cr3t --config x | say what to do",
                "clients list | --config is missing",
                "clients list idp --config x | list takes nothing",
                "clients read --config x | read takes NAME",
                "clients export idp --config x | export takes NAME and FILE",
                "clients import idp --config x | import takes NAME and FILE",
                "clients export idp file a-s3cr3t --config x | argument 4, which is no option,",
                "clients read idp --config | --config needs a value",
                "clients read idp --config x --config y | --config is given twice",
                "clients read idp --issuer=a-s3cr3t --config x | option --issuer is not known",
                "clients purge -x --config x | argument 2, which is no option,",
            })
    void run_commandLineThatCannotBeUsed_saysWhy(String arguments, String why) {
        ProgramRun run = ProgramRun.of(arguments.split(" "));

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).startsWith("not done: ").contains(why).doesNotContain("a-s3cr3t");
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
        assertThat(run.err()).isEqualTo("not done: no upstream has that name; there are [idp, legacy]\n");
        assertThat(server.calls()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"read legacy", "update legacy", "deregister legacy", "export legacy file", "import legacy file"})
    void run_fixedClient_saysThatThereIsNothingToManage(String arguments) throws IOException {
        ProgramRun run = service().run(arguments.split(" "));

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err())
                .startsWith("not done: upstream legacy has a fixed client")
                .contains("nothing to manage");
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
        assertThat(run.err()).startsWith("not done: ").contains(why);
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
        assertThat(run.err()).startsWith("not done: ").contains(why);
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
        assertThat(run.out()).contains("list ", "read NAME", "update NAME", "deregister NAME", "purge KEY");
        assertThat(run.out()).contains("export NAME FILE", "import NAME FILE");
        assertThat(ProgramRun.of("--help").out()).contains("clients list --config FILE");
    }
}
