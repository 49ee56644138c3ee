package org.llamaorch.poolmanager.provision.fetch;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;

/**
 * Which addresses are not of the public internet: this machine, local and private networks, and
 * what is reserved (RFC 6890), also where they are wrapped into an IPv6 address.
 */
final class PrivateAddresses {

    private PrivateAddresses() {}

    static boolean isPrivate(InetAddress address) {
        return switch (address) {
            case Inet4Address four -> isPrivate4(four);
            case Inet6Address six -> isPrivate6(six);
            default -> true;
        };
    }

    private static boolean isPrivate4(Inet4Address address) {
        byte[] bytes = address.getAddress();
        int first = Byte.toUnsignedInt(bytes[0]);
        int second = Byte.toUnsignedInt(bytes[1]);
        int third = Byte.toUnsignedInt(bytes[2]);
        return isLocal(address)
                || first == 0
                || first == 127
                || first >= 240
                || (first == 100 && second >= 64 && second < 128)
                || (first == 192 && second == 0 && (third == 0 || third == 2))
                || (first == 198 && (second == 18 || second == 19))
                || (first == 198 && second == 51 && third == 100)
                || (first == 203 && second == 0 && third == 113);
    }

    private static boolean isPrivate6(Inet6Address address) {
        byte[] bytes = address.getAddress();
        int first = Byte.toUnsignedInt(bytes[0]);
        int second = Byte.toUnsignedInt(bytes[1]);
        if (isLocal(address) || (first & 0xfe) == 0xfc) {
            return true;
        }
        if (first == 0x20 && second == 0x02) { // 6to4
            return isWrapped(bytes, 2);
        }
        if (first == 0x20 && second == 0x01 && bytes[2] == 0 && bytes[3] == 0) { // Teredo
            return true;
        }
        boolean translated = first == 0 && second == 0x64 && Byte.toUnsignedInt(bytes[2]) == 0xff;
        boolean leadingZeros = first == 0 && second == 0 && !translated;
        return (translated || leadingZeros) && isWrapped(bytes, 12);
    }

    private static boolean isWrapped(byte[] bytes, int at) {
        try {
            return isPrivate(InetAddress.getByAddress(Arrays.copyOfRange(bytes, at, at + 4)));
        } catch (UnknownHostException e) {
            throw new IllegalStateException("four bytes are an address", e);
        }
    }

    private static boolean isLocal(InetAddress address) {
        return address.isAnyLocalAddress()
                || address.isLoopbackAddress()
                || address.isLinkLocalAddress()
                || address.isSiteLocalAddress()
                || address.isMulticastAddress();
    }
}
