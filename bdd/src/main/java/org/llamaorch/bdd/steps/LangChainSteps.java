package org.llamaorch.bdd.steps;

import static org.llamaorch.bdd.assertion.CountedAssertions.assertThat;

import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.openai.OpenAiChatModel;
import dev.langchain4j.model.openai.OpenAiEmbeddingModel;
import dev.langchain4j.model.openai.OpenAiStreamingChatModel;
import io.cucumber.java.en.Then;
import io.cucumber.java.en.When;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.llamaorch.bdd.target.SuiteSettings;

/** LangChain4j, unmodified, at the OpenAI door. */
public final class LangChainSteps {

    private static final String KEY = "none is needed at home";

    private final Setup setup;
    private final Queue<String> pieces = new ConcurrentLinkedQueue<>();
    private @Nullable ChatResponse response;
    private List<float[]> vectors = List.of();

    public LangChainSteps(Setup setup) {
        this.setup = setup;
    }

    @When("LangChain4j asks {string} for a chat with {string}")
    public void chat(String model, String fault) {
        response =
                OpenAiChatModel.builder()
                        .baseUrl(door())
                        .apiKey(KEY)
                        .modelName(model)
                        .maxRetries(0)
                        .timeout(SuiteSettings.SOON)
                        .build()
                        .chat(request(fault));
    }

    @When("LangChain4j asks {string} for a streamed chat with {string}")
    public void stream(String model, String fault) throws Exception {
        CompletableFuture<ChatResponse> whole = new CompletableFuture<>();
        OpenAiStreamingChatModel.builder()
                .baseUrl(door())
                .apiKey(KEY)
                .modelName(model)
                .timeout(SuiteSettings.SOON)
                .build()
                .chat(
                        request(fault),
                        new StreamingChatResponseHandler() {
                            @Override
                            public void onPartialResponse(String piece) {
                                pieces.add(piece);
                            }

                            @Override
                            public void onCompleteResponse(ChatResponse complete) {
                                whole.complete(complete);
                            }

                            @Override
                            public void onError(Throwable error) {
                                whole.completeExceptionally(error);
                            }
                        });
        response = whole.get(SuiteSettings.SOON.toMillis(), TimeUnit.MILLISECONDS);
    }

    @When("LangChain4j asks {string} to embed {string} and {string}")
    public void embed(String model, String one, String other) {
        vectors =
                OpenAiEmbeddingModel.builder()
                        .baseUrl(door())
                        .apiKey(KEY)
                        .modelName(model)
                        .maxRetries(0)
                        .timeout(SuiteSettings.SOON)
                        .build()
                        .embedAll(List.of(TextSegment.from(one), TextSegment.from(other)))
                        .content()
                        .stream()
                        .map(embedding -> embedding.vector())
                        .toList();
    }

    @Then("LangChain4j has a text and counts {int} tokens")
    public void text(int tokens) {
        assertThat(response().aiMessage().text()).isNotBlank();
        assertThat(response().tokenUsage().outputTokenCount()).isEqualTo(tokens);
    }

    @Then("LangChain4j has had {int} pieces")
    public void pieces(int count) {
        assertThat(pieces).hasSize(count);
        assertThat(response().aiMessage().text()).isEqualTo(String.join("", pieces));
    }

    @Then("LangChain4j is asked to call the tool {string}")
    public void toolCall(String tool) {
        assertThat(response().aiMessage().toolExecutionRequests())
                .singleElement()
                .satisfies(call -> assertThat(call.name()).isEqualTo(tool));
    }

    @Then("LangChain4j has {int} vectors that differ")
    public void vectors(int count) {
        assertThat(vectors).hasSize(count);
        assertThat(vectors.getFirst()).isNotEmpty().isNotEqualTo(vectors.getLast());
    }

    private String door() {
        return setup.daemon().address() + "/v1";
    }

    private static ChatRequest request(String fault) {
        return ChatRequest.builder()
                .messages(UserMessage.from("Look. fault: " + fault + ";"))
                .toolSpecifications(
                        ToolSpecification.builder().name("look").description("looks").build())
                .build();
    }

    private ChatResponse response() {
        if (response == null) {
            throw new AssertionError("the scenario asks LangChain4j for no chat");
        }
        return response;
    }
}
