package io.github.dcr4j.springserver;

import jakarta.servlet.ServletException;
import java.io.IOException;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;

/** Writes a line about each request to standard error when it is answered: method, path and status, and no query. */
final class AnsweredRequests extends ValveBase {
    /** How such a line begins. */
    static final String MARK = "ANSWERED ";

    AnsweredRequests() {
        super(true);
    }

    @Override
    public void invoke(Request request, Response response) throws IOException, ServletException {
        String line = MARK + request.getMethod() + " " + request.getRequestURI() + " ";
        try {
            getNext().invoke(request, response);
        } finally {
            System.err.println(line + response.getStatus());
        }
    }
}
