package io.github.dcr4j.examples.login;

import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWT;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.nimbusds.jwt.proc.BadJWTException;
import com.nimbusds.jwt.proc.DefaultJWTClaimsVerifier;
import io.github.dcr4j.DcrCredentials;
import java.text.ParseException;
import java.time.Instant;
import java.util.Date;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads who logged in from an ID token. Its signature is not verified: the token comes straight from the token
 * endpoint, and TLS says whose that is (OpenID Connect Core, section 3.1.3.7, point 6). One that is not signed at all is
 * refused.
 */
final class IdToken {
    private IdToken() {}

    /**
     * Returns the subject, or {@code null} for a client whose issuer is not known, because it was registered by hand.
     *
     * @throws LoginFailedException if the token is for another client, from another issuer, old, or of another login
     */
    static @Nullable String subject(JWT token, DcrCredentials client, BegunLogin login, Instant now) {
        String issuer = client.issuer().orElse(null);
        if (issuer == null) {
            return null;
        }
        try {
            if (token instanceof SignedJWT) {
                JWTClaimsSet claims = token.getJWTClaimsSet();
                new Claims(issuer, client.clientId(), login.nonce(), now).verify(claims, null);
                // one for several parties says which of them asked for it (section 2)
                String party = claims.getStringClaim("azp");
                if (party == null ? claims.getAudience().size() == 1 : party.equals(client.clientId())) {
                    return claims.getSubject();
                }
            }
        } catch (BadJWTException | ParseException e) {
            // their messages quote the token
        }
        throw new LoginFailedException(
                502, "The server's ID token cannot be used: it is no signed token for this client and this login.");
    }

    /** What the claims have to be, by the clock of the program, give or take a minute. */
    private static final class Claims extends DefaultJWTClaimsVerifier<SecurityContext> {
        private final Instant now;

        Claims(String issuer, String clientId, @Nullable String nonce, Instant now) {
            super(clientId, expected(issuer, nonce), Set.of("sub", "exp", "iat"));
            this.now = now;
        }

        private static JWTClaimsSet expected(String issuer, @Nullable String nonce) {
            JWTClaimsSet.Builder expected = new JWTClaimsSet.Builder().issuer(issuer);
            return nonce == null
                    ? expected.build()
                    : expected.claim("nonce", nonce).build();
        }

        @Override
        protected Date currentTime() {
            return Date.from(now);
        }
    }
}
