package io.longshore.server.driver.zstore.blob.sftp;

import java.io.EOFException;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.List;
import org.apache.sshd.agent.SshAgent;
import org.apache.sshd.agent.SshAgentFactory;
import org.apache.sshd.agent.SshAgentServer;
import org.apache.sshd.agent.common.AbstractAgentProxy;
import org.apache.sshd.common.FactoryManager;
import org.apache.sshd.common.channel.ChannelFactory;
import org.apache.sshd.common.session.ConnectionService;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.common.util.buffer.Buffer;
import org.apache.sshd.common.util.buffer.ByteArrayBuffer;

/** Asks an agent by its socket; the library's own way to one wants a native library. */
final class AgentSocket extends AbstractAgentProxy {
    /** Of an agent's answer: a signature or a list of keys. */
    private static final int MAX_BYTES = 256 << 10;

    private final SocketChannel channel;

    private AgentSocket(SocketChannel channel) {
        super(null);
        this.channel = channel;
    }

    static AgentSocket connect(Path socket) throws IOException {
        return new AgentSocket(SocketChannel.open(UnixDomainSocketAddress.of(socket)));
    }

    @Override
    public boolean isOpen() {
        return channel.isOpen();
    }

    @Override
    protected synchronized Buffer request(Buffer request) throws IOException {
        var bytes = ByteBuffer.wrap(request.getCompactData());
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
        int length = read(Integer.BYTES).getInt();
        if (length < 1 || length > MAX_BYTES) {
            throw new IOException("agent: answer of " + length + " bytes (expected: 1 to " + MAX_BYTES + ")");
        }
        return new ByteArrayBuffer(read(length).array());
    }

    private ByteBuffer read(int length) throws IOException {
        var bytes = ByteBuffer.allocate(length);
        while (bytes.hasRemaining()) {
            if (channel.read(bytes) < 0) {
                throw new EOFException("agent: closed the connection");
            }
        }
        return bytes.flip();
    }

    @Override
    public void close() throws IOException {
        super.close();
        channel.close();
    }

    /** Makes a connection for each session that is authenticated; offers the agent to nobody else. */
    record Factory(Path socket) implements SshAgentFactory {
        @Override
        public List<ChannelFactory> getChannelForwardingFactories(FactoryManager manager) {
            return List.of();
        }

        @Override
        public SshAgent createClient(Session session, FactoryManager manager) throws IOException {
            return connect(socket);
        }

        @Override
        public SshAgentServer createServer(ConnectionService service) throws IOException {
            throw new IOException("agent: not forwarded");
        }
    }
}
