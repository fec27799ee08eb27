package io.github.dcr4j.metadata;

import io.github.dcr4j.http.EndpointUrl;
import io.github.dcr4j.json.Deviation;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** About how many bytes of memory values take, rather too many than too few. Not thread-safe. */
final class Weight {
    // the objects of a string and of what refers to it; with two bytes a character, which other scripts than Latin need
    private static final int TEXT = 64;
    // an address keeps its text, a URI, and the parts of that
    private static final int ADDRESS = 256;
    private static final int TEXTS_OF_AN_ADDRESS = 4;
    private static final int AROUND = 512;

    private long bytes = AROUND;

    Weight text(@Nullable String text) {
        bytes += text == null ? 0 : TEXT + 2L * text.length();
        return this;
    }

    Weight texts(@Nullable List<String> texts) {
        if (texts != null) {
            for (String text : texts) {
                text(text);
            }
        }
        return this;
    }

    Weight address(@Nullable EndpointUrl address) {
        bytes += address == null
                ? 0
                : ADDRESS + 2L * TEXTS_OF_AN_ADDRESS * address.text().length();
        return this;
    }

    Weight deviations(List<Deviation> deviations) {
        for (Deviation deviation : deviations) {
            text(deviation.field()).text(deviation.shape());
        }
        return this;
    }

    long bytes() {
        return bytes;
    }
}
