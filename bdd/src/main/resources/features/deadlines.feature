Feature: Deadlines and watchdogs
  A promise that cannot be kept is refused; one that broke is told; a hang ends.

  @B-DL-001 @LO-11
  Scenario: A deadline that measured data gives no chance is refused
    Given an engine "e" with 1 slot
    And a pool "alpha" on "e"
    When tasks "w1, w2, w3, w4, w5, w6" are submitted to "alpha" with
      | fault      | tokens=20 delay=20 |
      | max_tokens | 20                 |
    And task "w6" ends as completed
    And task "hopeless" is submitted to "alpha" with
      | fault       | tokens=20 delay=20 |
      | max_tokens  | 20                 |
      | deadline_ms | 1                  |
    Then task "hopeless" is refused with 400 DEADLINE_UNMET

  @B-DL-001
  Scenario: On a cold model a deadline is not refused but promised nothing
    Given an engine "e" with 1 slot
    And a pool "alpha" on "e"
    When task "a" is submitted to "alpha" with
      | fault       | tokens=2 |
      | deadline_ms | 20000    |
    Then task "a" is admitted
    And task "a" ends as completed

  @B-DL-002
  Scenario: A deadline that passes while running ends the task and stops the engine
    Given an engine "e" with 1 slot
    And a pool "alpha" on "e"
    When task "a" is submitted to "alpha" with
      | fault       | tokens=5000 delay=10 |
      | deadline_ms | 400                  |
    And the stream of "a" is opened
    Then "a" ends with DEADLINE_UNMET
    And task "a" ends as expired
    And engine "e" is running 0 requests

  @B-DL-002
  Scenario: A deadline that passes while queued ends the task
    Given an engine "e" with 1 slot
    And a pool "alpha" on "e"
    When task "running" is submitted to "alpha" with
      | fault | tokens=5000 delay=20 |
    And task "running" comes to be running
    And task "a" is submitted to "alpha" with
      | deadline_ms | 300 |
    And the stream of "a" is opened
    Then "a" ends with DEADLINE_UNMET

  @B-DL-003 @ORCH-3016 @OC-CORE-1022
  Scenario Outline: An engine that hangs ends in DECODE_TIMEOUT and its slot is free
    Given an engine "e" with 1 slot
    And a pool "alpha" on "e"
    And pool "alpha" sets timeouts.<timeout> to 400
    When task "a" is submitted to "alpha" with
      | fault | <fault> |
    And the stream of "a" is opened
    Then "a" ends with DECODE_TIMEOUT
    And task "a" ends as failed
    And engine "e" is running 0 requests

    Examples:
      | timeout | fault                  |
      | idle_ms | tokens=20 stall=3      |
      | wall_ms | tokens=5000 delay=10   |
