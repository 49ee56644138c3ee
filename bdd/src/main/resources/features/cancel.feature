Feature: Cancel
  A cancel is final, and reaches the engine.

  Background:
    Given an engine "e" with 1 slot
    And a pool "alpha" on "e"

  @B-DP-130 @B-DP-131 @B-DP-132 @B-DP-133 @B-DP-205 @B-DP-206 @ORCH-3017 @ORCH-3026 @LO-08
  Scenario: In the middle of a stream
    When task "a" is submitted to "alpha" with
      | fault | tokens=5000 delay=5 |
    And the stream of "a" is opened
    And "a" has received 5 tokens
    And task "a" is cancelled
    Then "a" ends with CANCELED
    And "a" has no end frame
    And task "a" ends as canceled
    And engine "e" sees the request aborted within 2000 ms
    And engine "e" is running 0 requests

  @B-DP-203 @B-DP-204 @OC-CORE-1005
  Scenario: While it is queued
    When task "running" is submitted to "alpha" with
      | fault | tokens=5000 delay=20 |
    And task "running" comes to be running
    And task "waiting" is submitted to "alpha"
    And the stream of "waiting" is opened
    And task "waiting" is cancelled
    Then "waiting" ends with CANCELED
    And the metric "queue_depth" with pool_id "alpha" and priority "interactive" is 0
    And the metric "tasks_canceled_total" with pool_id "alpha" and reason "client" is 1

  @B-DP-205
  Scenario: Again, and of a task nobody knows
    When task "a" is submitted to "alpha" with
      | fault | tokens=5000 delay=5 |
    And task "a" is cancelled
    And task "a" is cancelled
    And POST "/v2/tasks/nobody-knows-this/cancel" is asked
    Then the answer is 204

  @B-DP-012 @B-DP-205
  Scenario: Ids that a hash would confuse are two tasks
    When task "running" is submitted to "alpha" with
      | fault | tokens=5000 delay=20 |
    And task "running" comes to be running
    And task "Aa" is submitted to "alpha"
    And task "BB" is submitted to "alpha"
    And task "Aa" is cancelled
    Then task "Aa" ends as canceled
    And task "BB" is still queued

  @B-DP-142 @B-DP-200 @B-DP-201 @B-DP-202
  Scenario: A cancel is marked, logged and narrated, and its place goes to the next
    When task "a" is submitted to "alpha" with
      | fault | tokens=5000 delay=5 |
    And task "a" comes to be running
    And task "next" is submitted to "alpha" with
      | fault | tokens=2 |
    And task "a" is cancelled
    Then task "a" ends as canceled
    And the log has a record with action "cancel" for task "a"
    And the record tells people "A task is cancelled by its client."
    And task "next" ends as completed

  @B-DL-005
  Scenario: Leaving cancels a task that asked for it
    When task "a" is submitted to "alpha" with
      | fault                | tokens=5000 delay=5 |
      | cancel_on_disconnect | true                |
    And the stream of "a" is opened
    And "a" has received 2 tokens
    And "a" leaves
    Then task "a" ends as canceled
    And engine "e" is running 0 requests

  @B-DL-005
  Scenario: A half-closed connection counts as gone
    When task "a" is submitted to "alpha" with
      | fault                | tokens=5000 delay=5 |
      | cancel_on_disconnect | true                |
    And the stream of "a" is opened
    And "a" has received 2 tokens
    And "a" half-closes
    Then task "a" ends as canceled

  @B-DL-005
  Scenario: Never before the first listener came
    When task "a" is submitted to "alpha" with
      | fault                | tokens=20 delay=5 |
      | cancel_on_disconnect | true              |
    Then task "a" ends as completed

  @B-DL-005
  Scenario: Within the grace it may come back
    When task "a" is submitted to "alpha" with
      | fault                | tokens=100 delay=10 |
      | cancel_on_disconnect | true                |
      | disconnect_grace_ms  | 20000               |
    And the stream of "a" is opened as "gone"
    And "gone" has received 2 tokens
    And "gone" leaves
    And the stream of "a" is opened as "back" after the last frame of "gone"
    Then "back" ends with end
