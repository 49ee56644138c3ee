Feature: Data plane: backpressure 429
  A full queue answers by its policy and says how long to wait.

  @B-DP-031 @B-DP-032 @LO-01
  Scenario: The wait follows from how fast the queue drains
    Given an engine "of-quick" with 1 slot
    And an engine "of-slow" with 1 slot
    And a pool "quick" on "of-quick"
    And a pool "slow" on "of-slow"
    And pool "quick" sets queue.capacity to 12
    And pool "slow" sets queue.capacity to 2
    When tasks "s1, s2" are submitted to "slow" with
      | fault      | tokens=10 delay=300 |
      | max_tokens | 10                  |
    And task "s2" ends as completed
    And tasks "f01, f02, f03, f04, f05, f06, f07, f08, f09, f10, f11, f12" are submitted to "quick" with
      | fault      | tokens=10 |
      | max_tokens | 10        |
    And task "f12" ends as completed
    And pool "quick" is filled with 12 tasks that wait
    And pool "slow" is filled with 2 tasks that wait
    When task "fast" is submitted to "quick" with
      | max_tokens | 10 |
    And task "late" is submitted to "slow" with
      | max_tokens | 10 |
    Then task "fast" is refused with 429 ADMISSION_REJECT
    And task "late" is refused with 429 ADMISSION_REJECT
    And the wait told to "late" is at least 1.5 times that told to "fast"

  @B-DP-004 @B-DP-031 @B-DP-032 @B-DP-013 @B-DP-033 @B-DP-034 @B-DP-035 @B-ERR-013 @B-ERR-014 @B-ERR-016 @B-ERR-017 @ORCH-2007 @ORCH-3005 @OC-CTRL-2011 @LO-01 @B-ERR-004 @B-ERR-012 @B-ERR-015 @OC-CTRL-2030
  Scenario: reject refuses the newcomer
    Given a full pool "alpha" of 2 places under reject
    When task "late" is submitted to "alpha"
    Then task "late" is refused with 429 ADMISSION_REJECT
    And the answer tells a computed wait under the label "reject"
    And the answer's member "/pool_id" is "alpha"
    And the answer's member "/engine" is "llamacpp"
    And the metric "tasks_rejected_total" with engine "llamacpp" and reason "ADMISSION_REJECT" is 1
    And the metric "admission_backpressure_events_total" with engine "llamacpp" and policy "reject" is 1

  @B-SCH-010
  Scenario: The bodies of queued tasks share one byte limit
    Given the daemon sets limits.queued_bytes to 5000
    And an engine "e" with 1 slot
    And a pool "alpha" on "e"
    When task "running" is submitted to "alpha" with
      | fault | tokens=5000 delay=20 |
    And task "running" comes to be running
    And a task "first" of 3000 bytes is submitted to "alpha"
    Then task "first" is admitted
    When a task "second" of 3000 bytes is submitted to "alpha"
    Then task "second" is refused with 429 ADMISSION_REJECT
    And the answer tells a computed wait under the label "byte-limit"
    When task "first" is cancelled
    And a task "third" of 3000 bytes is submitted to "alpha"
    Then task "third" is admitted
