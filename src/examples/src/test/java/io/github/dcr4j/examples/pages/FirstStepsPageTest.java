package io.github.dcr4j.examples.pages;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.dcr4j.resolver.DcrRequest;
import io.github.dcr4j.resolver.DcrResolver;
import io.github.dcr4j.store.memory.MemoryDcrCredentialStore;
import io.github.dcr4j.testkit.DcrTestKit;
import io.github.dcr4j.testkit.FakeAnswer;
import io.github.dcr4j.testkit.FakeEndpoint;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The program of the first steps runs, and what it is said to print and to fail with is so. */
class FirstStepsPageTest {
    private static final PageText PAGE = PageText.of("first-steps.md");

    @Test
    void program_run_printsWhatIsShown() throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();

        PrintStream before = System.out;
        System.setOut(new PrintStream(out, true, UTF_8));
        try {
            FirstLogin.main(new String[0]);
        } finally {
            System.setOut(before);
        }

        assertThat(out.toString(UTF_8).lines())
                .containsExactlyElementsOf(
                        PAGE.block("first steps output").lines().toList());
    }

    @Test
    void pom_ofTheProgram_namesTheVersionsOfThisBuild() throws Exception {
        String pom = PAGE.block("first steps pom");
        String parent = Files.readString(Path.of("../../pom.xml"));
        String examples = Files.readString(Path.of("pom.xml"));

        assertThat(parent)
                .contains("<revision>" + version(pom, "dcr-bom") + "<")
                .contains("<slf4j.version>" + version(pom, "slf4j-simple") + "<")
                .contains("maven-compiler-plugin</artifactId><version>" + version(pom, "maven-compiler-plugin"))
                .contains("exec-maven-plugin</artifactId><version>" + version(pom, "exec-maven-plugin"));
        assertThat(version(examples, "oauth2-oidc-sdk")).isEqualTo(version(pom, "oauth2-oidc-sdk"));
    }

    private static String version(String pom, String artifact) {
        String behind = pom.substring(pom.indexOf("<artifactId>" + artifact + "</artifactId>"));
        int begin = behind.indexOf("<version>") + "<version>".length();
        return behind.substring(begin, behind.indexOf("</version>"));
    }

    @Test
    void resolve_issuerIsNotTheServersOwn_saysWhatIsShown() {
        try (DcrTestKit kit = DcrTestKit.inMemory()) {
            kit.server()
                    .at(FakeEndpoint.METADATA)
                    .rewriteAnswers(document -> document.put("issuer", "https://login.example.com"));

            PAGE.showsWhatComesOf(() -> kit.resolver().resolve(kit.request("openid")));
        }
    }

    @Test
    void resolve_privateAddress_saysWhatIsShown() {
        try (MemoryDcrCredentialStore store = MemoryDcrCredentialStore.create();
                DcrResolver resolver = DcrResolver.builder(store).build()) {
            DcrRequest request = DcrRequest.builder("https://app.example.com")
                    .upstreamIssuer("https://10.1.2.3")
                    .build();

            PAGE.showsWhatComesOf(() -> resolver.resolve(request));
        }
    }

    @Test
    void request_withoutTls_saysWhatIsShown() {
        PAGE.showsWhatComesOf(() -> DcrRequest.builder("https://app.example.com")
                .upstreamIssuer("http://keycloak:8080/realms/dev")
                .build());
    }

    @Test
    void request_loopbackWithoutTls_needsNothing() {
        DcrRequest request = DcrRequest.builder("https://app.example.com")
                .upstreamIssuer("http://localhost:8080/realms/dev")
                .build();

        assertThat(request.server()).isEqualTo("localhost:8080");
    }

    @Test
    void resolve_serverWantsAToken_saysWhatIsShown() {
        try (DcrTestKit kit = DcrTestKit.inMemory()) {
            kit.server().at(FakeEndpoint.REGISTRATION).answerNext(FakeAnswer.status(401));

            PAGE.showsWhatComesOf(() -> kit.resolver().resolve(kit.request("openid")));
        }
    }

    @Test
    void resolve_refusedAndAgain_saysWhatIsShown() {
        try (DcrTestKit kit = DcrTestKit.inMemory()) {
            kit.server()
                    .at(FakeEndpoint.REGISTRATION)
                    .answerNext(FakeAnswer.refusal("invalid_redirect_uri", "only our own domains"));

            PAGE.showsWhatComesOf(() -> kit.resolver().resolve(kit.request("openid")));
            PAGE.showsWhatComesOf(() -> kit.resolver().resolve(kit.request("openid")));
        }
    }
}
