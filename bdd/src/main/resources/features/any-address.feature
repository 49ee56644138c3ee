@shared
Feature: Any address
  What a service promises to everybody, asked of whichever model it serves.

  Background:
    Given a model "alpha" to ask

  @B-DP-100 @B-DP-101 @B-DP-104 @B-DP-120 @B-DP-121 @B-DP-124
  Scenario: A stream is started, tokens, end, with its figures
    When task "a" is submitted to "alpha" with
      | fault      | tokens=8 delay=5 |
      | max_tokens | 8                |
    And the stream of "a" is opened
    Then the stream "a" answers 200
    And the stream "a" has header "Content-Type" with "text/event-stream"
    And the stream "a" has header "X-Correlation-Id" with "-"
    And "a" ends with end
    And "a" has its tokens in order
    And "a" tells the figures of its tokens
    And the stream_digest of "a" is that of its text
    And task "a" ends as completed

  @B-RES-001 @B-RES-004 @LO-03
  Scenario: A listener that left gets every later frame, once, as first sent
    When task "a" is submitted to "alpha" with
      | fault      | tokens=30 delay=20 |
      | max_tokens | 30                 |
    And the stream of "a" is opened as "whole"
    And the stream of "a" is opened as "gone" from 0
    And "gone" has received 3 tokens
    And "gone" leaves
    And the stream of "a" is opened as "back" after the last frame of "gone"
    Then "back" ends with end
    And "whole" ends with end
    And "gone" and "back" together have the numbered frames of "whole"
    When the stream of "a" is opened as "late"
    Then "late" ends with end
    And "late" and "whole" have the same numbered frames
    When the stream of "a" is opened as "past" after the last frame of "late"
    Then the stream "past" answers 204
    When the stream of "a" is opened as "wrong" with query "?from=abc"
    Then the stream "wrong" answers 400

  @B-DP-130 @B-DP-131 @B-DP-133 @B-DP-205 @B-DP-206 @LO-08
  Scenario: A cancel is final
    When task "a" is submitted to "alpha" with
      | fault      | tokens=5000 delay=5 |
      | max_tokens | 1000                |
    And the stream of "a" is opened
    And "a" has received 3 tokens
    And task "a" is cancelled
    Then "a" ends with CANCELED
    And "a" has no end frame
    And task "a" ends as canceled
    When task "a" is cancelled
    And POST "/v2/tasks/nobody-knows-this/cancel" is asked
    Then the answer is 204

  @B-DL-005
  Scenario: Leaving cancels a task that asked for it
    When task "a" is submitted to "alpha" with
      | fault                | tokens=5000 delay=5 |
      | max_tokens           | 1000                |
      | cancel_on_disconnect | true                |
    And the stream of "a" is opened
    And "a" has received 2 tokens
    And "a" leaves
    Then task "a" ends as canceled

  @B-DP-002 @ORCH-3014
  Scenario Outline: A deadline that is no time is refused
    When task "a" is submitted to "alpha" with
      | deadline_ms | <deadline> |
    Then task "a" is refused with 400 DEADLINE_UNMET

    Examples:
      | deadline |
      | 0        |
      | -5       |

  @B-DP-001 @B-ERR-001
  Scenario: A negative context is refused, and the field is named
    When task "a" is submitted to "alpha" with
      | ctx | -1 |
    Then task "a" is refused with 400 INVALID_PARAMS
    And the answer's member "/field" is "/ctx"

  @B-DP-005
  Scenario: A name that is no model is not found
    When task "a" is submitted to "no-such-name"
    Then task "a" is refused with 404 MODEL_NOT_FOUND

  @B-RTY-001 @B-RTY-002 @B-RTY-005
  Scenario: The same again is the same task, another body is a conflict
    When task "a" is submitted to "no-such-name"
    And task "a" is submitted to "alpha" with
      | max_tokens | 4 |
    Then task "a" is admitted
    When task "a" is submitted to "alpha" with
      | max_tokens | 4 |
    Then task "a" is admitted
    And task "a" ends as completed
    And task "a" has attempts "1"
    When task "a" is submitted to "alpha" with
      | max_tokens | 5 |
    Then task "a" is refused with 409 TASK_ID_CONFLICT

  @B-OAI-001 @B-OAI-002 @B-OAI-003 @B-OAI-005
  Scenario: Chats, whole and as a stream
    When GET "/v1/models" is asked
    Then the models listed include "alpha"
    When a chat "whole" is asked of "alpha" with
      | max_tokens | 6 |
    Then the chat answers 200 with content and usage
    And the answer has header "X-Task-Id"
    When a chat stream "c" is asked of "alpha" with
      | max_tokens                   | 6    |
      | stream_options.include_usage | true |
    Then the chat stream "c" has content and usage and ends with [DONE]

  @B-OAI-006
  Scenario: The door's errors have that API's shape and our status
    When a chat "c" is asked of "no-such-name" with
      | max_tokens | 2 |
    Then the answer is 404
    And the answer's member "/error/code" is "MODEL_NOT_FOUND"

  @B-OAI-008
  Scenario: A client of the door that leaves cancels
    When a chat stream "c" is asked of "alpha" with
      | fault      | tokens=5000 delay=5 |
      | max_tokens | 1000                |
    And the chat stream "c" is left after 3 tokens
    Then the task of chat "c" ends as canceled

  @B-SS-001 @B-SS-002 @B-SS-003 @B-SS-020 @B-SS-010 @B-SS-011
  Scenario: A session is made by its first task and deleted without harm
    When GET "/v2/sessions/unknown-session" is asked
    Then the answer is 200
    And the answer's member "/turns" is "0"
    And the answer's member "/ttl_ms_remaining" is "600000"
    When task "a" is submitted to "alpha" with
      | fault      | tokens=1 |
      | session_id | s        |
    And task "a" ends as completed
    Then the session "s" has turns "1"
    When the session "s" is deleted
    Then the answer is 204
    And the session "s" has turns "0"
    And task "a" ends as completed
    When the session "s" is deleted
    Then the answer is 204
