package io.github.dcr4j.examples.clients;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrKey;
import io.github.dcr4j.DcrOrphan;
import io.github.dcr4j.examples.command.ExitCode;
import io.github.dcr4j.examples.command.ShownText;
import io.github.dcr4j.resolver.Deregistration;
import java.io.PrintStream;
import java.net.URI;
import java.util.List;
import java.util.regex.Pattern;

/** What is done with clients that exist at servers, and what is printed of it. Returns exit codes. Not thread-safe. */
final class ClientsAtServer {
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();
    /** What a terminal would obey or hide; JSON itself escapes only some of it. */
    private static final Pattern UNPRINTABLE = Pattern.compile("[\\p{C}\\p{Zl}\\p{Zp}&&[^\\r\\n]]");

    private final ConfiguredClients clients;
    private final PrintStream out;

    ClientsAtServer(ConfiguredClients clients, PrintStream out) {
        this.clients = clients;
        this.out = out;
    }

    int read(String name) {
        out.println(pretty(clients.operations().read(clients.request(name))));
        return ExitCode.DONE;
    }

    int update(String name) {
        DcrCredentials updated = clients.operations().update(clients.request(name));
        out.println("updated at the server: " + "client " + ShownText.cleaned(updated.clientId()) + ", generation "
                + updated.generation());
        out.println(pretty(updated.registeredMetadata()));
        return ExitCode.DONE;
    }

    int deregister(String name) {
        Deregistration done = clients.operations().deregister(clients.request(name));
        out.println(
                done.removed()
                        ? "removed from the store: every generation of " + name
                        : "the store had no current client of " + name);
        done.deleted().forEach(clientId -> out.println("deleted at the server: client " + clientId));
        for (Deregistration.LeftBehind left : done.leftBehind()) {
            out.println(leftBehind(left.client()) + ", because " + ShownText.oneLine(left.why())
                    + (left.again() ? "; run this again" : "; only the server's operator can delete it"));
        }
        return done.leftBehind().isEmpty() ? ExitCode.DONE : ExitCode.FAILED;
    }

    int purge(String digits) {
        DcrKey key = clients.key(digits);
        List<DcrOrphan> left = clients.operations().purge(key);
        out.println("forgotten: key " + ConfiguredClients.digits(key) + " (" + clients.names(key) + "), the store has"
                + " nothing of it any more");
        left.forEach(client -> out.println(leftBehind(client)));
        return ExitCode.DONE;
    }

    private static String leftBehind(DcrOrphan client) {
        URI address = client.registrationClientUri();
        return "left behind at the server: " + "client " + client.clientId()
                // some servers use the query as a credential
                + (address == null
                        ? ""
                        : " at " + ShownText.oneLine(address.toString().replaceFirst("[?#].*", "")));
    }

    private static String pretty(String json) {
        String text;
        try {
            text = JSON.readTree(json).toPrettyString();
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("what is registered is no JSON", e);
        }
        return UNPRINTABLE
                .matcher(text)
                .replaceAll(found -> found.group()
                        .chars()
                        .mapToObj(unit -> String.format("\\\\u%04x", unit))
                        .reduce("", String::concat));
    }
}
