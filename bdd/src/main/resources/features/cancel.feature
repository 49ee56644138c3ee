Feature: Data plane: cancel
  A cancel is final, and reaches the engine.

  Background:
    Given an engine "e" with 1 slot
    And a pool "alpha" on "e"

  @shared @B-DP-203 @B-DP-204 @OC-CORE-1005 @OC-CTRL-2012
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

  @shared @B-DP-205
  Scenario: Again, and of a task nobody knows
    When task "a" is submitted to "alpha" with
      | fault | tokens=5000 delay=5 |
    And task "a" is cancelled
    And task "a" is cancelled
    And POST "/v2/tasks/nobody-knows-this/cancel" is asked
    Then the answer is 204

  @shared @B-DP-012 @B-DP-205
  Scenario: Ids that a hash would confuse are two tasks
    When task "running" is submitted to "alpha" with
      | fault | tokens=5000 delay=20 |
    And task "running" comes to be running
    And task "Aa" is submitted to "alpha"
    And task "BB" is submitted to "alpha"
    And task "Aa" is cancelled
    Then task "Aa" ends as canceled
    And task "BB" is still queued

  @shared @B-DP-142 @B-DP-200 @B-DP-201 @B-DP-202
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
    And the metric "tasks_canceled_total" with pool_id "alpha" and reason "client" is 1
