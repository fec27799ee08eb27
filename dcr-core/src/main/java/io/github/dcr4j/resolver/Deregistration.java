package io.github.dcr4j.resolver;

import io.github.dcr4j.DcrOrphan;
import io.github.dcr4j.ForeignText;
import io.github.dcr4j.manage.ClientRemoval;
import java.util.List;
import java.util.Objects;

/**
 * What came of {@link DcrOperations#deregister}: whatever it says, the store has no client of the key any more.
 * Immutable and thread-safe.
 *
 * @param removed whether the store had a current client
 * @param deleted the ids of the clients that do not exist at the server any more
 * @param leftBehind the clients that still exist there, as far as is known
 */
public record Deregistration(boolean removed, List<ForeignText> deleted, List<LeftBehind> leftBehind) {
    public Deregistration {
        deleted = List.copyOf(deleted);
        leftBehind = List.copyOf(leftBehind);
    }

    /**
     * A client that was not deleted at the server.
     *
     * @param client which one, and where it is managed
     * @param why why not
     * @param again whether {@code deregister} can be called again for it; if not, an operator of the server deletes it
     */
    public record LeftBehind(DcrOrphan client, String why, boolean again) {
        public LeftBehind {
            Objects.requireNonNull(client, "client");
            why = ForeignText.line(why);
        }
    }

    static Deregistration of(ClientRemoval.Removed removed) {
        return new Deregistration(
                removed.removed(),
                removed.deleted(),
                removed.left().stream()
                        .map(left -> new LeftBehind(left.client(), left.why(), left.again()))
                        .toList());
    }
}
