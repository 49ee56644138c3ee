Feature: Observability: traces
  Spans of a task's phases, and of requests that are no task, for a collector of OpenTelemetry, off by default.

  Background:
    Given an engine "e" with 1 slot
    And a pool "alpha" on "e"

  @B-CFG-022 @B-OBS-020 @B-OBS-021
  Scenario: A task's phases are spans below its caller's, and the engine goes on with them
    Given a collector of traces
    When task "a" is submitted to "alpha" with
      | fault              | tokens=4 delay=5                                        |
      | max_tokens         | 16                                                      |
      | header:traceparent | 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01 |
      | header:tracestate  | vendor=opaque                                           |
    And task "a" ends as completed
    Then the collector comes to have the spans "task, admission, queue, placement, text_completion alpha, decode" of task "a"
    And the span "task" of task "a" is of trace "4bf92f3577b34da6a3ce929d0e0e4736", below "00f067aa0ba902b7"
    And the spans "admission, queue, placement, text_completion alpha" of task "a" are below "task"
    And the spans "decode" of task "a" are below "text_completion alpha"
    And the spans "task, admission, queue, placement, text_completion alpha, decode" of task "a" follow each other
    And engine "e" was asked for task "a" below the span "text_completion alpha", with tracestate "vendor=opaque"
    And the span "text_completion alpha" of task "a" has the event "first_token" and kind CLIENT
    And the span "text_completion alpha" of task "a" tells
      | gen_ai.operation.name                | text_completion |
      | gen_ai.provider.name                 | llamacpp        |
      | gen_ai.request.model                 | alpha           |
      | gen_ai.request.max_tokens            | 16              |
      | gen_ai.response.finish_reasons       | stop            |
      | gen_ai.response.time_to_first_chunk  | *               |
      | gen_ai.usage.input_tokens            | *               |
      | gen_ai.usage.output_tokens           | 4               |
      | gen_ai.conversation.id               | *               |
      | server.address                       | 127.0.0.1       |
      | server.port                          | *               |
      | llamaorch.attempt                    | 1               |
      | llamaorch.pool.id                    | alpha           |
      | llamaorch.replica.id                 | local/alpha/r0  |
    And the span "admission" of task "a" tells
      | llamaorch.queue.position           | 0     |
      | llamaorch.queue.predicted_start_ms | *     |
      | llamaorch.pool.id                  | alpha |
    And the span "placement" of task "a" tells
      | llamaorch.placement.candidates | 1     |
      | llamaorch.placement.fallback   | false |
    And the span "task" of task "a" tells
      | service.name               | llama-orch  |
      | service.version            | *           |
      | llamaorch.door             | v2          |
      | llamaorch.priority         | interactive |
      | llamaorch.outcome          | completed   |
      | gen_ai.usage.output_tokens | 4           |
    And the log has a record with trace_id "4bf92f3577b34da6a3ce929d0e0e4736" for task "a"
    And the record has the members "trace_id, span_id"
    And the metric trace_spans_total with result "pass" comes to be at least 6

  @B-CFG-022
  Scenario: A chat of the OpenAI door begins a trace of its own where its caller brings none
    Given a pool "beta" of engine openai on "e"
    And the collector is named by the environment, as service "night-shift"
    When a chat "c" is asked of "beta" with
      | fault | tokens=3 |
    Then the collector comes to have the spans "task, admission, queue, placement, chat beta, decode" of task "c"
    And the span "task" of task "c" begins its trace
    And the span "chat beta" of task "c" tells
      | gen_ai.operation.name      | chat        |
      | gen_ai.provider.name       | openai      |
      | gen_ai.usage.output_tokens | 3           |
      | llamaorch.door             | openai      |
      | service.name               | night-shift |
    And engine "e" was asked for task "c" with a traceparent like "00-[0-9a-f]{32}-[0-9a-f]{16}-0[13]"

  @B-CFG-022 @B-SEC-006 @ORCH-3302
  Scenario: Nothing that a task says, and no key, is in a trace
    Given a collector of traces
    And the collector asks for the header "X-Collector-Key: 4711-collector-key-0815"
    When 12 tasks with secrets in what they say are asked of "alpha", right and wrong ones
    Then none of the secrets is in an error, the metrics or the log
    And the collector never had a secret of theirs
    And every request to the collector has "4711-collector-key-0815"
    And the log never contains "4711-collector-key-0815"
    And the collector never had "Tell me about the sea"

  @B-CFG-022
  Scenario: An attempt that fails, and the one after it, are told apart
    Given a collector of traces
    And the next 1 requests to engine "e" are told "status=500"
    When task "a" is submitted to "alpha" with
      | fault | tokens=2 |
    And task "a" ends as completed
    Then the collector comes to have the spans "task, admission, queue, queue, placement, placement, text_completion alpha, text_completion alpha, decode" of task "a"
    And a span "text_completion alpha" of task "a" tells error.type "500"
    And a span "text_completion alpha" of task "a" tells llamaorch.attempt "2"

  @B-CFG-022
  Scenario: A task that is refused, and one that is cancelled
    Given a collector of traces
    When task "wrong" is submitted to "no-such-model"
    And task "long" is submitted to "alpha" with
      | fault | tokens=2000 delay=20 |
    And the stream of "long" is opened
    And "long" has received 1 token
    And task "long" is cancelled
    Then the collector comes to have the spans "task, admission" of task "wrong"
    And the span "task" of task "wrong" failed
    And the span "task" of task "wrong" tells
      | error.type | MODEL_NOT_FOUND |
    And the collector comes to have the spans "task, admission, queue, placement, text_completion alpha, decode" of task "long"
    And the span "task" of task "long" tells
      | llamaorch.outcome       | canceled |
      | llamaorch.cancel.reason | client   |
      | error.type              | CANCELED |

  @B-CFG-022 @B-MW-003
  Scenario: A request that is refused before it is a task is a span of its own below its caller's
    Given a collector of traces
    And the environment has AUTH_TOKEN = "0123456789abcdef0123456789abcdef"
    When POST "/v2/tasks" is asked with headers
      | traceparent      | 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01 |
      | X-Correlation-Id | refused-17                                              |
      | Authorization    | Bearer 0123456789abcdef0123456789abcdef                 |
    Then the answer is 415 UNSUPPORTED_MEDIA_TYPE
    When DELETE "/v2/pools?secret=sesame" is asked with header "Authorization: Bearer 0123456789abcdef0123456789abcdef"
    Then the answer is 405 METHOD_NOT_ALLOWED
    When PATCH "/nothing/here" is asked with header "Authorization: Bearer 1123456789abcdef0123456789abcdef"
    Then the answer is 401
    Then the collector comes to have the requests "POST /v2/tasks, DELETE /v2/pools, PATCH" and no others
    And the request "POST /v2/tasks" is of trace "4bf92f3577b34da6a3ce929d0e0e4736", below "00f067aa0ba902b7"
    And the request "POST /v2/tasks" tells
      | http.request.method       | POST                   |
      | http.route                | /v2/tasks              |
      | url.path                  | /v2/tasks              |
      | url.scheme                | http                   |
      | http.response.status_code | 415                    |
      | server.address            | 127.0.0.1              |
      | server.port               | *                      |
      | llamaorch.error.code      | UNSUPPORTED_MEDIA_TYPE |
      | llamaorch.correlation.id  | refused-17             |
      | error.type                | -                      |
    And the request "POST /v2/tasks" is told as answered
    And the request "DELETE /v2/pools" tells
      | url.path                  | /v2/pools          |
      | http.response.status_code | 405                |
      | llamaorch.error.code      | METHOD_NOT_ALLOWED |
    And the request "PATCH" tells
      | url.path                  | /nothing/here |
      | http.route                | -             |
      | http.response.status_code | 401           |
      | llamaorch.error.code      | BAD_TOKEN     |
    And the collector never had "sesame"
    And the collector never had "1123456789abcdef0123456789abcdef"

  @B-CFG-022
  Scenario: What changes a pool is a span; what only reads, probes, and tasks that have their own, are no requests
    Given a collector of traces
    When POST "/v2/pools/alpha/drain" is asked with header "traceparent: 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
    Then the answer is 202
    When task "late" is submitted to "alpha"
    And GET "/v2/pools" is asked
    And GET "/healthz" is asked
    And POST "/v2/pools/alpha/undrain" is asked
    And task "a" is submitted to "alpha" with
      | fault | tokens=2 |
    And task "a" ends as completed
    Then the collector comes to have the spans "task, admission, queue, placement, text_completion alpha, decode" of task "a"
    And the collector comes to have the requests "POST /v2/pools/{id}/drain, POST /v2/pools/{id}/undrain" and no others
    And the request "POST /v2/pools/{id}/drain" is of trace "4bf92f3577b34da6a3ce929d0e0e4736", below "00f067aa0ba902b7"
    And the request "POST /v2/pools/{id}/drain" tells
      | llamaorch.pool.id         | alpha                  |
      | url.path                  | /v2/pools/alpha/drain  |
      | http.response.status_code | 202                    |
      | llamaorch.error.code      | -                      |

  @B-CFG-022
  Scenario: A request that fails because of a defect of ours is told as failed
    Given a collector of traces
    And the daemon has a defect
    When a request meets the defect
    Then the answer is 500 INTERNAL
    And the collector comes to have the requests "GET /v2/sessions/{id}" and no others
    And the request "GET /v2/sessions/{id}" is told as failed
    And the request "GET /v2/sessions/{id}" tells
      | http.response.status_code | 500          |
      | error.type                | INTERNAL     |
      | llamaorch.correlation.id  | met-a-defect |

  @B-CFG-022 @B-OBS-013
  Scenario: Requests that are refused leave room for the spans of tasks
    Given a collector of traces that never answers
    And the daemon sets telemetry.queue_spans to 8
    And the daemon sets telemetry.batch_spans to 4
    And the daemon sets telemetry.timeout_ms to 600000
    When 20 requests for "/nothing/here" are refused
    Then the metric trace_spans_total with result "warn" comes to be 16
    And the log tells that spans are lost, once a minute at most

  @B-CFG-022 @OC-POOL-3001
  Scenario: A pool-managerd of its own tells of what is asked of it
    Given a collector of traces for the pool-managerd
    And a small model file "tiny"
    And a pool "chat" of the model file "tiny" for a pool-managerd
    And its pool "chat" sets provisioning.allow_package_installs to false
    And the pool-managerd runs
    When the pool-managerd is asked GET "/pools"
    Then the answer is 200
    When the pool-managerd is asked GET "/pools/no/status"
    Then the answer is 404 POOL_NOT_FOUND
    When the pool-managerd is asked POST "/pools/chat/drain" with header "traceparent: 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
    Then the answer is 202
    Then the collector comes to have the requests "GET /pools/{id}/status, POST /pools/{id}/drain" and no others
    And the request "POST /pools/{id}/drain" is of trace "4bf92f3577b34da6a3ce929d0e0e4736", below "00f067aa0ba902b7"
    And the request "POST /pools/{id}/drain" tells
      | service.name              | llama-orch-pool-managerd |
      | llamaorch.pool.id         | chat                     |
      | http.response.status_code | 202                      |
    And the request "GET /pools/{id}/status" tells
      | llamaorch.pool.id         | no             |
      | http.response.status_code | 404            |
      | llamaorch.error.code      | POOL_NOT_FOUND |
    And the metric "trace_spans_total" of the pool-managerd with result "pass" is 2.0

  @B-CFG-022
  Scenario: What the caller does not sample is not recorded, and the engine hears of that
    Given a collector of traces
    When task "a" is submitted to "alpha" with
      | fault              | tokens=2                                                |
      | header:traceparent | 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00 |
    And task "a" ends as completed
    And task "b" is submitted to "alpha" with
      | fault              | tokens=2   |
      | header:traceparent | no-context |
    And task "b" ends as completed
    Then the collector comes to have the spans "task, admission, queue, placement, text_completion alpha, decode" of task "b"
    And the span "task" of task "b" begins its trace
    And the collector has no span of task "a"
    And engine "e" was asked for task "a" with a traceparent like "00-4bf92f3577b34da6a3ce929d0e0e4736-[0-9a-f]{16}-00"

  @B-CFG-022 @B-RES-012
  Scenario: A task that is carried on after a restart stays in its caller's trace
    Given a collector of traces
    When task "first" is submitted to "alpha" with
      | fault | tokens=3000 delay=10 |
    And the stream of "first" is opened
    And "first" has received 1 token
    And task "a" is submitted to "alpha" with
      | fault              | tokens=2                                                |
      | header:traceparent | 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01 |
    And the daemon is killed
    And "first" leaves
    And the daemon starts again
    And task "a" ends as completed
    Then the collector comes to have the span "task" of task "a"
    And the collector comes to have the span "decode" of task "a"
    And the span "task" of task "a" is of trace "4bf92f3577b34da6a3ce929d0e0e4736", below "00f067aa0ba902b7"
    And the spans "queue, placement, text_completion alpha" of task "a" are below "task"
    And the span "task" of task "a" tells
      | llamaorch.taken_up | true      |
      | llamaorch.outcome  | completed |
    And the collector comes to have the span "task" of task "first"
    And the span "task" of task "first" tells
      | llamaorch.taken_up | true         |
      | error.type         | WORKER_RESET |

  @B-CFG-022 @B-OBS-013
  Scenario: A collector that is not there disturbs nobody
    Given a collector of traces that is not there
    When task "a" is submitted to "alpha" with
      | fault | tokens=4 |
    Then task "a" ends as completed
    And the metric trace_spans_total with result "fail" comes to be at least 6
    When task "b" is submitted to "alpha" with
      | fault | tokens=4 |
    Then task "b" ends as completed
    And the metric trace_spans_total with result "fail" comes to be at least 12
    And the log tells that spans are lost, once a minute at most
    And the log has a record with action "lose" and cause "it does not answer: ConnectException"

  @B-CFG-022 @B-OBS-013
  Scenario: A collector that never answers costs spans, not tasks
    Given a collector of traces that never answers
    And the daemon sets telemetry.queue_spans to 8
    And the daemon sets telemetry.batch_spans to 4
    And the daemon sets telemetry.timeout_ms to 600000
    When tasks "a, b, c, d, e, f" are submitted to "alpha" with
      | fault | tokens=2 |
    Then task "f" ends as completed
    And the metric trace_spans_total with result "warn" comes to be at least 20
    And the log tells that spans are lost, once a minute at most

  @B-CFG-022 @B-OBS-013
  Scenario: Without a collector nothing of traces is there
    When task "a" is submitted to "alpha" with
      | fault              | tokens=2                                                |
      | header:traceparent | 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01 |
    And task "a" ends as completed
    Then engine "e" was asked for task "a" with no traceparent
    And the log has a record with trace_id "4bf92f3577b34da6a3ce929d0e0e4736" for task "a"
    And none of the daemon's classes is of OpenTelemetry
