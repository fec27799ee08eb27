package io.github.dcr4j.examples.pages;

import io.github.dcr4j.testkit.DcrTestKit;
import io.github.dcr4j.testkit.FakeEndpoint;
import io.github.dcr4j.upstream.Upstreams;
import io.github.dcr4j.upstream.UpstreamsConfig;
import io.github.dcr4j.upstream.UpstreamsJson;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What the page about security says of failures is so. */
class SecurityPageTest {
    private static final PageText PAGE = PageText.of("security.md");

    private static UpstreamsConfig config(Object store) {
        return UpstreamsJson.of(Map.of(
                "consumer",
                "https://gateway.example.com",
                "store",
                store,
                "upstreams",
                List.of(Map.of("name", "idp", "dcr", Map.of("upstreamIssuer", "https://idp.example.com")))));
    }

    @Test
    void open_redisWithoutKeys_saysWhatIsShown() {
        PAGE.showsWhatComesOf(() -> Upstreams.open(config("rediss://redis.internal")));
    }

    @Test
    void open_redisWithAShortKey_saysWhatIsShown() {
        Map<String, Object> store =
                Map.of("uri", "rediss://redis.internal", "encryptionKeys", List.of(Map.of("value", "c2hvcnQ=")));

        PAGE.showsWhatComesOf(() -> Upstreams.open(config(store)));
    }

    @Test
    void resolve_metadataLeadsInside_saysWhatIsShown() {
        try (DcrTestKit kit = DcrTestKit.inMemory()) {
            kit.server()
                    .at(FakeEndpoint.METADATA)
                    .rewriteAnswers(document -> document.put("token_endpoint", "https://192.168.1.5/token"));

            PAGE.showsWhatComesOf(() -> kit.resolver().resolve(kit.request("openid")));
        }
    }
}
