package io.github.dcr4j.token;

import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrException;
import io.github.dcr4j.DcrException.Step;
import io.github.dcr4j.rejection.ClientRejection;

/**
 * What became of a token request. Immutable and thread-safe; prints no token.
 *
 * @see TokenCalls an example
 */
public sealed interface TokenOutcome {
    /** Returns the client that was used last, or that is to be used now. */
    DcrCredentials client();

    /**
     * Returns the server's answer, which may be an error of OAuth.
     *
     * @throws DcrException at {@link Step#AUTHENTICATE} if a login has to begin anew, or the server takes no key of the
     *     client's
     */
    TokenResponse response();

    /**
     * The server answered and does not reject the client, or rejects the one that took its place as well.
     *
     * @param client the client that was answered
     * @param response the answer, a token or an error
     */
    record Answered(DcrCredentials client, TokenResponse response) implements TokenOutcome {}

    /**
     * The client that obtained the code or the token is gone, and so is what it obtained: the user has to log in again.
     *
     * @param client the one to log in with
     * @param why what was seen
     */
    record LogInAgain(DcrCredentials client, ClientRejection why) implements TokenOutcome {
        @Override
        public TokenResponse response() {
            throw DcrException.at(Step.AUTHENTICATE, "the login has to begin anew, with another client: " + why.text())
                    .exception();
        }
    }

    /**
     * The server knows the client and takes none of its keys: the key is not registered there, the clocks differ, or it
     * wants another audience. The client is kept.
     *
     * @param client the client that is kept
     * @param rejected the answer
     * @param why what was seen
     */
    record KeyRejected(DcrCredentials client, TokenResponse rejected, ClientRejection why) implements TokenOutcome {
        @Override
        public TokenResponse response() {
            throw DcrException.at(
                            Step.AUTHENTICATE,
                            "the server knows the client and rejects its key (" + why.text()
                                    + "): see whether the key is"
                                    + " registered (DcrOperations.read), compare the clocks, or send another audience"
                                    + " (audienceIsTokenEndpoint)")
                    .exception();
        }
    }
}
