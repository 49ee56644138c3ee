Feature: SSE: deadlines and metrics
  Frames that tell a task that waits or runs how it stands.

  Background:
    Given an engine "e" with 1 slot
    And a pool "alpha" on "e"

  @shared @B-RES-006 @B-DP-112 @ORCH-3100 @OC-METRICS-7110 @ORCH-3023 @LO-06
  Scenario: While it waits, its metrics tell position and prediction, without ids
    When task "running" is submitted to "alpha" with
      | fault | tokens=2000 delay=20 |
    And task "running" comes to be running
    And task "waiting" is submitted to "alpha"
    And the stream of "waiting" is opened
    Then a metrics frame of "waiting" has state "queued"
    And the frame metrics of "waiting" has the members "queue_position, predicted_start_ms, queue_depth, kv_warmth, kv_migrated, tokens_budget_remaining"
    And metrics frames of "waiting" have no id

  @B-DP-122 @LO-06 @ORCH-3029
  Scenario: A task with a deadline is told its chance to be on time
    When tasks "w1, w2, w3, w4, w5, w6" are submitted to "alpha" with
      | fault      | tokens=10 delay=5 |
      | max_tokens | 10                |
    And task "w6" ends as completed
    And task "running" is submitted to "alpha" with
      | fault | tokens=5000 delay=20 |
    And task "running" comes to be running
    And task "a" is submitted to "alpha" with
      | deadline_ms | 30000 |
    And the stream of "a" is opened
    Then task "a" is admitted
    And the frame metrics of "a" has the members "on_time_probability, queue_position, predicted_start_ms"

  @shared @B-DL-002 @B-DP-125 @B-DP-126 @LO-11
  Scenario: A listener is told that the deadline passed, and nothing follows
    When task "a" is submitted to "alpha" with
      | fault       | tokens=5000 delay=10 |
      | deadline_ms | 500                  |
    And the stream of "a" is opened
    Then "a" ends with DEADLINE_UNMET
    And "a" has no end frame
    And metrics frames of "a" have no id
