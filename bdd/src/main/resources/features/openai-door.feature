@shared
Feature: OpenAI door
  Clients of that API work unmodified; what nobody in between understands passes through.

  Background:
    Given an engine "e" with 1 slot
    And a pool "alpha" of engine openai on "e"

  @B-OAI-001
  Scenario: Models and aliases are listed
    When GET "/v1/models" is asked
    Then the answer is 200
    And the models listed include "alpha"

  @B-OAI-001
  Scenario: What a start tells people to try is answered
    When what the daemon told people to try is asked of it
    Then the answer is 200
    And the answer's header "Content-Type" is "text/event-stream"

  @B-OAI-002
  Scenario: A whole chat answer
    When a chat "c" is asked of "alpha" with
      | fault | tokens=4 |
    Then the chat answers 200 with 4 tokens of content
    And the answer has header "X-Task-Id"
    And the answer's member "/object" is "chat.completion"
    And the answer's member "/choices/0/finish_reason" is "stop"
    And the answer's member "/usage/completion_tokens" is "4"

  @B-OAI-002 @B-OAI-003
  Scenario: A chat stream ends with [DONE]
    When a chat stream "c" is asked of "alpha" with
      | fault | tokens=4 delay=5 |
    Then the chat stream "c" has 4 tokens and ends with [DONE]

  @B-OAI-003
  Scenario: A client of HTTP/1.0 gets a stream without chunks, up to the close
    When these lines are sent
      """
      POST /v1/completions HTTP/1.0
      Host: ADDRESS
      Connection: keep-alive
      Content-Type: application/json
      Content-Length: 44

      {"model":"alpha","prompt":"x","stream":true}
      """
    Then the answer is 200
    And the answer has no header "Transfer-Encoding"
    And the answer's header "Connection" is "close"
    And the answer's text contains "data: [DONE]"

  @B-OAI-005
  Scenario: Usage comes in a stream when asked for, and only then
    When a chat stream "with" is asked of "alpha" with
      | fault                        | tokens=3 |
      | stream_options.include_usage | true     |
    And a chat stream "without" is asked of "alpha" with
      | fault | tokens=3 |
    Then the chat stream "with" tells usage of 3 tokens
    And the chat stream "without" tells no usage

  @B-OAI-004 @LO-13
  Scenario: Unknown members reach the engine, control members do not
    When a chat "c" is asked of "alpha" with
      | fault      | tokens=2             |
      | some_new   | {"member": [1, 2.5]} |
      | id_slot    | 0                    |
      | n_predict  | 9                    |
    Then the chat answers 200 with 2 tokens of content
    And the last body at engine "e" has the member some_new
    And the last body at engine "e" has no member id_slot
    And the last body at engine "e" has no member n_predict

  @B-OAI-006
  Scenario: Errors have that API's shape and our status
    When a chat "c" is asked of "no-such-name" with
      | fault | tokens=2 |
    Then the answer is 404
    And the answer's member "/error/code" is "MODEL_NOT_FOUND"

  @B-OAI-006 @B-OAI-007
  Scenario: A full queue tells the wait in both headers
    Given pool "alpha" sets queue.capacity to 1
    When task "running" is submitted to "alpha" with
      | fault | tokens=5000 delay=20 |
    And task "running" comes to be running
    And task "queued" is submitted to "alpha"
    And a chat "c" is asked of "alpha" with
      | fault | tokens=2 |
    Then the answer is 429
    And the answer has header "Retry-After"
    And the answer has header "retry-after-ms"

  @B-OAI-008
  Scenario Outline: A client that leaves cancels
    When a chat <kind> "c" is asked of "alpha" and left after 300 ms with
      | fault | tokens=5000 delay=5 |
    Then engine "e" is running 0 requests
    And engine "e" sees the request aborted within 2000 ms

    Examples:
      | kind   |
      | whole  |
      | stream |

  @B-OAI-007 @LO-03
  Scenario: Within the grace the stream goes on at /v2
    When a chat stream "c" is asked of "alpha" with
      | fault                       | tokens=100 delay=10 |
      | header:X-Disconnect-Grace-Ms | 20000              |
    And the chat stream "c" is left after 3 tokens
    And the task of chat "c" is opened on /v2 as "back"
    Then "back" ends with end
    And "back" has 100 token frames of text

  @B-OAI-006
  Scenario: Media by address is refused
    When a chat "c" is asked of "alpha" with
      | messages | [{"role": "user", "content": [{"type": "image_url", "image_url": {"url": "http://127.0.0.1/x.png"}}]}] |
    Then the answer is 400

  @B-OAI-007 @B-RTY-003 @B-DP-010 @B-SS-020 @B-DL-001
  Scenario: Class, session, deadline and Idempotency-Key come in headers
    When a chat "one" is asked of "alpha" with
      | fault                  | tokens=2 |
      | header:X-Priority      | batch    |
      | header:X-Session-Id    | door     |
      | header:X-Deadline-Ms   | 60000    |
      | header:Idempotency-Key | asked    |
    Then the chat answers 200 with 2 tokens of content
    And its task has priority "batch"
    And its task has session_id "door"
    And its task has attempts "1"
    When GET "/v2/sessions/door" is asked
    Then the answer's member "/turns" is "1"
    When a chat "one" is asked of "alpha" with
      | fault                  | tokens=2 |
      | header:X-Priority      | batch    |
      | header:X-Session-Id    | door     |
      | header:X-Deadline-Ms   | 60000    |
      | header:Idempotency-Key | asked    |
    Then the chat answers 200 with 2 tokens of content
    And it was the same task again
    When GET "/v2/sessions/door" is asked
    Then the answer's member "/turns" is "1"
    When a chat "late" is asked of "alpha" with
      | fault                | tokens=2 |
      | header:X-Deadline-Ms | 0        |
    Then the answer is 400
    And the answer's member "/error/code" is "DEADLINE_UNMET"
    When a chat "wrong" is asked of "alpha" with
      | fault             | tokens=2 |
      | header:X-Priority | urgent   |
    Then the answer is 400
    And the answer's member "/error/code" is "INVALID_PARAMS"
