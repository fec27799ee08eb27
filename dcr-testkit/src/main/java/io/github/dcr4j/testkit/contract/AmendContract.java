package io.github.dcr4j.testkit.contract;

import static io.github.dcr4j.testkit.DcrFixtures.key;
import static io.github.dcr4j.testkit.DcrFixtures.management;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrManagement;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** The part of {@link DcrCredentialStoreContract} that is about management data which change. */
abstract class AmendContract extends UnsavedGenerationContract {
    @Test
    void amend_current_replacesItsManagementDataOnly() {
        DcrCredentials a = save("a", null);
        DcrManagement to = management("a", "rotated");

        assertThat(peer().amend(KEY, managementOf(a), to)).isTrue();

        DcrCredentials amended = a.toBuilder().management(to).build();
        assertThat(store().find(KEY)).isEqualTo(amended);
        assertThat(store().find(KEY, a.generation())).isEqualTo(amended);
    }

    @Test
    void amend_former_replacesItsManagementDataOnly() {
        DcrCredentials a = save("a", null);
        DcrCredentials b = save("b", a);
        DcrManagement to = management("a", "rotated");

        assertThat(peer().amend(KEY, managementOf(a), to)).isTrue();

        assertThat(store().find(KEY, a.generation()))
                .isEqualTo(a.toBuilder().management(to).build());
        assertThat(store().find(KEY)).isEqualTo(b);
    }

    @Test
    void amend_inSeveralGenerations_replacesItInAll() {
        DcrCredentials a = save("a", null);
        DcrCredentials renewed = save("a", a);
        DcrManagement to = management("a", "rotated");

        assertThat(peer().amend(KEY, managementOf(a), to)).isTrue();

        assertThat(store().find(KEY, a.generation()))
                .isEqualTo(a.toBuilder().management(to).build());
        assertThat(store().find(KEY))
                .isEqualTo(renewed.toBuilder().management(to).build());
    }

    @Test
    void amend_ended_replacesItsManagementData() {
        DcrCredentials a = save("a", null);
        DcrManagement rotated = management("a", "rotated");
        DcrManagement other = management("a", "other");
        store().invalidate(KEY, a.generation(), "rejected", NO_LIMIT);

        assertThat(peer().amend(KEY, managementOf(a), rotated)).isTrue();

        assertThat(peer().amend(KEY, managementOf(a), other)).isFalse();
        assertThat(peer().amend(KEY, rotated, other)).isTrue();
        assertThat(store().find(KEY)).isNull();
    }

    @Test
    void amend_again_isTrue() {
        DcrCredentials a = save("a", null);
        DcrManagement to = management("a", "rotated");
        store().amend(KEY, managementOf(a), to);

        assertThat(peer().amend(KEY, managementOf(a), to)).isTrue();
    }

    @Test
    void amend_fromOtherData_isFalseAndChangesNothing() {
        DcrCredentials a = save("a", null);
        DcrManagement to = management("a", "rotated");

        assertThat(peer().amend(KEY, management("a", "guess"), to)).isFalse();
        assertThat(peer().amend(key("other"), managementOf(a), to)).isFalse();

        assertThat(store().find(KEY)).isEqualTo(a);
    }

    @Test
    void amend_manyAtOnce_oneIsTrue() {
        DcrCredentials a = save("a", null);

        List<Boolean> results =
                atOnce(i -> () -> either(i).amend(KEY, managementOf(a), management("a", "rotated " + i)));

        assertThat(results).containsOnlyOnce(true);
        DcrCredentials amended = Objects.requireNonNull(store().find(KEY));
        assertThat(amended.management()).contains(management("a", "rotated " + results.indexOf(true)));
    }
}
