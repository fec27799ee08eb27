package io.github.dcr4j.resource;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StepUpTest {
    private static ResourceChallenge asking(String scopes) {
        return ResourceChallenge.of(List.of("Bearer error=insufficient_scope, scope=\"" + scopes + "\""));
    }

    @Test
    void next_moreIsAsked_isTheUnion() {
        StepUp next =
                StepUp.from(List.of("read", "read")).next(asking("write read")).orElseThrow();

        assertThat(next.scopes()).containsExactly("read", "write");
        assertThat(next.steps()).isOne();
    }

    @Test
    void next_nothingNewIsAsked_ends() {
        assertThat(StepUp.from(List.of("read", "write")).next(asking("write"))).isEmpty();
        assertThat(StepUp.from(List.of("read")).next(ResourceChallenge.none())).isEmpty();
    }

    @Test
    void next_aResourceThatAlwaysAsksForMore_endsAfterThreeSteps() {
        Optional<StepUp> step = Optional.of(StepUp.from(List.of()));
        int steps = 0;
        while (step.isPresent()) {
            String another = "scope" + steps++;
            step = step.get().next(asking(another));
        }

        assertThat(steps).isEqualTo(4);
    }
}
