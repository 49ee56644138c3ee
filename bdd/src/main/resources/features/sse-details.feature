@shared
Feature: SSE: details
  Tokens reach whoever listens as they come, in a fixed order.

  Background:
    Given an engine "e" with 1 slot
    And a pool "alpha" on "e"

  @B-DP-100 @B-DP-101 @B-DP-102 @B-DP-103 @B-DP-104 @B-DP-120 @B-DP-121 @B-DP-123 @B-STR-020 @ORCH-2002 @OC-CTRL-2020 @B-STR-013
  Scenario: A stream is started, tokens, end
    When task "a" is submitted to "alpha" with
      | fault | tokens=5 delay=5 |
    And the stream of "a" is opened
    Then the stream "a" answers 200
    And the stream "a" has header "Content-Type" with "text/event-stream"
    And the stream "a" has header "X-Correlation-Id" with "-"
    And the stream "a" has header "X-Budget-Tokens-Remaining" with "9007199254740991"
    And "a" ends with end
    And "a" has 5 tokens in order
    And the frame started of "a" has the members "queue_position, predicted_start_ms"
    And the frame end of "a" has tokens_out "5"
    And the frame end of "a" has the members "tokens_out, decode_time_ms, decode_ms, tokens_in, finish_reason, stream_digest"

  @B-STR-022 @B-STR-023
  Scenario: Tokens are not collected first
    When task "a" is submitted to "alpha" with
      | fault | tokens=500 delay=20 |
    And the stream of "a" is opened
    And "a" has received 1 token
    Then task "a" is still running

  @B-RES-005
  Scenario: Several listeners get the same frames
    When task "a" is submitted to "alpha" with
      | fault | tokens=20 delay=5 |
    And the stream of "a" is opened as "one"
    And the stream of "a" is opened as "two"
    Then "one" ends with end
    And "two" ends with end
    And "one" and "two" have the same numbered frames

  @B-RES-005
  Scenario: A listener that reads late holds nobody up and misses nothing
    When task "a" is submitted to "alpha" with
      | fault | tokens=2000 text=LONG |
    And a listener "late" of "a" that reads nothing
    And the stream of "a" is opened as "quick"
    Then "quick" ends with end
    When "late" begins to read
    Then "late" ends with end
    And "late" and "quick" have the same numbered frames

  @B-RES-005 @B-DL-005
  Scenario: A listener that takes nothing for too long is closed, and counts as gone
    Given the daemon sets stream.stalled_listener_ms to 500
    When task "a" is submitted to "alpha" with
      | fault                | tokens=6000 delay=1 text=LONG |
      | cancel_on_disconnect | true                          |
    And a listener "silent" of "a" that reads nothing
    Then task "a" ends as canceled
    When "silent" begins to read
    Then "silent" is cut off

  @B-RES-007
  Scenario: A silent stream is kept alive by comments
    Given the daemon sets stream.comment_every_ms to 100
    When task "a" is submitted to "alpha" with
      | fault | tokens=2 first=3000 |
    And the stream of "a" is opened
    Then "a" receives a comment within 2000 ms

  @B-DP-125 @B-DP-126
  Scenario: An engine that breaks off in the middle is told, and nothing follows
    When task "a" is submitted to "alpha" with
      | fault | tokens=20 delay=5 reset=4 |
    And the stream of "a" is opened
    Then "a" ends with WORKER_RESET
    And task "a" ends as failed

  @B-STR-021
  Scenario: Half a character never leaves
    When task "a" is submitted to "alpha" with
      | fault | tokens=6 half=3 |
    And the stream of "a" is opened
    Then "a" ends with end
    And every frame of "a" is whole characters

  @B-DP-115
  Scenario: A stream of an unknown task is 404
    When GET "/v2/tasks/nobody-knows-this/events" is asked
    Then the answer is 404 TASK_NOT_FOUND
