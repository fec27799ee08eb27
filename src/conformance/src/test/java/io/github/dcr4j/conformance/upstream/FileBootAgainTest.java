package io.github.dcr4j.conformance.upstream;

class FileBootAgainTest extends BootAgainContract {
    @Override
    String store() {
        return "\"file:" + directory.resolve("clients.json") + "\"";
    }

    @Override
    void betweenTheBoots() {}
}
