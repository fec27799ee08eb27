package io.github.dcr4j.store.redis;

/** The choice to write in clear. */
enum InClear implements RedisSecrets {
    CHOSEN
}
