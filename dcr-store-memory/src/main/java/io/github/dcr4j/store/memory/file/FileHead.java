package io.github.dcr4j.store.memory.file;

import java.time.Instant;

/**
 * The first line of a file. Immutable.
 *
 * @param file what names this text of the file: random, and another each time that it is written as a whole
 * @param written when that was
 * @param keys how many lines were written with it
 */
record FileHead(String file, Instant written, int keys) {}
