package io.github.dcr4j.advice;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What an option is called by a program's own names, and by those that are of no use. */
class AdvisedOptionTest {
    @Test
    void named_byTheProgram_isThatName() {
        Function<String, Optional<String>> flags = option -> Optional.of("--" + option);

        assertThat(AdvisedOption.INSECURE_HTTP.named(flags)).isEqualTo("--insecureHttp");
        assertThat(AdvisedOption.INSECURE_HTTP.mentioned(flags)).isEqualTo("--insecureHttp");
        assertThat(AdvisedOption.TRUSTED_AUTHORITY.withValue("a:1", flags)).isEqualTo("--trustAuthorities=a:1");
        assertThat(AdvisedOption.PKCE.named(option -> Optional.of("dcr.upstreams[größe 1].pkce")))
                .isEqualTo("dcr.upstreams[größe 1].pkce");
    }

    @Test
    void named_byNone_isAsInCode() {
        assertThat(AdvisedOption.INSECURE_HTTP.named(null)).isEqualTo("network(n -> n.insecureHttp(...))");
        assertThat(AdvisedOption.INSECURE_HTTP.mentioned(null)).isEqualTo("insecureHttp");
    }

    static Stream<Function<String, Optional<String>>> ofNoUse() {
        return Stream.of(
                option -> {
                    throw new IllegalStateException("a program's own mistake");
                },
                option -> null,
                option -> Optional.empty(),
                option -> Optional.of(""),
                option -> Optional.of(" \t"),
                option -> Optional.of("x".repeat(201)),
                option -> Optional.of("x".repeat(10_000_000)),
                option -> Optional.of("--a\nWARN forged"),
                option -> Optional.of("--a\u001b[31m"),
                option -> Optional.of("--a\u2028b"),
                option -> Optional.of("--a\u202eb"),
                option -> Optional.of("--a\ud800"));
    }

    @ParameterizedTest
    @MethodSource("ofNoUse")
    void named_byANameOfNoUse_isAsInCode(Function<String, Optional<String>> names) {
        assertThat(AdvisedOption.INSECURE_HTTP.named(names)).isEqualTo("network(n -> n.insecureHttp(...))");
        assertThat(AdvisedOption.INSECURE_HTTP.mentioned(names)).isEqualTo("insecureHttp");
        assertThat(AdvisedOption.TRUSTED_AUTHORITY.withValue("a:1", names))
                .isEqualTo("network(n -> n.trustAuthority('a:1')) on the request");
    }
}
