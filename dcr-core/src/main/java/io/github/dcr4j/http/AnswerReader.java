package io.github.dcr4j.http;

import io.github.dcr4j.http.HttpAnswer.BodyState;
import io.github.dcr4j.http.HttpFailure.Kind;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.Arrays;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import okhttp3.Headers;
import okhttp3.Response;
import okio.Buffer;
import okio.BufferedSource;

/** Reads an answer into memory, no more of it than its cap, before and after decoding. */
final class AnswerReader {
    private static final int ERROR_CAP = 8 * 1024;

    private AnswerReader() {}

    /** A body, or what there is of it. */
    @SuppressWarnings("ArrayRecordComponent") // made and read here, never compared
    private record Body(byte[] bytes, BodyState state) {}

    /** Reads no more than the cap and a byte; what came before a body broke off is kept. */
    static HttpAnswer read(HttpCall call, Response response, Exchange exchange) throws HttpFailure {
        int cap = response.isSuccessful() ? call.answerCap() : ERROR_CAP;
        Body body = received(response, exchange, cap);
        Headers headers = exchange.headers(response);
        String coding = headers.get("Content-Encoding");
        if (coding != null) {
            body = decoded(body, coding.strip().toLowerCase(Locale.ROOT), cap);
        }
        return new HttpAnswer(call, exchange.status(response), headers, body.bytes, body.state);
    }

    private static Body received(Response response, Exchange exchange, int cap) throws HttpFailure {
        BufferedSource body = response.body().source();
        BodyState state = BodyState.COMPLETE;
        try {
            if (body.request(cap + 1L)) {
                state = BodyState.TOO_LARGE;
            }
        } catch (InterruptedIOException e) {
            state = BodyState.TOO_SLOW;
        } catch (IOException e) {
            state = exchange.receivedTooMuch() ? BodyState.TOO_LARGE : BodyState.CUT_OFF;
        } catch (IllegalStateException e) {
            // the source was closed before it was read here
            throw new HttpFailure(Kind.BODY_TAKEN, true, null);
        }
        Buffer read = body.getBuffer();
        if (state == BodyState.COMPLETE && read.size() == 0 && exchange.bodyBytes() > 0) {
            throw new HttpFailure(Kind.BODY_TAKEN, true, null);
        }
        try {
            return new Body(read.readByteArray(Math.min(cap, read.size())), state);
        } catch (EOFException e) {
            throw new HttpFailure(Kind.BODY_TAKEN, true, null);
        }
    }

    /** Decodes what was not to be encoded: stored documents are sent compressed whatever is asked for. */
    private static Body decoded(Body body, String coding, int cap) {
        if (coding.isEmpty() || coding.equals("identity") || body.bytes.length == 0) {
            return body;
        }
        if (!coding.equals("gzip") && !coding.equals("x-gzip")) {
            return new Body(new byte[0], BodyState.ENCODED);
        }
        try (GZIPInputStream unpacked = new GZIPInputStream(new ByteArrayInputStream(body.bytes))) {
            return unpacked(unpacked, body.state, cap);
        } catch (IOException e) {
            return new Body(new byte[0], body.state == BodyState.COMPLETE ? BodyState.ENCODED : body.state);
        }
    }

    private static Body unpacked(GZIPInputStream from, BodyState packed, int cap) {
        Buffer bytes = new Buffer();
        byte[] piece = new byte[4 * 1024];
        BodyState state = packed;
        try {
            for (int read = from.read(piece); read >= 0 && bytes.size() <= cap; read = from.read(piece)) {
                bytes.write(piece, 0, read);
            }
        } catch (IOException e) {
            // broken off, or no gzip any more: what came before is kept
            state = packed == BodyState.COMPLETE ? BodyState.ENCODED : packed;
        }
        if (bytes.size() > cap) {
            state = BodyState.TOO_LARGE;
        }
        byte[] all = bytes.readByteArray();
        return new Body(all.length > cap ? Arrays.copyOf(all, cap) : all, state);
    }
}
