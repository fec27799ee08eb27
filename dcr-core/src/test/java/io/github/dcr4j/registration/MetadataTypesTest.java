package io.github.dcr4j.registration;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.dcr4j.json.Json;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MetadataTypesTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"token_endpoint_auth_method\":[\"client_secret_basic\"]} | {\"token_endpoint_auth_method\":\"client_secret_basic\"}",
                "{\"token_endpoint_auth_method\":[\"none\",\"client_secret_basic\"]} | {\"token_endpoint_auth_method\":\"client_secret_basic\"}",
                "{\"token_endpoint_auth_method\":[\"other\",\"none\"]} | {\"token_endpoint_auth_method\":\"other\"}",
                "{\"token_endpoint_auth_method\":\"client_secret_post\"} | {\"token_endpoint_auth_method\":\"client_secret_post\"}",
                "{\"client_name\":[\"one\"],\"client_name#de\":[\"eins\"]} | {\"client_name\":\"one\",\"client_name#de\":\"eins\"}",
                "{\"software_version\":2.5} | {\"software_version\":\"2.5\"}",
                "{\"logo_uri\":{\"a\":1},\"x\":1} | {\"x\":1}",
                "{\"application_type\":[]} | {}",
                "{\"redirect_uris\":\"https://a/b\"} | {\"redirect_uris\":[\"https://a/b\"]}",
                "{\"grant_types\":[\"a\",null,1,\"b\"]} | {\"grant_types\":[\"a\",\"b\"]}",
                "{\"contacts\":\"a@b\"} | {\"contacts\":[\"a@b\"]}",
                "{\"contacts\":{\"a\":\"b\"}} | {}",
                "{\"contacts\":[1]} | {}",
                "{\"response_types\":[]} | {\"response_types\":[]}",
                "{\"scope\":[\"openid\",\"email\"]} | {\"scope\":\"openid email\"}",
                "{\"scope\":\"openid email\"} | {\"scope\":\"openid email\"}",
                "{\"scope\":[]} | {}",
                "{\"require_auth_time\":\"true\",\"dpop_bound_access_tokens\":\"false\"} | {\"require_auth_time\":true,\"dpop_bound_access_tokens\":false}",
                "{\"require_auth_time\":\"perhaps\"} | {}",
                "{\"default_max_age\":\"3600\"} | {\"default_max_age\":3600}",
                "{\"default_max_age\":3600.0} | {\"default_max_age\":3600}",
                "{\"default_max_age\":1.5} | {}",
                "{\"default_max_age\":\"1234567890123456789\"} | {}",
                "{\"jwks\":\"{\\\"keys\\\":[]}\"} | {\"jwks\":{\"keys\":[]}}",
                "{\"jwks\":[]} | {}",
                "{\"vendor_flag\":\"true\",\"vendor\":[{\"n\":1}],\"scopes\":[\"a\"]} | {\"vendor_flag\":\"true\",\"vendor\":[{\"n\":1}],\"scopes\":[\"a\"]}"
            })
    void typed_asServersAnswerIt_isAsTheStandardsDefineIt(String answered, String sent) throws Exception {
        assertThat(Json.text(MetadataTypes.typed(Json.object(answered.getBytes(UTF_8)), "client_secret_basic")))
                .isEqualTo(sent);
    }
}
