package org.llamaorch.cli;

import java.util.List;
import java.util.concurrent.Callable;
import org.llamaorch.orchestrator.keys.KeyGrant;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Takes a key, or one of its secrets, out of use; what belongs to it stays its. */
@Command(
        name = "revoke",
        description =
                "Revokes a key, or one of its secrets. Its tasks, sessions and artifacts stay.",
        footerHeading = "%nExamples:%n",
        footer = {"  llama-orch key revoke reports", "  llama-orch key revoke app --secret 3fa9c1"})
final class KeyRevokeCommand implements Callable<Integer> {

    @Mixin private final KeyFileOption file = new KeyFileOption();

    @Parameters(paramLabel = "NAME", description = "the key's name")
    private String name = "";

    @Option(
            names = "--secret",
            paramLabel = "FINGERPRINT",
            description = "only this one of its secrets, as the list shows it")
    private String fingerprint = "";

    @Override
    public Integer call() {
        long nowMs = System.currentTimeMillis();
        file.with(keys ->
                keys.change(grants -> {
                    List<KeyGrant> changed =
                            grants.stream()
                                    .map(grant ->
                                            grant.name().equals(name)
                                                    ? grant.revoked(fingerprint, nowMs)
                                                    : grant)
                                    .toList();
                    if (changed.equals(grants)) {
                        throw new CommandFailure(
                                ExitCode.FAILED,
                                "no key "
                                        + name
                                        + (fingerprint.isEmpty() ? "" : " with " + fingerprint)
                                        + " in "
                                        + keys.path()
                                        + " is still taken; 'llama-orch key list' shows them.");
                    }
                    return changed;
                }));
        return ExitCode.OK;
    }
}
