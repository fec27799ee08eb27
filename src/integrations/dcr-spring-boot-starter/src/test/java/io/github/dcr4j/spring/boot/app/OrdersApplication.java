package io.github.dcr4j.spring.boot.app;

import java.security.Principal;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.security.oauth2.client.OAuth2AuthorizedClient;
import org.springframework.security.oauth2.client.annotation.RegisteredOAuth2AuthorizedClient;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

@SpringBootApplication
@RestController
public class OrdersApplication {
    public static void main(String[] args) {
        SpringApplication.run(OrdersApplication.class, args);
    }

    @GetMapping("/me")
    String me(Principal user) {
        return "Hello " + user.getName();
    }

    @GetMapping("/orders")
    String orders(@RegisteredOAuth2AuthorizedClient("orders") OAuth2AuthorizedClient client) {
        String token = client.getAccessToken().getTokenValue(); // for the service that has the orders
        return "a token of " + token.length() + " characters";
    }
}
