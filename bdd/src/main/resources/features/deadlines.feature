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

  @shared @B-DL-002
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

  @shared @B-DL-002
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

  @B-DL-002 @B-DL-006
  Scenario: A clock that is set back extends no deadline, and time goes on
    Given the daemon's wall clock can be set
    And an engine "e" with 1 slot
    And a pool "alpha" on "e"
    When task "running" is submitted to "alpha" with
      | fault       | tokens=5000 delay=20 |
      | deadline_ms | 4000                 |
    And task "running" comes to be running
    And the wall clock is set 3600 s back
    And task "queued" is submitted to "alpha" with
      | fault       | tokens=2 |
      | deadline_ms | 1500     |
    Then task "queued" ends as expired
    And task "running" ends as expired
    And task "queued" was admitted after task "running"
    And task "queued" was admitted at the machine's time
    When task "later" is submitted to "alpha" with
      | fault | tokens=2 |
    Then task "later" ends as completed

  @B-DL-006 @B-RES-010
  Scenario: A clock that is set back while the daemon is down extends no deadline, and the order stays
    Given the daemon's wall clock can be set
    And an engine "e" with 1 slot
    And a pool "alpha" on "e"
    When task "running" is submitted to "alpha" with
      | fault | tokens=5000 delay=20 |
    And task "running" comes to be running
    And task "queued" is submitted to "alpha" with
      | fault       | tokens=2 |
      | deadline_ms | 5000     |
    And the daemon is killed
    And engine "e" dies
    And the wall clock is set 3600 s back
    And the daemon starts again
    Then task "queued" ends as expired
    When engine "e" comes back
    And task "later" is submitted to "alpha" with
      | fault | tokens=2 |
    Then task "later" ends as completed
    And task "later" was admitted after task "queued"
    And task "later" was admitted at the machine's time

  @B-DL-006 @B-RES-010
  Scenario: Times that lie days ahead were written by a wrong clock, and are not believed
    Given the daemon's wall clock can be set
    And an engine "e" with 1 slot
    And a pool "alpha" on "e"
    When the wall clock is set 259200 s forward
    And task "ahead" is submitted to "alpha" with
      | fault | tokens=2 |
    Then task "ahead" ends as completed
    And task "ahead" was admitted about 259200 s ahead of the machine's time
    When the daemon is killed
    And the wall clock is right again
    And the daemon starts again
    And task "ahead" is looked up
    Then the answer's member "/outcome" is "completed"
    When task "now" is submitted to "alpha" with
      | fault       | tokens=2 |
      | deadline_ms | 20000    |
    Then task "now" ends as completed
    And task "now" was admitted at the machine's time
