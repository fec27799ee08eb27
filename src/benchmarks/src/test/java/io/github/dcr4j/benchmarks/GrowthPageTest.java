package io.github.dcr4j.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The tables and plots of the page are what was measured. */
class GrowthPageTest {
    private static final List<String> MEASURED = List.of(
            "series,size,round,subject,baseline,unit,subject bytes,baseline bytes",
            "memory,1000,1,80.0,40.0,ns/op,0.02,0.01",
            "memory,10,1,70.0,35.0,ns/op,12.0,0.01",
            "memory,10,2,90.0,30.0,ns/op,14.0,0.01");

    @Test
    void written_severalRounds_isTheirMedianWithItsSpread() {
        String page = GrowthPage.written("""
                # Page
                <!-- growth: memory -->
                old
                <!-- end -->
                rest
                """, MEASURED);

        assertThat(page)
                .startsWith("# Page\n<!-- growth: memory -->\n")
                .endsWith("<!-- end -->\nrest\n")
                .doesNotContain("old")
                .contains("""
                        | 10 | 80.0 (70.0 to 90.0) ns | 32.5 (30.0 to 35.0) | 2.50 (2.00 to 3.00) | 13 B |
                        | 1,000 | 80.0 (80.0 to 80.0) ns | 40.0 (40.0 to 40.0) | 2.00 (2.00 to 2.00) | 0 |
                        """)
                .contains(
                        "x-axis [\"10\", \"1,000\"]\n  y-axis \"ns\" 0 --> 90\n  line [80.0, 80.0]\n  line [32.5, 40.0]");
    }

    @Test
    void written_pageWithoutPlace_saysWhichIsMissing() {
        assertThatThrownBy(() -> GrowthPage.written("# Page\n", MEASURED)).hasMessageContaining("memory");
    }

    @Test
    void page_inTheRepository_showsWhatWasMeasured() throws IOException {
        String page = Files.readString(Path.of("../docs/growth.md"));

        assertThat(GrowthPage.written(page, Files.readAllLines(Path.of("growth.csv"))))
                .isEqualTo(page);
    }
}
