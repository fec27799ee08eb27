package io.github.dcr4j.store.redis;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.dcr4j.store.Found;
import io.github.dcr4j.store.StoredEntry;
import java.util.List;
import org.junit.jupiter.api.Test;

class OpenedHitsTest {
    private static final byte[] WRITE = bytes("write");
    private static final byte[] ENTRY = bytes("entry");

    private final OpenedHits opened = new OpenedHits();

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }

    private static Found found(String text) {
        return new Found("write", List.of(new StoredEntry("record", bytes(text), null)));
    }

    @Test
    void find_theVerySameBytes_isWhatWasOpened() {
        Found known = found("known");
        opened.add("place", WRITE, ENTRY, known);

        assertThat(opened.find("place", bytes("write"), bytes("entry"))).isSameAs(known);
    }

    @Test
    void find_anyOtherByte_isNothing() {
        opened.add("place", WRITE, ENTRY, found("known"));

        assertThat(opened.find("place", bytes("writf"), ENTRY)).isNull();
        assertThat(opened.find("place", WRITE, bytes("entrz"))).isNull();
        assertThat(opened.find("place", WRITE, bytes("entr"))).isNull();
        assertThat(opened.find("place", ENTRY, WRITE)).isNull();
        assertThat(opened.find("elsewhere", WRITE, ENTRY)).isNull();
    }

    @Test
    void add_bytesThatAreNewer_isFoundAloneFromThenOn() {
        Found newer = found("newer");
        opened.add("place", WRITE, ENTRY, found("older"));

        opened.add("place", bytes("write 2"), bytes("entry 2"), newer);

        assertThat(opened.find("place", WRITE, ENTRY)).isNull();
        assertThat(opened.find("place", bytes("write 2"), bytes("entry 2"))).isSameAs(newer);
    }

    /** "Aa" and "BB" have one hash code, and so do all texts that are put together of them. */
    @Test
    void find_placesOfOneHashCode_areNeverTakenForEachOther() {
        Found first = found("first");
        Found second = found("second");
        opened.add("AaAa", WRITE, ENTRY, first);

        assertThat(opened.find("BBBB", WRITE, ENTRY)).isNull();
        opened.add("BBBB", WRITE, ENTRY, second);

        assertThat(opened.find("AaAa", WRITE, ENTRY)).isSameAs(first);
        assertThat(opened.find("BBBB", WRITE, ENTRY)).isSameAs(second);
    }

    @Test
    void add_asManyAsAreKept_findsAllAndBeginsAnewWithTheNext() {
        for (int i = 0; i < OpenedHits.MOST; i++) {
            opened.add("place " + i, WRITE, ENTRY, found("known"));
        }
        opened.add("place 0", WRITE, ENTRY, found("newer"));
        for (int i = 0; i < OpenedHits.MOST; i++) {
            assertThat(opened.find("place " + i, WRITE, ENTRY)).isNotNull();
        }

        opened.add("one more", WRITE, ENTRY, found("known"));

        assertThat(opened.find("place 1", WRITE, ENTRY)).isNull();
        assertThat(opened.find("one more", WRITE, ENTRY)).isNotNull();
    }
}
