package io.github.dcr4j.conformance.canary.planted;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dcr4j.DcrEvent;
import io.github.dcr4j.DcrException;
import io.github.dcr4j.DcrOrphan;
import io.github.dcr4j.Secret;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** Uses secrets as the library does, and says things as it does. Run by {@link SweptJvm} only. */
class TightCase {
    @Test
    void noLeak() {
        Secret secret = Leak.URL.secret(Leak.Way.PLAIN);
        Map<String, String> form = new HashMap<>(Map.of("client_secret", secret.reveal()));

        LoggerFactory.getLogger("planted")
                .atDebug()
                .addKeyValue("token", secret)
                .log("sent");
        new DcrEvent.Orphaned(Leak.key(), new DcrOrphan("client", null), secret + " was refused");
        DcrException.at(DcrException.Step.REGISTER, "refused " + secret).exception();

        assertThat(form).containsValue(secret.reveal());
    }
}
