package io.github.dcr4j.examples.clients;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.examples.testing.ChildProgram;
import io.github.dcr4j.examples.testing.ModulePath;
import io.github.dcr4j.testkit.FakeAuthorizationServer;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command as an operator starts it, on a module path, */
class ClientsProcessTest {
    @TempDir
    private Path directory = Path.of("");

    private String run(int exitCode, String... arguments) throws Exception {
        List<String> line = new ArrayList<>(ModulePath.arguments());
        line.add("clients");
        line.addAll(List.of(arguments));
        try (ChildProgram program = ChildProgram.start(directory, line)) {
            assertThat(program.awaitEnd()).as(program.out() + program.err()).isEqualTo(exitCode);
            return program.out() + program.err();
        }
    }

    @Test
    void clients_inAProcessOfItsOwn_movesAClientAndRemovesIt() throws Exception {
        try (FakeAuthorizationServer server = FakeAuthorizationServer.start()) {
            OperatedService service = new OperatedService(directory).with("idp", server);
            OperatedService other =
                    new OperatedService(Files.createDirectory(directory.resolve("other"))).with("idp", server);
            DcrCredentials client = service.client("idp");
            List<String> secrets = OperatedService.secrets(server.clients().get(0));
            String config = service.config().toString();
            String file = directory.resolve("client.json").toString();

            String printed = run(0, "list", "--config", config)
                    + run(0, "export", "idp", file, "--config", config)
                    + run(1, "export", "idp", file, "--config", config)
                    + run(2, "export", "idp", "--config", config)
                    + run(0, "import", "idp", file, "--config", other.config().toString())
                    + run(0, "deregister", "idp", "--config", config);

            assertThat(printed)
                    .contains(client.clientId(), "is there already", "deleted at the server")
                    .doesNotContain(secrets);
            assertThat(new ObjectMapper().readTree(new File(file)))
                    .extracting(JsonNode::asText)
                    .contains(secrets.toArray(String[]::new));
            assertThat(server.clients()).isEmpty();
        }
    }
}
