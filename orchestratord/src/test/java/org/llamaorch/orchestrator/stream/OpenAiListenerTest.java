package org.llamaorch.orchestrator.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.llamaorch.contracts.ErrorCode;
import org.llamaorch.engines.TokenSink;

/** The two answers of the OpenAI door. */
class OpenAiListenerTest {

    private StreamServer server;

    @BeforeEach
    void start() throws Exception {
        server = new StreamServer(Streams.small(false));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void passesTheEnginesChunksOnAndSaysDone() throws Exception {
        TaskStream stream = server.streams.open("a", 0, 0);
        CompletableFuture<HttpResponse<String>> got = server.get("/openai/a");
        server.untilListeners("a", 1);
        TokenSink sink = stream.attempt(1);
        Streams.token(sink, "x", "{\"choices\":[{\"delta\":{\"content\":\"x\"}}]}");
        Streams.token(sink, "", "{\"choices\":[],\"usage\":{}}");
        assertThat(sink.seal()).isTrue();
        server.streams.finish("a", Streams.end(sink));
        HttpResponse<String> response = StreamServer.await(got);
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body())
                .isEqualTo(
                        """
                        data: {"choices":[{"delta":{"content":"x"}}]}

                        data: {"choices":[],"usage":{}}

                        data: [DONE]

                        """);
    }

    @Test
    void leavesAFailureBeforeTheFirstTokenToTheDoor() throws Exception {
        server.streams.open("a", 0, 0);
        CompletableFuture<HttpResponse<String>> got = server.get("/openai/a");
        server.untilListeners("a", 1);
        server.streams.finish("a", Streams.failure(ErrorCode.REPLICA_EXHAUSTED));
        HttpResponse<String> response = StreamServer.await(got);
        assertThat(response.statusCode()).isEqualTo(503);
        assertThat(response.body()).isEqualTo("{\"error\":{\"code\":\"REPLICA_EXHAUSTED\"}}");
    }

    @Test
    void sendsTheHeadAfterItsHoldAndALaterFailureAsTheLastData() throws Exception {
        TaskStream stream = server.streams.open("a", 0, 0);
        HttpResponse<InputStream> response = StreamServer.await(server.open("/openai/a"));
        assertThat(response.statusCode()).isEqualTo(200);
        Streams.token(stream.attempt(1), "x", "{\"c\":1}");
        server.streams.finish("a", Streams.failure(ErrorCode.WORKER_RESET));
        String body = new String(response.body().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(body).startsWith(":\n\n");
        assertThat(body.replace(":\n\n", ""))
                .isEqualTo("data: {\"c\":1}\n\ndata: {\"error\":{\"code\":\"WORKER_RESET\"}}\n\n");
    }

    @Test
    void tellsWhenTheClientOfAWholeAnswerLeaves() throws Exception {
        server.streams.open("a", 0, 0);
        CompletableFuture<HttpResponse<String>> got = server.get("/whole/a");
        server.untilListeners("a", 1);
        got.cancel(true);
        server.untilListeners("a", 0);
    }

    @Test
    void assemblesAWholeChatAnswer() throws Exception {
        TaskStream stream = server.streams.open("a", 0, 0);
        CompletableFuture<HttpResponse<String>> got = server.get("/whole/a");
        server.untilListeners("a", 1);
        TokenSink sink = stream.attempt(1);
        String[] chunks = {
            "{'id':'c1','object':'chat.completion.chunk','created':7,'model':'m','choices':[{'index':0,"
                    + "'delta':{'role':'assistant','content':null},'finish_reason':null}]}",
            "{'id':'c1','object':'chat.completion.chunk','created':7,'model':'m','choices':[{'index':0,"
                    + "'delta':{'content':'He','tool_calls':[{'index':0,'id':'t1','type':'function',"
                    + "'function':{'name':'f','arguments':'{'}}]},'logprobs':{'content':[{'token':'He'}]},"
                    + "'finish_reason':null}]}",
            "{'id':'c1','created':7,'model':'m','choices':[{'index':1,'delta':{'content':'Other'},"
                    + "'finish_reason':'stop'}]}",
            "{'id':'c1','created':7,'model':'m','choices':[{'index':0,'delta':{'content':'llo',"
                    + "'tool_calls':[{'index':0,'function':{'arguments':'}'}}]},"
                    + "'logprobs':{'content':[{'token':'llo'}]},'finish_reason':'tool_calls'}]}"
        };
        for (String chunk : chunks) {
            Streams.token(sink, "", chunk.replace('\'', '"'));
        }
        assertThat(sink.seal()).isTrue();
        server.streams.finish("a", Streams.end(sink));
        HttpResponse<String> response = StreamServer.await(got);
        assertThat(response.headers().firstValue("content-type")).contains("application/json");
        assertThat(response.body().replace('"', '\''))
                .isEqualTo(
                        "{'id':'c1','object':'chat.completion','created':7,'model':'m','choices':["
                                + "{'index':0,'finish_reason':'tool_calls','logprobs':{'content':["
                                + "{'token':'He'},{'token':'llo'}]},'message':{'role':'assistant',"
                                + "'content':'Hello','tool_calls':[{'id':'t1','type':'function',"
                                + "'function':{'name':'f','arguments':'{}'}}]}},"
                                + "{'index':1,'finish_reason':'stop','message':{'content':'Other',"
                                + "'role':'assistant'}}],'usage':{'prompt_tokens':3,"
                                + "'completion_tokens':4,'total_tokens':7,"
                                + "'prompt_tokens_details':{'cached_tokens':1}}}");
    }

    @Test
    void choicesStandInOrderAndUsageIsOfAllOfThem() throws Exception {
        TaskStream stream = server.streams.open("a", 0, 0);
        TokenSink sink = stream.attempt(1);
        Streams.token(sink, "", "{\"choices\":[{\"index\":1,\"text\":\"b\"}]}");
        Streams.token(
                sink,
                "",
                "{\"choices\":[{\"index\":0,\"text\":\"a\"}],\"usage\":{\"prompt_tokens\":3,"
                        + "\"completion_tokens\":1,\"total_tokens\":4}}");
        assertThat(sink.seal()).isTrue();
        server.streams.finish("a", Streams.end(sink));
        assertThat(StreamServer.await(server.get("/whole/a")).body())
                .isEqualTo(
                        "{\"choices\":[{\"index\":0,\"text\":\"a\"},{\"index\":1,\"text\":\"b\"}],"
                                + "\"usage\":{\"prompt_tokens\":3,\"completion_tokens\":2,"
                                + "\"total_tokens\":5},\"object\":\"text_completion\"}");
    }

    @Test
    void assemblesAWholeTextAnswerWithTheEnginesUsage() throws Exception {
        TaskStream stream = server.streams.open("a", 0, 0);
        TokenSink sink = stream.attempt(1);
        Streams.token(sink, "", "{\"choices\":[{\"index\":0,\"text\":\"a\"}]}");
        Streams.token(sink, "", "{\"choices\":[{\"index\":0,\"text\":\"b\"}],\"usage\":{\"n\":1}}");
        assertThat(sink.seal()).isTrue();
        server.streams.finish("a", Streams.end(sink));
        assertThat(StreamServer.await(server.get("/whole/a")).body())
                .isEqualTo(
                        "{\"choices\":[{\"index\":0,\"text\":\"ab\"}],\"usage\":{\"n\":1},"
                                + "\"object\":\"text_completion\"}");
    }

    @Test
    void answersAWholeFailureWithItsStatus() throws Exception {
        TaskStream stream = server.streams.open("a", 0, 0);
        CompletableFuture<HttpResponse<String>> got = server.get("/whole/a");
        server.untilListeners("a", 1);
        Streams.token(stream.attempt(1), "x", "{}");
        server.streams.finish("a", Streams.failure(ErrorCode.DECODE_TIMEOUT));
        assertThat(StreamServer.await(got).statusCode()).isEqualTo(500);
    }
}
