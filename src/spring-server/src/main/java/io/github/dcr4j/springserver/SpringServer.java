package io.github.dcr4j.springserver;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.EnumSet;
import java.util.Set;
import org.apache.catalina.Context;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.startup.Tomcat;
import org.springframework.web.context.support.AnnotationConfigWebApplicationContext;

/**
 * Runs the authorization server on a free port of 127.0.0.1 until its standard input ends.
 *
 * <p>When it is ready it prints one line, {@code READY} and its issuer. A line of standard input is the id of a client
 * that it forgets, which it prints then; everything else goes to standard error. The end of
 * standard input is the only way to stop it in order, so that a parent that dies leaves no orphan.
 */
public final class SpringServer {

    private static final String LOOPBACK = "127.0.0.1";

    private SpringServer() {}

    /**
     * Starts the server and waits for the end of standard input.
     *
     * @param arguments the options, as {@link ServerOptions} lists them; the registrar's secret comes from the
     *     environment variable {@code REGISTRAR_SECRET}
     */
    public static void main(String[] arguments) throws IOException, LifecycleException {
        String registrarSecret = System.getenv("REGISTRAR_SECRET");
        if (registrarSecret == null) {
            throw new IllegalArgumentException("the environment variable REGISTRAR_SECRET is missing");
        }
        ServerOptions options = ServerOptions.parse(arguments, registrarSecret);
        ForgetfulClients.Forgotten forgotten = new ForgetfulClients.Forgotten();
        Tomcat tomcat = start(options, forgotten);
        System.out.println(
                "READY http://" + LOOPBACK + ":" + tomcat.getConnector().getLocalPort() + options.issuerPath());
        BufferedReader input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String clientId = input.readLine(); clientId != null; clientId = input.readLine()) {
            forgotten.add(clientId);
            System.out.println(clientId);
        }
        tomcat.stop();
        tomcat.destroy();
    }

    private static Tomcat start(ServerOptions options, ForgetfulClients.Forgotten forgotten)
            throws IOException, LifecycleException {
        Connector connector = new Connector();
        connector.setPort(0);
        connector.setProperty("address", LOOPBACK);
        Tomcat tomcat = new Tomcat();
        tomcat.setBaseDir(Files.createTempDirectory("spring-server").toString());
        tomcat.setConnector(connector);
        Context context = tomcat.addContext("", null);
        context.getPipeline().addValve(new AnsweredRequests());
        context.addServletContainerInitializer((classes, servlets) -> install(options, forgotten, servlets), Set.of());
        // a request reaches the filters only if some servlet would take it
        Tomcat.addServlet(context, "nothing", new NothingHere()).addMapping("/");
        tomcat.start();
        if (!context.getState().isAvailable()) {
            throw new IllegalStateException("the server's configuration failed; its log says why");
        }
        return tomcat;
    }

    private static void install(ServerOptions options, ForgetfulClients.Forgotten forgotten, ServletContext servlets) {
        AnnotationConfigWebApplicationContext spring = new AnnotationConfigWebApplicationContext();
        spring.setServletContext(servlets);
        spring.addBeanFactoryPostProcessor(beans -> {
            beans.registerSingleton("serverOptions", options);
            beans.registerSingleton("forgottenClients", forgotten);
        });
        spring.register(AuthorizationServer.class);
        spring.refresh();
        servlets.addFilter("security", spring.getBean("springSecurityFilterChain", Filter.class))
                .addMappingForUrlPatterns(EnumSet.of(DispatcherType.REQUEST), false, "/*");
    }

    /** Answers 404 to what no endpoint of the authorization server took. */
    private static final class NothingHere extends HttpServlet {

        @Override
        protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
            response.sendError(HttpServletResponse.SC_NOT_FOUND);
        }
    }
}
