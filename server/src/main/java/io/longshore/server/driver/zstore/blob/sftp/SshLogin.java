package io.longshore.server.driver.zstore.blob.sftp;

import io.longshore.server.driver.Secret;
import io.longshore.server.driver.zstore.blob.RemoteException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketAddress;
import java.nio.file.AccessDeniedException;
import java.nio.file.Path;
import java.security.PublicKey;
import java.util.List;
import org.apache.sshd.client.SshClient;
import org.apache.sshd.client.auth.keyboard.UserAuthKeyboardInteractiveFactory;
import org.apache.sshd.client.auth.password.UserAuthPasswordFactory;
import org.apache.sshd.client.auth.pubkey.UserAuthPublicKeyFactory;
import org.apache.sshd.client.config.hosts.HostConfigEntryResolver;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.SshException;
import org.apache.sshd.common.config.keys.FilePasswordProvider;
import org.apache.sshd.common.keyprovider.FileKeyPairProvider;
import org.apache.sshd.common.keyprovider.KeyIdentityProvider;
import org.apache.sshd.core.CoreModuleProperties;
import org.apache.sshd.sftp.client.impl.AbstractSftpClient;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes sessions with one host. Nothing of this machine's user is taken: no configuration, no keys that were not named. */
final class SshLogin implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(SshLogin.class);

    private final SftpSettings settings;
    private final HostKeys hostKeys;
    private final SshClient client;

    SshLogin(SftpSettings settings) throws IOException {
        this.settings = settings;
        this.hostKeys = new HostKeys(settings);
        this.client = SshClient.setUpDefaultClient();
        client.setHostConfigEntryResolver(HostConfigEntryResolver.EMPTY);
        client.setKeyIdentityProvider(KeyIdentityProvider.EMPTY_KEYS_PROVIDER);
        client.setServerKeyVerifier(this::verify);
        var keys = new UserAuthPublicKeyFactory();
        keys.setSignatureFactories(client.getSignatureFactories()); // the session's own are put in the host key's order
        client.setUserAuthFactories(
                List.of(keys, UserAuthKeyboardInteractiveFactory.INSTANCE, UserAuthPasswordFactory.INSTANCE));
        CoreModuleProperties.IDLE_TIMEOUT.set(client, settings.timeout()); // also how long an answer is waited for
        CoreModuleProperties.AUTH_TIMEOUT.set(client, settings.timeout());
        AbstractSftpClient.SFTP_CLIENT_CMD_TIMEOUT.set(client, settings.timeout());
        if (settings.credentials() instanceof SftpCredentials.Agent(var socket)) {
            client.setAgentFactory(new AgentSocket.Factory(socket.isPresent() ? socket.get() : ambientAgent()));
        }
        client.start();
    }

    private static Path ambientAgent() throws IOException {
        return Path.of(new Secret.Environment("SSH_AUTH_SOCK").reveal());
    }

    private boolean verify(ClientSession session, SocketAddress address, PublicKey key) {
        try {
            return hostKeys.accept(key);
        } catch (IOException e) {
            log.atWarn().addKeyValue("host", settings.host()).setCause(e).log("host key can't be looked up");
            return false;
        }
    }

    /** Connects and logs in. */
    ClientSession connect() throws IOException {
        client.setSignatureFactories(hostKeys.ordered(client.getSignatureFactories()));
        ClientSession session;
        try {
            session = client.connect(settings.user(), settings.host(), settings.port())
                    .verify(settings.timeout())
                    .getSession();
        } catch (InterruptedIOException e) {
            throw e;
        } catch (IOException e) {
            throw new RemoteException(RemoteException.CONNECTION, words() + ": " + e.getMessage(), e);
        }
        boolean loggedIn = false;
        try {
            identify(session);
            session.auth().verify(settings.timeout());
            loggedIn = true;
            return session;
        } catch (SshException e) {
            throw refused(e);
        } finally {
            if (!loggedIn) {
                session.close(true);
            }
        }
    }

    private void identify(ClientSession session) throws IOException {
        switch (settings.credentials()) {
            case SftpCredentials.Password(var password) -> session.addPasswordIdentity(password.reveal());
            case SftpCredentials.KeyFile(var file, var passphrase) -> {
                var provider = new FileKeyPairProvider(file);
                if (passphrase.isPresent()) {
                    provider.setPasswordFinder(
                            FilePasswordProvider.of(passphrase.get().reveal()));
                }
                try {
                    provider.loadKeys(session).forEach(session::addPublicKeyIdentity);
                } catch (RuntimeException e) {
                    throw new IOException(file + ": " + e.getMessage() + " (expected: a private key)", e);
                }
            }
            case SftpCredentials.Agent _ -> {
                // asked when it is its turn
            }
        }
    }

    private IOException refused(SshException failure) {
        return switch (failure.getDisconnectCode()) {
            case SshConstants.SSH2_DISCONNECT_NO_MORE_AUTH_METHODS_AVAILABLE ->
                denied("no credentials that it takes", failure);
            case SshConstants.SSH2_DISCONNECT_HOST_KEY_NOT_VERIFIABLE ->
                denied("its host key is not the one that was given or first seen", failure);
            default -> new RemoteException(RemoteException.CONNECTION, words() + ": " + failure.getMessage(), failure);
        };
    }

    private AccessDeniedException denied(String reason, SshException failure) {
        var denied = new AccessDeniedException(words(), null, reason);
        denied.initCause(failure);
        return denied;
    }

    private String words() {
        return settings.user() + "@" + settings.host() + ":" + settings.port();
    }

    @Override
    public void close() {
        client.stop();
    }
}
