package org.llamaorch.bdd.steps;

import io.cucumber.java.en.Given;
import io.cucumber.java.en.When;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.llamaorch.bdd.target.RawHttp;
import org.llamaorch.bdd.target.SuiteSettings;

/** Requests that no well-meaning client sends: odd bytes, huge bodies, broken heads. */
public final class RawSteps {

    private final World world;

    public RawSteps(World world) {
        this.world = world;
    }

    /** For every later request of the scenario. */
    @Given("every request carries {string}")
    public void everyRequestCarries(String header) {
        int colon = header.indexOf(':');
        world.always(header.substring(0, colon), header.substring(colon + 1).strip());
    }

    /** A request's head, line by line; {@code ADDRESS} stands for the daemon's own. */
    @When("these lines are sent")
    public void linesAreSent(String lines) {
        send(head(lines), 0);
    }

    @When("these lines are sent with a body of {int} MB")
    public void linesAreSentWithBody(int megabytes, String lines) {
        long bytes = megabytes * 1_000_000L;
        send(head(lines + "\nContent-Length: " + bytes), bytes);
    }

    private byte[] head(String lines) {
        String own = world.api().address().getAuthority();
        return (lines.replace("ADDRESS", own).replace("\n", "\r\n") + "\r\n\r\n")
                .getBytes(StandardCharsets.ISO_8859_1);
    }

    private void send(byte[] head, long bodyBytes) {
        world.last(RawHttp.send(world.api().address(), head, bodyBytes, SuiteSettings.START));
    }

    @When("a header {string} of {int} bytes is sent")
    public void longHeader(String name, int bytes) {
        linesAreSent("GET /healthz HTTP/1.1\nHost: ADDRESS\n" + name + ": " + "a".repeat(bytes));
    }

    @When("a task of bytes that are no UTF-8 is posted")
    public void notUtf8() {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        body.writeBytes(
                "{\"model_ref\": \"alpha\", \"prompt\": \"a".getBytes(StandardCharsets.UTF_8));
        body.write(0xC3);
        body.write(0x28);
        body.writeBytes("\"}".getBytes(StandardCharsets.UTF_8));
        post(body.toByteArray(), Map.of());
    }

    @When("a task nested {int} deep is posted")
    public void nested(int depth) {
        String body =
                "{\"model_ref\": \"alpha\", \"prompt\": \"x\", \"extra\": "
                        + "[".repeat(depth)
                        + "]".repeat(depth)
                        + "}";
        post(body.getBytes(StandardCharsets.UTF_8), Map.of());
    }

    @When("a task with an id of {int} characters is posted")
    public void longId(int characters) {
        Map<String, Object> body = TaskBody.withoutId("alpha", "x");
        body.put("task_id", "a".repeat(characters));
        post(Json.write(body).getBytes(StandardCharsets.UTF_8), Map.of());
    }

    @When("a task is posted as {string}")
    public void postedAs(String contentType) {
        post(
                Json.write(TaskBody.withoutId("alpha", "x")).getBytes(StandardCharsets.UTF_8),
                Map.of("Content-Type", contentType));
    }

    private void post(byte[] body, Map<String, String> headers) {
        world.last(world.api().send("POST", "/v2/tasks", body, headers));
    }
}
