package org.llamaorch.core.placement;

/** A replica's full name, node/pool/replica; its order is the stable order of placement. */
public record ReplicaId(String node, String pool, String replica) implements Comparable<ReplicaId> {

    /** The node of replicas on this machine. */
    public static final String LOCAL_NODE = "local";

    public static ReplicaId local(String pool, String replica) {
        return new ReplicaId(LOCAL_NODE, pool, replica);
    }

    @Override
    public int compareTo(ReplicaId other) {
        int byNode = node.compareTo(other.node);
        if (byNode != 0) {
            return byNode;
        }
        int byPool = pool.compareTo(other.pool);
        return byPool != 0 ? byPool : replica.compareTo(other.replica);
    }

    @Override
    public String toString() {
        return node + "/" + pool + "/" + replica;
    }
}
