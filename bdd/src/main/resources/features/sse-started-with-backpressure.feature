@shared
Feature: SSE: started with backpressure
  Who listens while the queue is long learns the place and the time at once.

  Background:
    Given an engine "e" with 1 slot
    And a pool "alpha" on "e"

  @B-DP-120 @B-DP-023 @B-DP-152 @ORCH-3029 @LO-06
  Scenario: started tells the place that was told at admission, while the task still waits
    When task "running" is submitted to "alpha" with
      | fault | tokens=5000 delay=20 |
    And task "running" comes to be running
    And task "first" is submitted to "alpha"
    And task "second" is submitted to "alpha"
    And the stream of "second" is opened
    And "second" has received the frame started
    Then the frame started of "second" has queue_position "1"
    And the frame started of "second" has the members "queue_position, predicted_start_ms"
    And task "second" is still queued

  @B-DP-112 @B-STR-004 @B-DP-111 @ORCH-3010
  Scenario: Nothing reaches the engine before a slot is free, then it does
    When task "running" is submitted to "alpha" with
      | fault | tokens=5000 delay=20 |
    And task "running" comes to be running
    And task "waiting" is submitted to "alpha" with
      | fault | tokens=2 |
    And the stream of "waiting" is opened
    Then a metrics frame of "waiting" has state "queued"
    And engine "e" has no request of task "waiting"
    When task "running" is cancelled
    Then "waiting" ends with end
    And "waiting" has 2 tokens in order

  @B-DP-014 @B-SCH-009 @LO-04
  Scenario: A listener of a task that is dropped is told why after its started frame
    Given pool "alpha" sets queue.capacity to 1
    And pool "alpha" sets queue.full_policy to drop-lru
    When task "running" is submitted to "alpha" with
      | fault | tokens=5000 delay=20 |
    And task "running" comes to be running
    And task "victim" is submitted to "alpha" with
      | priority | batch |
    And the stream of "victim" is opened
    And task "late" is submitted to "alpha"
    Then task "late" is admitted
    And "victim" ends with QUEUE_FULL_DROP_LRU
    And the first frame of "victim" has id "0"
    And "victim" has no token frame
