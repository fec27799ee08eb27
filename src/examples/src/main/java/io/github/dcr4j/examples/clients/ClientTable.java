package io.github.dcr4j.examples.clients;

import io.github.dcr4j.DcrKey;
import io.github.dcr4j.examples.command.ExitCode;
import io.github.dcr4j.examples.command.ShownText;
import io.github.dcr4j.resolver.StoredClient;
import java.io.PrintStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** The clients in the store, one a line. Not thread-safe. */
final class ClientTable {
    private static final List<String> HEAD =
            List.of("NAME", "KEY", "SERVER", "CLIENT", "STATE", "SECRET EXPIRES", "MANAGEABLE");

    private final ConfiguredClients clients;

    ClientTable(ConfiguredClients clients) {
        this.clients = clients;
    }

    /**
     * Prints what the configuration names first, in its order, and below the table which of its upstreams are not in
     * it.
     */
    int print(PrintStream out) {
        List<StoredClient> unsorted = clients.stored();
        List<DcrKey> order = List.copyOf(clients.names().keySet());
        List<StoredClient> stored = unsorted.stream()
                .sorted(Comparator.comparing(
                                (StoredClient client) -> Integer.toUnsignedLong(order.indexOf(client.key())))
                        .thenComparing(client -> client.key().upstream())
                        .thenComparing(client -> client.key().fingerprint()))
                .toList();
        if (stored.isEmpty()) {
            out.println("no client is stored");
        } else {
            printTable(stored, out);
        }
        Set<DcrKey> found = new HashSet<>();
        stored.forEach(client -> found.add(client.key()));
        clients.names().forEach((key, names) -> {
            if (!found.contains(key)) {
                out.println(names + ": no client yet, key " + ConfiguredClients.digits(key));
            }
        });
        clients.notFound().forEach(name -> out.println(name + ": no client yet, at a server that its resource names"));
        clients.fixed().forEach(name -> out.println(name + ": a fixed client, which is not kept in the store"));
        return ExitCode.DONE;
    }

    private void printTable(List<StoredClient> stored, PrintStream out) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(HEAD);
        stored.forEach(client -> rows.add(row(client)));
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int column = 0; column < row.size(); column++) {
                line.append(String.format("%-" + width(rows, column) + "s  ", row.get(column)));
            }
            out.println(line.toString().stripTrailing());
        }
    }

    private static int width(List<List<String>> rows, int column) {
        return rows.stream().mapToInt(row -> row.get(column).length()).max().orElse(1);
    }

    private List<String> row(StoredClient client) {
        Instant expires = client.clientSecretExpiresAt();
        return List.of(
                clients.names(client.key()),
                ConfiguredClients.digits(client.key()),
                ShownText.cleaned(client.key().upstream().replaceFirst("[?#].*", "")),
                client.clientId().toString(),
                client.state().name().toLowerCase(Locale.ROOT),
                expires == null ? "never" : expires.toString(),
                client.manageable() ? "yes" : "no");
    }
}
