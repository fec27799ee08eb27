package io.github.dcr4j.http;

import io.github.dcr4j.ForeignText;
import io.github.dcr4j.advice.AdvisedOption;
import java.net.URI;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An address, checked once; the same value is checked and used. It is absolute, {@code https} or {@code http} on
 * loopback or at the one authority that the operator has opened, names a host in ASCII, and has neither user
 * information nor a fragment. Immutable and thread-safe.
 */
public final class EndpointUrl {
    private static final int LONGEST_SHOWN = 512;
    private static final String CLOSED = "https is required, except on loopback";

    private final URI uri;
    private final String text;
    private final String host;
    private final boolean plainHttp;
    private final boolean loopback;
    private final @Nullable Egress egress;

    private EndpointUrl(URI uri, String text, @Nullable Egress egress) {
        this.uri = uri;
        this.text = text;
        this.egress = egress;
        host = uri.getHost().toLowerCase(Locale.ROOT);
        plainHttp = "http".equalsIgnoreCase(uri.getScheme());
        loopback = AddressText.onLoopback(host);
    }

    /** Another address of an authority that was checked: {@code checked}'s. */
    private EndpointUrl(EndpointUrl checked, URI uri, String text, @Nullable Egress egress) {
        this.uri = uri;
        this.text = text;
        host = checked.host;
        plainHttp = checked.plainHttp;
        loopback = checked.loopback;
        this.egress = egress;
    }

    /**
     * Returns the address that the operator gave as {@code property}. No option opens {@code http} to it.
     *
     * @throws IllegalArgumentException naming the property, the address without its query, and what is wrong with it
     */
    public static EndpointUrl ofOperator(String property, String text) {
        EndpointUrl url = ofOperatorUnlessClosed(property, text);
        if (url.insecure()) {
            throw AddressText.wrong(property, text, CLOSED);
        }
        return url;
    }

    /**
     * Returns the address that the operator gave as {@code property}. It may be {@code http} anywhere: that is to be
     * {@linkplain #isOpen checked} as soon as it is known where that is open.
     *
     * @throws IllegalArgumentException naming the property, the address without its query, and what is wrong with it
     */
    public static EndpointUrl ofOperatorUnlessClosed(String property, String text) {
        Objects.requireNonNull(property, "property");
        EndpointUrl url = checked(property, text, AddressText.parsed(property, text), null);
        if (!url.plainHttp && !url.secure()) {
            throw AddressText.wrong(property, text, CLOSED);
        }
        return url;
    }

    /**
     * Returns the issuer that the operator gave as {@code property}; an issuer has no query (RFC 8414, section 2).
     *
     * @throws IllegalArgumentException naming the property, the address without its query, and what is wrong with it
     */
    public static EndpointUrl issuer(String property, String text) {
        EndpointUrl issuer = issuerUnlessClosed(property, text);
        if (!issuer.isOpen(null)) {
            throw issuer.closed(property, AdvisedOption.INSECURE_HTTP.named(null));
        }
        return issuer;
    }

    /**
     * Returns the issuer that the operator gave as {@code property}. It may be {@code http} anywhere, as {@link
     * #ofOperatorUnlessClosed} says.
     *
     * @throws IllegalArgumentException naming the property, the address without its query, and what is wrong with it
     */
    public static EndpointUrl issuerUnlessClosed(String property, String text) {
        EndpointUrl issuer = ofOperatorUnlessClosed(property, text);
        if (issuer.uri.getRawQuery() != null) {
            throw AddressText.wrong(property, text, "an issuer must not have a query (RFC 8414, section 2)");
        }
        return issuer;
    }

    /**
     * Returns the address that a server's document gave as {@code member}. It may lead where {@code source} may, and no
     * further.
     *
     * @param source where the document was found; {@code http} is good enough only on loopback, if that is there, or at
     *     the authority that was opened, if that is {@code http}
     * @throws IllegalArgumentException naming the member, the address without its query, and what is wrong with it
     */
    public static EndpointUrl ofServer(String member, String text, EndpointUrl source) {
        URI uri = AddressText.parsed(member, text);
        if (!sameStart(uri, source.uri)) {
            EndpointUrl url = checked(member, text, uri, source.egress());
            boolean onLoopback = source.plainHttp && source.loopback;
            url.checkScheme(
                    member, onLoopback, source.plainHttp ? source.egress().insecure() : null);
            return url;
        }
        checkFragment(member, text, uri);
        return new EndpointUrl(source, uri, text, source.egress());
    }

    /**
     * Returns an address that was stored as {@code member}.
     *
     * @throws IllegalArgumentException naming the member, the address without its query, and what is wrong with it
     */
    public static EndpointUrl ofStored(String member, String text, Egress egress) {
        EndpointUrl url = checked(member, text, AddressText.parsed(member, text), egress);
        url.checkScheme(member, true, egress.insecure());
        return url;
    }

    /** Returns whether this is not {@code http}, or on loopback, or at {@code insecure}; {@code null} for nowhere. */
    public boolean isOpen(@Nullable String insecure) {
        return !insecure() || authority().equals(insecure);
    }

    /**
     * Returns the failure of an address that is not {@linkplain #isOpen open}; it names the property, and the address
     * without its query.
     *
     * @param name what the operator gave it as
     * @param option what opens {@code http} to it, as it is written where the address was given
     */
    public IllegalArgumentException closed(String name, String option) {
        return AddressText.wrong(
                name,
                text,
                CLOSED + "; " + option + " opens http to one host and port, here " + authority() + ", for development");
    }

    /** Returns whether this is {@code http} elsewhere than on loopback. */
    public boolean insecure() {
        return plainHttp && !loopback;
    }

    /** Returns the same address, which may lead, as all that its server's documents name, where {@code egress} says. */
    public EndpointUrl reaching(Egress egress) {
        return new EndpointUrl(this, uri, text, egress);
    }

    private static EndpointUrl checked(String name, String text, URI uri, @Nullable Egress egress) {
        AddressText.checkAuthority(name, text, uri);
        checkFragment(name, text, uri);
        return new EndpointUrl(uri, text, egress);
    }

    /** What begins as an address that was checked needs no second look at scheme, host and port. */
    private static boolean sameStart(URI one, URI other) {
        return Objects.equals(one.getScheme(), other.getScheme())
                && Objects.equals(one.getRawAuthority(), other.getRawAuthority());
    }

    private static void checkFragment(String name, String text, URI uri) {
        if (uri.getRawFragment() != null) {
            throw AddressText.wrong(name, text, "a fragment is not allowed");
        }
    }

    private void checkScheme(String name, boolean onLoopback, @Nullable String insecure) {
        boolean open = plainHttp && (loopback ? onLoopback : authority().equals(insecure));
        if (!open && !secure()) {
            throw onLoopback && insecure()
                    ? closed(name, named(AdvisedOption.INSECURE_HTTP))
                    : AddressText.wrong(name, text, "https is required");
        }
    }

    private boolean secure() {
        return "https".equalsIgnoreCase(uri.getScheme());
    }

    /** Returns the address. */
    public URI uri() {
        return uri;
    }

    /** Returns the address exactly as it was given. */
    public String text() {
        return text;
    }

    /** Returns whether the host is {@code localhost}, {@code [::1]}, or an address of 127.0.0.0/8. */
    public boolean loopback() {
        return loopback;
    }

    /** Returns whether the address is {@code http}. */
    boolean plainHttp() {
        return plainHttp;
    }

    /** Returns the port, the scheme's own if none is given. */
    int port() {
        int port = uri.getPort();
        return port >= 0 ? port : plainHttp ? 80 : 443;
    }

    /** Returns the host, in one spelling. */
    public String host() {
        return host;
    }

    /** Returns host and port, in one spelling. */
    public String authority() {
        return host + ":" + port();
    }

    /** Returns whether the operator named this authority, or vouches for it. */
    public boolean namedByOperator() {
        return egress().named().contains(authority());
    }

    /** Returns where this may lead, and what its server's documents name; by default, to its own authority. */
    public Egress egress() {
        return egress == null ? Egress.to(authority()) : egress;
    }

    /** Returns what the operator calls an option of the request that this is about. */
    public String named(AdvisedOption option) {
        return option.named(egress().optionNames());
    }

    /** Returns which addresses may be dialled for it. */
    AddressPolicy policy() {
        return egress().policy(host, port(), loopback);
    }

    /**
     * Returns whether scheme, host and port are those of {@code other}, however they are spelled (RFC 6454, section 5).
     */
    public boolean sameOrigin(EndpointUrl other) {
        return plainHttp == other.plainHttp && host.equals(other.host) && port() == other.port();
    }

    /**
     * Returns scheme, host and port (RFC 6454, section 6.2), equal for what is
     * {@linkplain #sameOrigin the same origin}.
     */
    public String origin() {
        return (plainHttp ? "http://" : "https://") + authority();
    }

    /** Returns scheme, host, port and path, at most 512 characters: what may stand in a message or a log. */
    public String printable() {
        String port = uri.getPort() < 0 ? "" : ":" + uri.getPort();
        return cut(ForeignText.line(uri.getScheme() + "://" + uri.getHost() + port + uri.getRawPath()));
    }

    private static String cut(String shown) {
        return shown.length() <= LONGEST_SHOWN ? shown : shown.substring(0, LONGEST_SHOWN - 1) + "…";
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof EndpointUrl that && text.equals(that.text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    /** Prints the address without its query, which some servers use as a credential. */
    @Override
    public String toString() {
        return printable();
    }
}
