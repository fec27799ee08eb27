package io.github.dcr4j.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Random;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The checks of a host are loops; they decide as the patterns that say the same. */
class AddressTextTest {
    private static final String OCTET = "(0|[1-9]\\d?|1\\d\\d|2[0-4]\\d|25[0-5])";
    private static final Pattern IPV4 = Pattern.compile(OCTET + "(\\." + OCTET + "){3}");
    private static final Pattern LOOPBACK = Pattern.compile("127(\\." + OCTET + "){3}");
    private static final Pattern HOST = Pattern.compile("[A-Za-z0-9.-]+|\\[[0-9A-Fa-f:.]+]");
    private static final Pattern ENDS_IN_NUMBER = Pattern.compile("(^|\\.)(\\d+|0[xX][0-9A-Fa-f]*)\\.?$");

    @Test
    void checkAuthority_anyHost_decidesAsThePatternsDo() {
        Random random = new Random(11);
        int accepted = 0;
        for (int i = 0; i < 200_000; i++) {
            String host = host(random);
            URI uri = parsed("http://" + host.replace(":", "") + "/");
            if (uri != null && uri.getHost() != null) {
                String read = uri.getHost();
                boolean expected = HOST.matcher(read).matches()
                        && (!ENDS_IN_NUMBER.matcher(read).find()
                                || IPV4.matcher(read).matches());
                assertThat(accepts(uri)).as(host).isEqualTo(expected);
                accepted += expected ? 1 : 0;
            }
        }
        assertThat(accepted).isGreaterThan(1_000);
    }

    @Test
    void onLoopback_anyHost_decidesAsThePatternDoes() {
        Random random = new Random(12);
        for (int i = 0; i < 200_000; i++) {
            String host = (random.nextInt(4) == 0 ? "" : "127.") + host(random);
            assertThat(AddressText.onLoopback(host))
                    .as(host)
                    .isEqualTo(LOOPBACK.matcher(host).matches());
        }
    }

    private static boolean accepts(URI uri) {
        try {
            AddressText.checkAuthority("test", uri.toString(), uri);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /** Hosts of which many are nearly an address. */
    private static String host(Random random) {
        StringBuilder host = new StringBuilder();
        for (int parts = 1 + random.nextInt(5); parts > 0; parts--) {
            switch (random.nextInt(8)) {
                case 0 -> host.append("0123456789afxX-_:".charAt(random.nextInt(17)));
                case 1 -> host.append("0x").append(Integer.toHexString(random.nextInt(300)));
                case 2 -> host.append('0').append(random.nextInt(300));
                case 3 -> host.append("h").append(random.nextInt(3));
                default -> host.append(random.nextInt(300));
            }
            if (parts > 1 || random.nextInt(8) == 0) {
                host.append('.');
            }
        }
        return host.toString();
    }

    private static @Nullable URI parsed(String text) {
        try {
            return new URI(text);
        } catch (URISyntaxException e) {
            return null;
        }
    }
}
