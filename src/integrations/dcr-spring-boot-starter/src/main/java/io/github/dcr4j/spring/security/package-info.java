/**
 * Spring Security with clients that register themselves: a repository of client registrations that follows renewals and
 * replacements, and token requests that recover when an authorization server has forgotten the client. Servlet
 * applications only.
 */
@NullMarked
package io.github.dcr4j.spring.security;

import org.jspecify.annotations.NullMarked;
