Feature: Data plane: backpressure policies
  What a full queue does with newcomers and with those that wait.

  @B-DP-014 @B-SCH-009 @LO-04
  Scenario: drop-lru drops the oldest batch task, and tells it
    Given a full pool "alpha" of 2 batch places under drop-lru
    When the stream of "queued-1" is opened
    And task "late" is submitted to "alpha" with
      | fault | tokens=2 |
    Then task "late" is admitted
    And "queued-1" ends with QUEUE_FULL_DROP_LRU
    And task "queued-1" ends as dropped
    And task "queued-2" is still queued

  @B-DP-003
  Scenario: drop-lru refuses batch when only interactive tasks are queued
    Given a full pool "alpha" of 2 places under drop-lru
    When task "late" is submitted to "alpha" with
      | priority | batch |
    Then task "late" is refused with 429 QUEUE_FULL_DROP_LRU
    And the answer tells a computed wait under the label "drop-lru"
    And task "queued-1" is still queued
    And task "queued-2" is still queued

  @B-SCH-008
  Scenario: shed-low-priority refuses batch above the mark, interactive above the capacity
    Given a pool "alpha" with 4 of 5 places taken under shed-low-priority
    When task "batch" is submitted to "alpha" with
      | priority | batch |
    Then task "batch" is refused with 429 ADMISSION_REJECT
    And the answer tells a computed wait under the label "shed-low-priority"
    When task "last" is submitted to "alpha"
    Then task "last" is admitted
    When task "over" is submitted to "alpha"
    Then task "over" is refused with 429 ADMISSION_REJECT
