package io.github.dcr4j;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dcr4j.DcrException.Step;
import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class DcrExceptionTest {
    private static final DcrOrphan ORPHAN = new DcrOrphan("c", URI.create("https://idp/register/c?sig=s3cret"));

    private static DcrException.Details details() {
        return DcrException.at(Step.REGISTER, "the server said no")
                .retryAfter(Duration.ofSeconds(7))
                .orphan(ORPHAN)
                .cause(new IllegalStateException("why"));
    }

    private static void assertSameContent(DcrException copy, DcrException original) {
        assertThat(copy).isNotSameAs(original).hasSameClassAs(original).hasCause(original);
        assertThat(copy).hasMessage(original.getMessage());
        assertThat(copy.step()).isEqualTo(original.step());
        assertThat(copy.retryable()).isEqualTo(original.retryable());
        assertThat(copy.retryAfter()).isEqualTo(original.retryAfter());
        assertThat(copy.orphan()).isEqualTo(original.orphan());
    }

    @Test
    void forAnotherCaller_plain_keepsTypeAndContent() {
        DcrException original = details().exception();

        assertSameContent(original.forAnotherCaller(), original);
    }

    @Test
    void forAnotherCaller_refused_keepsTypeAndContent() {
        DcrRefusedException original = new DcrRefusedException(details(), 400, "invalid_redirect_uri", "not this one");

        DcrRefusedException copy = original.forAnotherCaller();

        assertSameContent(copy, original);
        assertThat(copy.status()).isEqualTo(400);
        assertThat(copy.error()).contains("invalid_redirect_uri");
        assertThat(copy.description()).contains("not this one");
    }

    @Test
    void forAnotherCaller_store_keepsTypeAndContent() {
        DcrStoreException original = DcrStoreException.writing("disk full", new IllegalStateException("why"));

        assertSameContent(original.forAnotherCaller(), original);
        assertThat(original.forAnotherCaller().step()).isEqualTo(Step.STORE_WRITE);
    }

    @Test
    void forAnotherCaller_suppressedLater_staysWithItsCaller() {
        DcrException original = details().exception();
        DcrException one = original.forAnotherCaller();

        one.addSuppressed(new IllegalStateException("mine"));

        assertThat(original.forAnotherCaller().getSuppressed()).isEmpty();
        assertThat(original.getSuppressed()).isEmpty();
    }

    @Test
    void retryable_notSaid_isFalseUnlessThereIsATime() {
        assertThat(DcrException.at(Step.DISCOVER, "no").exception().retryable()).isFalse();
        assertThat(details().exception().retryable()).isTrue();
        assertThat(DcrException.at(Step.DISCOVER, "no")
                        .retryAfter(null)
                        .exception()
                        .retryable())
                .isFalse();
    }

    @Test
    void storeFailures_each_nameTheirStepAndAreRetryable() {
        assertThat(DcrStoreException.reading("m", null).step()).isEqualTo(Step.STORE_READ);
        assertThat(DcrStoreException.claiming("m", null).step()).isEqualTo(Step.CLAIM);
        assertThat(DcrStoreException.writing("m", null).step()).isEqualTo(Step.STORE_WRITE);
        assertThat(DcrStoreException.reading("m", null).retryable()).isTrue();
    }

    @Test
    void orphan_printed_hidesTheQuery() {
        assertThat(ORPHAN.toString()).contains("c", "https://idp/register/c").doesNotContain("s3cret");
    }
}
