package org.llamaorch.bdd.target;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Names with addresses of the public internet, for one daemon's JVM and without asking anybody: a
 * file of hosts in place of the resolver, and a SOCKS 5 proxy (RFC 1928) that leads every
 * connection to a server on loopback, whatever public address it was for.
 */
public final class PublicNames implements AutoCloseable {

    private static final int VERSION = 5;
    private static final int IPV4 = 1;
    private static final int IPV6 = 4;
    private static final byte[] NO_AUTHENTICATION = {VERSION, 0};
    private static final byte[] CONNECTED = {VERSION, 0, 0, IPV4, 0, 0, 0, 0, 0, 0};

    private final Path hosts;
    private final InetSocketAddress server;
    private final ServerSocket proxy;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final List<String> asked = new CopyOnWriteArrayList<>();

    private PublicNames(Path hosts, InetSocketAddress server, ServerSocket proxy) {
        this.hosts = hosts;
        this.server = server;
        this.proxy = proxy;
    }

    /**
     * Begins.
     *
     * @param names addresses by name, beside {@code localhost}
     * @param server the port on loopback of who answers for all of them
     */
    public static PublicNames start(Path folder, Map<String, String> names, int server) {
        StringBuilder lines = new StringBuilder("127.0.0.1 localhost\n");
        names.forEach((name, address) -> lines.append(address + " " + name + "\n"));
        InetAddress loopback = InetAddress.getLoopbackAddress();
        try {
            PublicNames started =
                    new PublicNames(
                            Files.writeString(folder.resolve("hosts"), lines),
                            new InetSocketAddress(loopback, server),
                            new ServerSocket(0, 16, loopback));
            started.threads.execute(started::accept);
            return started;
        } catch (IOException cause) {
            throw new UncheckedIOException(cause);
        }
    }

    /** What makes a JVM see them so. */
    public String options() {
        return "-Djdk.net.hosts.file="
                + hosts
                + " -DsocksProxyHost=127.0.0.1 -DsocksProxyPort="
                + proxy.getLocalPort();
    }

    /** The addresses that connections were for, oldest first. */
    public List<String> asked() {
        return List.copyOf(asked);
    }

    private void accept() {
        while (!proxy.isClosed()) {
            try {
                Socket client = proxy.accept();
                threads.execute(() -> lead(client));
            } catch (IOException _) {
                return; // closed
            }
        }
    }

    private void lead(Socket client) {
        try (client;
                Socket there = new Socket()) {
            DataInputStream in = new DataInputStream(client.getInputStream());
            OutputStream out = client.getOutputStream();
            in.readUnsignedByte();
            in.skipNBytes(in.readUnsignedByte());
            out.write(NO_AUTHENTICATION);
            in.skipNBytes(3);
            int length =
                    switch (in.readUnsignedByte()) {
                        case IPV4 -> 4;
                        case IPV6 -> 16;
                        default -> throw new IOException("a name where an address was expected");
                    };
            asked.add(InetAddress.getByAddress(in.readNBytes(length)).getHostAddress());
            in.skipNBytes(2);
            there.connect(server);
            out.write(CONNECTED);
            threads.execute(() -> copy(in, there));
            there.getInputStream().transferTo(out);
        } catch (IOException _) {
            // One of the two left.
        }
    }

    private static void copy(DataInputStream in, Socket there) {
        try {
            in.transferTo(there.getOutputStream());
            there.shutdownOutput();
        } catch (IOException _) {
            // One of the two left.
        }
    }

    @Override
    public void close() throws IOException {
        proxy.close();
        threads.shutdownNow();
    }
}
