package io.github.dcr4j.registration;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecretStandInTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                // Spring Security
                "{bcrypt}$2a$10$dXJ3SW6G7P50lGmMkkmwe.20cQQubK3.HZWzG3YB1tlRy.fqvM/BG",
                "{noop}password",
                "{pbkdf2@SpringSecurity_v5_8}5d923b44a6d129f3ddf3e3c8d29412723dcbde72445e8ef6bf3b508fbf17fa4e",
                "{argon2@SpringSecurity_v5_8}$argon2id$v=19$m=16384,t=2,p=1$c2FsdA$aGFzaA",
                "{sha256}97cde38028ad898ebc02e690819fa220e88c62e0699403e94fff291cfffaf8410849f27605abcbc0",
                "{MD5}7a0f",
                "{our-own.scheme/2}x",
                // LDAP, Dovecot
                "{SSHA}kQZ9zqY3",
                "{PBKDF2-SHA256}29000$x$y",
                "{BLF-CRYPT}$2y$05$x",
                // crypt(5), PHC, phpass, Drupal, Apache
                "$1$salt$hash",
                "$2a$10$N9qo8uLOickgx2ZMRZoMyeIjZAgcfl7p92ldGxad68LJZdL17lhWy",
                "$2b$12$x",
                "$2y$10$x",
                "$5$rounds=5000$salt$hash",
                "$6$salt$hash",
                "$y$j9T$salt$hash",
                "$7$CU..../....salt$hash",
                "$md5,rounds=5000$salt$hash",
                "$argon2i$v=19$m=4096,t=3,p=1$c2FsdA$aGFzaA",
                "$argon2d$v=19$m=4096,t=3,p=1$c2FsdA$aGFzaA",
                "$argon2id$v=19$m=65536,t=3,p=4$c2FsdA$aGFzaA",
                "$scrypt$ln=16,r=8,p=1$aM15713r3Xsvxbi31lqr1Q$nFNh2CVHVjNldFVKDHDlm4CbdRSCdEBsjjJxD+iCs5E",
                "$pbkdf2-sha256$i=25000,l=32$c2FsdA$aGFzaA",
                "$pbkdf2$131000$x$y",
                "$bcrypt-sha256$v=2,t=2b,r=12$x$y",
                "$apr1$x$y",
                "$P$B/salt$x",
                "$S$D/salt$x",
                // Django, Werkzeug, PostgreSQL and others
                "pbkdf2_sha256$600000$salt$hash",
                "pbkdf2:sha256:600000$salt$hash",
                "bcrypt_sha256$$2b$12$x",
                "bcrypt$$2b$12$x",
                "argon2$argon2id$v=19$x",
                "scrypt:32768:8:1$salt$hash",
                "SCRAM-SHA-256$4096:salt$stored:server",
                "sha256:10000:salt:hash",
                "sha1$salt$hash",
                "md5$salt$hash",
                // ASP.NET Core Identity, OpenIddict
                "AQAAAAEAACcQAAAAEJn0dGhpcyBpcyBubyBzZWNyZXQgYXQgYWxsLCBidXQgYSBoYXNoIG9mIG9uZQ=="
            })
    void shape_storedHash_isOne(String hash) {
        assertThat(SecretStandIn.shape(hash)).isEqualTo("stored hash");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"***", "**********", "xxxxxxxx", "........", "sk-1***", "***9f2c", "[REDACTED]", "<hidden>"})
    void shape_mask_isOne(String mask) {
        assertThat(SecretStandIn.shape(mask)).isEqualTo("mask");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x",
                "{}",
                "{bcrypt}",
                "{a b}c",
                "{\"json\":1}",
                "$x",
                "$$",
                "$a b$c",
                "a$2a$10$x",
                "bcrypt",
                "md5",
                "sha256sum-of-nothing",
                "pbkdf2ed",
                "AQAAAAEAACcQ",
                "5f4dcc3b5aa765d61d8327deb882cf99",
                "n4bQgYhMfWWaL-qgxVrQFaO_TxsrC4Is0V1sFbDwCgg",
                "secret_;A9!{x}$y$~",
                "[a, b]"
            })
    void shape_whatMayBeASecret_isNone(String secret) {
        assertThat(SecretStandIn.shape(secret)).isNull();
    }

    @Test
    void shape_labelLongerThanAnyName_isNone() {
        assertThat(SecretStandIn.shape("{" + "a".repeat(64) + "}x")).isNull();
        assertThat(SecretStandIn.shape("{" + "a".repeat(63) + "}x")).isEqualTo("stored hash");
        assertThat(SecretStandIn.shape("$" + "a".repeat(64) + "$x")).isNull();
        assertThat(SecretStandIn.shape("$" + "a".repeat(63) + "$x")).isEqualTo("stored hash");
    }
}
