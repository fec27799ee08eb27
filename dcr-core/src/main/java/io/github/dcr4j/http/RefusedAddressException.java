package io.github.dcr4j.http;

import io.github.dcr4j.advice.AdvisedOption;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** An address that must not be dialled. To the HTTP client, a host that has none; its message is made here. */
final class RefusedAddressException extends UnknownHostException {
    private static final long serialVersionUID = 1L;

    private final boolean mayBeAllowed;

    /**
     * Creates one.
     *
     * @param mayBeAllowed whether it would be dialled if private networks were open
     */
    RefusedAddressException(String why, boolean mayBeAllowed) {
        super(why);
        this.mayBeAllowed = mayBeAllowed;
    }

    /**
     * Returns why the address is not dialled, and what helps.
     *
     * @param optionNames what the operator calls options; {@code null} for as in code
     */
    String why(@Nullable Function<String, Optional<String>> optionNames) {
        return getMessage()
                + (mayBeAllowed
                        ? "; " + AdvisedOption.PRIVATE_ADDRESSES.named(optionNames) + " opens private networks"
                        : "");
    }
}
