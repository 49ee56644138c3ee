package org.llamaorch.poolmanager.provision.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.net.InetAddress;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.llamaorch.poolmanager.provision.ProvisioningFailed;
import org.llamaorch.poolmanager.provision.ProvisioningFailed.Kind;

/** Only what the policy allows is asked, redirects and resolved addresses included (ORCH-3080). */
final class DownloadPolicyTest extends Downloading {

    @Test
    void nothingIsAskedThatIsNotAllowed() throws Exception {
        try (ScriptedServer server = new ScriptedServer((_, out) -> whole(out))) {
            for (FetchSettings refusing :
                    List.of(
                            FetchSettings.off(),
                            settings(1 << 20, true, "example.org"),
                            settings(1 << 20, false, "127.0.0.1"))) {
                assertThatExceptionOfType(ProvisioningFailed.class)
                        .isThrownBy(() -> fetch(server.address() + "/m", null, refusing))
                        .matches(failure -> failure.kind() == Kind.NO_FETCHER)
                        .withMessageContaining("not allowed");
            }
            assertThat(server.requests).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://localhost:1/m", // another host
                "https://example.org/m",
                "file:///etc/passwd",
                "//10.0.0.1/m",
                "http://user@127.0.0.1/m"
            })
    void everyRedirectIsJudged(String location) throws Exception {
        try (ScriptedServer server =
                new ScriptedServer((_, out) ->
                        ScriptedServer.head(
                                out, "302 Found", "Location: " + location, "Content-Length: 0"))) {
            assertThatExceptionOfType(ProvisioningFailed.class)
                    .isThrownBy(() -> fetch(server.address() + "/m", null))
                    .matches(failure -> failure.kind() == Kind.NO_FETCHER)
                    .withMessageContaining("not allowed");
        }
        nothingIsLeft();
    }

    @Test
    void redirectsEndSomewhere() throws Exception {
        try (ScriptedServer server =
                new ScriptedServer(
                        (_, out) -> ScriptedServer.head(out, "302 Found", "Location: /m"))) {
            assertThatExceptionOfType(ProvisioningFailed.class)
                    .isThrownBy(() -> fetch(server.address() + "/m", null))
                    .withMessageContaining("redirects more than 3 times");
            assertThat(server.requests).hasSize(4);
        }
    }

    @Test
    void aNameThatComesToHaveAPrivateAddressIsNotConnectedTo() throws Exception {
        try (ScriptedServer server = new ScriptedServer((_, out) -> whole(out));
                Download download =
                        new Download(
                                settings(1 << 20, false, "models.example.org"),
                                _ -> new InetAddress[] {InetAddress.getLoopbackAddress()})) {
            URI uri =
                    URI.create(
                            server.address()
                                    .replace("http", "https")
                                    .replace("127.0.0.1", "models.example.org"));
            assertThatExceptionOfType(ProvisioningFailed.class)
                    .isThrownBy(() ->
                            download.fetch(new Wanted("m", uri, null, false), target(), progress))
                    .withMessageContaining("private address 127.0.0.1");
            assertThat(server.requests).isEmpty();
        }
    }
}
