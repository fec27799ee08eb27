package io.github.dcr4j.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.code_intelligence.jazzer.junit.DictionaryFile;
import com.code_intelligence.jazzer.junit.FuzzTest;
import io.github.dcr4j.fuzz.Addresses;
import io.github.dcr4j.fuzz.Promise;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Locale;
import okhttp3.HttpUrl;

/** An address, as it is checked and as the HTTP client then reads it. Nothing is dialled or looked up. */
class EndpointUrlFuzzTest {
    private static final String MARK = "MaRkEd-0xSECRET";

    @FuzzTest
    @DictionaryFile(resourcePath = "/io/github/dcr4j/fuzz/url.dict")
    void check(byte[] input) {
        String text = new String(input, UTF_8);
        EndpointUrl url;
        try {
            url = EndpointUrl.ofOperator("url", text);
        } catch (IllegalArgumentException e) {
            Promise.fit(e, 500, Addresses.shownPart(text).contains(MARK) ? "nothing\n" : MARK);
            return;
        }
        Promise.that(url.uri().getRawUserInfo() == null && url.uri().getRawFragment() == null, "extras");
        Promise.that(url.port() >= 1 && url.port() <= 65_535, "no port: " + url.port());
        Promise.that(!url.host().matches("(.*\\.)?(\\d+|0x[0-9a-f]*)\\.?") || fourNumbers(url.host()), "an odd number");
        Promise.that(!url.plainHttp() || url.loopback(), "http elsewhere than on loopback");
        Promise.fit("printable", url.printable(), 1_000);
        Promise.without("printable", url.printable(), Addresses.shownPart(text).contains(MARK) ? "nothing\n" : MARK);
        HttpUrl read = HttpUrl.parse(text);
        if (read != null) { // otherwise nothing is sent
            sameAddress(url, read);
        }
        serverNamed(url);
    }

    private static boolean fourNumbers(String host) {
        String[] parts = host.split("\\.", -1);
        return parts.length == 4
                && Arrays.stream(parts)
                        .allMatch(part -> part.matches("\\d{1,3}")
                                && String.valueOf(Integer.parseInt(part)).equals(part)
                                && Integer.parseInt(part) <= 255);
    }

    private static void sameAddress(EndpointUrl url, HttpUrl read) {
        Promise.that(read.isHttps() != url.plainHttp(), "another scheme");
        Promise.that(read.port() == url.port(), "another port");
        Promise.that(read.username().isEmpty() && read.password().isEmpty(), "user information");
        // the client spells some hosts anew; a call whose host it reads otherwise is refused before anything is dialled
        Promise.that(
                sameHost(url.host(), read.host()) || GuardedHttp.refusal(url) != null,
                "another host: " + url.host() + ", " + read.host());
    }

    private static boolean sameHost(String checked, String read) {
        if (!checked.startsWith("[")) {
            return checked.equals(read.toLowerCase(Locale.ROOT));
        }
        try {
            // literals both: nothing is looked up
            return InetAddress.getByName(checked).equals(InetAddress.getByName(read));
        } catch (UnknownHostException e) {
            return false;
        }
    }

    /** What an operator may write, a server may only name where it is https. */
    private static void serverNamed(EndpointUrl url) {
        EndpointUrl source = EndpointUrl.ofOperator("source", "https://as.example.com/");
        try {
            EndpointUrl named = EndpointUrl.ofServer("member", url.text(), source);
            Promise.that(!named.plainHttp(), "http named by a server");
            boolean own = named.authority().equals("as.example.com:443");
            Promise.that(own == named.namedByOperator(), "an authority nobody vouches for");
            Promise.that(named.policy() == AddressPolicy.PUBLIC, "a private network that nobody opened");
        } catch (IllegalArgumentException e) {
            Promise.that(url.plainHttp(), "refused what was accepted");
        }
    }
}
