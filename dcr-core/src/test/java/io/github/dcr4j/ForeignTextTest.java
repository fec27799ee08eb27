package io.github.dcr4j;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ForeignTextTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "${jndi:ldap://x}|{jndi:ldap://x}",
                "$$${${x}|{{x}",
                "x\" level=ERROR msg=\"y|x' level=ERROR msg='y",
                "x\\|x/",
                "https:\\\\user:pw@as.example|https://as.example",
                "see https://user:pw@as.example/e?code=1 now|see https://as.example/e now",
                "a:b<c?d|a:b<c?d",
                "cost $5 and {}|cost $5 and {}"
            })
    void toString_whatDeceivesALogLayout_isReplaced(String text, String printed) {
        assertThat(ForeignText.of(text)).hasToString(printed);
    }

    @Test
    void toString_lineBreaksAndTerminalSequences_areOneSpaceEach() {
        String text =
                "a\r\n\r\nb\u001b[31;1mc\u001b]0;title\u0007d\u009b2Je\u001b[\u001b[f\u2028g\u0000 \u0085h\ud800i";

        assertThat(ForeignText.of(text)).hasToString("a b c d e g h i");
    }

    @Test
    void toString_longText_isCutBetweenCharacters() {
        String printed =
                ForeignText.of("x".repeat(254) + "\ud83d\ude00\ud83d\ude00").toString();

        assertThat(printed).isEqualTo("x".repeat(254) + "…");
    }

    @Test
    void exact_anyText_isAsItCame() {
        String text = "a\r\nb\u001b[31m${x}\"\\";

        assertThat(ForeignText.of(text).exact()).isSameAs(text);
        assertThat(ForeignText.of(text)).isEqualTo(ForeignText.of(text)).isNotEqualTo(ForeignText.of("a b"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "plain", "two  spaces stay", "Größe \ud83d\ude00 $ {x}", "C:\\dir 'quoted'"})
    void line_printableText_isTheSame(String text) {
        assertThat(ForeignText.line(text)).isSameAs(text);
    }
}
