package io.github.dcr4j.redis.servers;

import java.util.List;

/**
 * What starts one server.
 *
 * @param binary the program
 * @param folder the server's own folder
 * @param port the port it listens on
 * @param sentinel whether it is a Sentinel
 */
record NodeStart(RedisBinary binary, ServerFolder folder, int port, boolean sentinel) {
    /** Returns the command line with a configuration file of that name in the folder. */
    List<String> command(String configuration) {
        String program = binary.program().toString();
        String file = folder.path().resolve(configuration).toString();
        return sentinel ? List.of(program, file, "--sentinel") : List.of(program, file);
    }
}
