package org.llamaorch.poolmanager.provision;

import java.util.Optional;
import org.llamaorch.contracts.WireName;

/** How the engine of a pool comes to a machine (contract §7). */
public enum ProvisioningMode implements WireName {
    /** It runs already, at a url. */
    EXTERNAL("external"),
    /** A package, into a private environment. */
    PACKAGE("package"),
    BINARY("binary"),
    CONTAINER("container"),
    SOURCE("source");

    private final String wireName;

    ProvisioningMode(String wireName) {
        this.wireName = wireName;
    }

    @Override
    public String wireName() {
        return wireName;
    }

    /**
     * Why nothing here provisions in this way, as a sentence about a pool; empty when something
     * does.
     */
    public Optional<String> refusal(String poolId) {
        return switch (this) {
            case EXTERNAL, PACKAGE -> Optional.empty();
            case BINARY, CONTAINER, SOURCE ->
                    Optional.of(
                            "Pool "
                                    + poolId
                                    + " asks for provisioning.mode "
                                    + wireName
                                    + ", and no such provisioner is configured in this program: use"
                                    + " mode package, or start the engine yourself and name its url"
                                    + " with mode external.");
        };
    }
}
