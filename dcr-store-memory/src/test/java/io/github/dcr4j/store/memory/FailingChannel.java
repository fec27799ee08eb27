package io.github.dcr4j.store.memory;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A channel to write to a file, as of a disk that is full at some time, or that fails to keep what it is given. */
class FailingChannel extends FileChannel {
    private final FileChannel channel;
    private int left;
    private final boolean forces;

    /**
     * Opens a file.
     *
     * @param left how many bytes it takes before it fails
     * @param forces whether it forces what was written to the disk, rather than fail
     */
    FailingChannel(Path path, int left, boolean forces) throws IOException {
        channel = FileChannel.open(path, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
        this.left = left;
        this.forces = forces;
    }

    @Override
    public int write(ByteBuffer from, long position) throws IOException {
        if (left == 0) {
            throw new IOException("No space left on device");
        }
        int length = Math.min(left, from.remaining());
        left -= length;
        int written = channel.write(from.slice(from.position(), length), position);
        from.position(from.position() + written);
        return written;
    }

    @Override
    public void force(boolean metaData) throws IOException {
        if (!forces) {
            throw new IOException("Input/output error");
        }
        channel.force(metaData);
    }

    @Override
    public long size() throws IOException {
        return channel.size();
    }

    @Override
    protected void implCloseChannel() throws IOException {
        channel.close();
    }

    @Override
    public int read(ByteBuffer to) {
        throw new UnsupportedOperationException();
    }

    @Override
    public long read(ByteBuffer[] to, int offset, int length) {
        throw new UnsupportedOperationException();
    }

    @Override
    public int write(ByteBuffer from) {
        throw new UnsupportedOperationException();
    }

    @Override
    public long write(ByteBuffer[] from, int offset, int length) {
        throw new UnsupportedOperationException();
    }

    @Override
    public long position() {
        throw new UnsupportedOperationException();
    }

    @Override
    public FileChannel position(long position) {
        throw new UnsupportedOperationException();
    }

    @Override
    public FileChannel truncate(long size) {
        throw new UnsupportedOperationException();
    }

    @Override
    public long transferTo(long position, long count, WritableByteChannel target) {
        throw new UnsupportedOperationException();
    }

    @Override
    public long transferFrom(ReadableByteChannel from, long position, long count) {
        throw new UnsupportedOperationException();
    }

    @Override
    public int read(ByteBuffer to, long position) {
        throw new UnsupportedOperationException();
    }

    @Override
    public MappedByteBuffer map(MapMode mode, long position, long size) {
        throw new UnsupportedOperationException();
    }

    @Override
    public FileLock lock(long position, long size, boolean shared) {
        throw new UnsupportedOperationException();
    }

    @Override
    public FileLock tryLock(long position, long size, boolean shared) {
        throw new UnsupportedOperationException();
    }
}
