package io.longshore.server.driver.zstore.blob.sftp;

import io.longshore.server.driver.zstore.blob.RemoteException;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.util.buffer.Buffer;
import org.apache.sshd.common.util.buffer.ByteArrayBuffer;
import org.apache.sshd.sftp.client.SftpClient;
import org.apache.sshd.sftp.client.SftpClient.Handle;
import org.apache.sshd.sftp.client.SftpClientFactory;
import org.apache.sshd.sftp.client.extensions.openssh.OpenSSHFsyncExtension;
import org.apache.sshd.sftp.client.extensions.openssh.OpenSSHLimitsExtension;
import org.apache.sshd.sftp.client.impl.AbstractSftpClient;
import org.apache.sshd.sftp.client.impl.SftpResponse;
import org.apache.sshd.sftp.client.impl.SftpStatus;
import org.apache.sshd.sftp.common.SftpConstants;
import org.apache.sshd.sftp.common.SftpException;

/** One SFTP session. Reads and writes keep several requests under way. For one thread at a time. */
final class SftpConnection implements AutoCloseable {
    /** Every server takes this much in one request. */
    private static final int CHUNK_BYTES = 32 << 10;

    /** The library takes no longer packets. */
    private static final int MAX_CHUNK_BYTES = 128 << 10;

    private static final int UNDER_WAY = 16;

    private final ClientSession session;
    private final AbstractSftpClient client;
    private final Duration timeout;
    private final int readBytes;
    private final int writeBytes;

    SftpConnection(ClientSession session, Duration timeout) throws IOException {
        this.session = session;
        this.timeout = timeout;
        this.client = (AbstractSftpClient) SftpClientFactory.instance().createSftpClient(session);
        var limits = client.getExtension(OpenSSHLimitsExtension.class);
        if (limits != null && limits.isSupported()) {
            var told = limits.limits();
            this.readBytes = chunk(told.maxReadLength);
            this.writeBytes = chunk(told.maxWriteLength);
        } else {
            this.readBytes = CHUNK_BYTES;
            this.writeBytes = CHUNK_BYTES;
        }
    }

    private static int chunk(long limit) {
        return limit <= 0 ? CHUNK_BYTES : Math.clamp(limit, 1 << 10, MAX_CHUNK_BYTES);
    }

    SftpClient client() {
        return client;
    }

    boolean open() {
        return client.isOpen() && session.isOpen();
    }

    /** What makes a file durable; empty where the server has no such thing. */
    Optional<OpenSSHFsyncExtension> fsync() {
        return Optional.ofNullable(client.getExtension(OpenSSHFsyncExtension.class))
                .filter(OpenSSHFsyncExtension::isSupported);
    }

    /** Writes what remains in the buffers; returns when the server has acknowledged all of it. */
    void write(Handle handle, long offset, ByteBuffer... buffers) throws IOException {
        Deque<Integer> underWay = new ArrayDeque<>();
        long position = offset;
        try {
            for (var buffer : buffers) {
                while (buffer.hasRemaining()) {
                    int length = Math.min(buffer.remaining(), writeBytes);
                    underWay.add(
                            client.send(SftpConstants.SSH_FXP_WRITE, writeRequest(handle, position, buffer, length)));
                    position += length;
                    if (underWay.size() >= UNDER_WAY) {
                        checkStatus(receive(underWay.remove(), SftpConstants.SSH_FXP_WRITE));
                    }
                }
            }
            while (!underWay.isEmpty()) {
                checkStatus(receive(underWay.remove(), SftpConstants.SSH_FXP_WRITE));
            }
        } catch (SftpException e) {
            discard(underWay, SftpConstants.SSH_FXP_WRITE);
            throw e;
        }
    }

    private static Buffer writeRequest(Handle handle, long offset, ByteBuffer data, int length) {
        var bytes = new byte[length];
        data.get(bytes);
        var request = request(handle, offset, length);
        request.putBytes(bytes);
        return request;
    }

    private static Buffer request(Handle handle, long offset, int more) {
        var id = handle.getIdentifier();
        var request = new ByteArrayBuffer(id.length + more + 64, false);
        request.putBytes(id);
        request.putLong(offset);
        return request;
    }

    private record Asked(int id, int length) {}

    /** Fills what remains in the target. */
    void read(Handle handle, long offset, ByteBuffer target) throws IOException {
        Deque<Asked> underWay = new ArrayDeque<>();
        long next = offset;
        long end = offset + target.remaining();
        try {
            while (next < end || !underWay.isEmpty()) {
                while (next < end && underWay.size() < UNDER_WAY) {
                    int length = (int) Math.min(end - next, readBytes);
                    var request = request(handle, next, Integer.BYTES);
                    request.putUInt(length);
                    underWay.add(new Asked(client.send(SftpConstants.SSH_FXP_READ, request), length));
                    next += length;
                }
                take(handle, underWay.remove(), end, target);
            }
        } catch (SftpException | EOFException e) {
            for (var asked : underWay) {
                receive(asked.id(), SftpConstants.SSH_FXP_READ);
            }
            throw e;
        }
    }

    private void take(Handle handle, Asked asked, long end, ByteBuffer target) throws IOException {
        int taken = put(receive(asked.id(), SftpConstants.SSH_FXP_READ), end, target);
        while (taken < asked.length()) { // servers may answer with less than was asked for
            var request = request(handle, end - target.remaining(), Integer.BYTES);
            request.putUInt(asked.length() - taken);
            int id = client.send(SftpConstants.SSH_FXP_READ, request);
            taken += put(receive(id, SftpConstants.SSH_FXP_READ), end, target);
        }
    }

    private static int put(SftpResponse answer, long end, ByteBuffer target) throws IOException {
        if (answer.getType() != SftpConstants.SSH_FXP_DATA) {
            var status = SftpStatus.parse(answer);
            if (status.getStatusCode() == SftpConstants.SSH_FX_EOF) {
                throw new EOFException(
                        "ends at " + (end - target.remaining()) + " (expected: " + target.remaining() + " bytes more)");
            }
            throw new SftpException(status.getStatusCode(), status.getMessage());
        }
        int length = answer.getBuffer().getInt();
        if (length < 1 || length > target.remaining()) {
            throw new SftpException(
                    SftpConstants.SSH_FX_BAD_MESSAGE, "answer of " + length + " bytes (expected: what was asked for)");
        }
        var bytes = new byte[length];
        answer.getBuffer().getRawBytes(bytes);
        target.put(bytes);
        return length;
    }

    private static void checkStatus(SftpResponse answer) throws SftpException {
        var status = SftpStatus.parse(answer);
        if (!status.isOk()) {
            throw new SftpException(status.getStatusCode(), status.getMessage());
        }
    }

    private void discard(Deque<Integer> underWay, int command) throws IOException {
        for (int id : underWay) {
            receive(id, command);
        }
    }

    private SftpResponse receive(int id, int command) throws IOException {
        long end = System.nanoTime() + timeout.toNanos();
        while (true) {
            long left = end - System.nanoTime();
            if (!open()) {
                throw new EOFException("the connection was closed");
            }
            if (left <= 0) {
                close(); // its answers are out of step with us from here on
                throw new RemoteException(
                        RemoteException.TIMEOUT, "no answer within " + timeout, new IOException("request " + id));
            }
            var answer = client.receive(id, Duration.ofNanos(left)); // returns without one when others come
            if (answer != null) {
                return SftpResponse.parse(command, answer);
            }
        }
    }

    /** At once: what is under way is lost. */
    @Override
    public void close() {
        session.close(true);
    }
}
