Feature: Resume and recovery: recovery
  What was accepted is kept through the death of the daemon.

  Background:
    Given an engine "e" with 1 slot
    And a pool "alpha" on "e"

  @B-RES-010 @LO-02
  Scenario: A task without tokens is queued again in its old place and ends
    When task "running" is submitted to "alpha" with
      | fault | tokens=5000 delay=20 |
    And task "running" comes to be running
    And task "first" is submitted to "alpha" with
      | fault | tokens=3 |
    And task "second" is submitted to "alpha" with
      | fault | tokens=3 |
    And the daemon is killed
    And the daemon starts again
    Then the tasks started in the order "first, second"
    And task "first" ends as completed
    And task "second" ends as completed

  @B-RES-011
  Scenario: One with tokens keeps them and ends with WORKER_RESET
    When task "a" is submitted to "alpha" with
      | fault | tokens=5000 delay=10 |
    And the stream of "a" is opened as "before"
    And "before" has received 5 tokens
    And the daemon is killed
    And "before" leaves
    And the daemon starts again
    And the stream of "a" is opened as "after" from 0
    Then "after" ends with WORKER_RESET
    And what "before" had is how "after" begins

  @B-RES-012
  Scenario: A terminal is never lost and never repeated
    When task "a" is submitted to "alpha" with
      | fault | tokens=4 |
    And the stream of "a" is opened as "before"
    And "before" ends with end
    And task "a" ends as completed
    And the daemon is killed
    And the daemon starts again
    And the stream of "a" is opened as "after"
    Then "after" ends with end
    And "before" and "after" have the same numbered frames
    And task "a" ends as completed

  @B-RES-013
  Scenario: Drains and sessions survive
    When task "a" is submitted to "alpha" with
      | fault      | tokens=2 |
      | session_id | s        |
    And task "a" ends as completed
    And pool "alpha" is drained
    And the daemon is killed
    And the daemon starts again
    Then pool "alpha" has draining "true"
    And the session "s" has turns "1"

  @B-RES-015
  Scenario: Told to stop, it gives running work its grace and keeps queued work
    Given the daemon sets shutdown_grace_ms to 4000
    When task "running" is submitted to "alpha" with
      | fault | tokens=5000 delay=20 |
    And the stream of "running" is opened
    And "running" has received 2 tokens
    And task "waiting" is submitted to "alpha" with
      | fault | tokens=2 |
    And the daemon is told to stop
    Then the daemon comes to be unready
    When task "late" is submitted to "alpha"
    Then task "late" is refused with 503 SHUTTING_DOWN
    And the answer has header "Retry-After"
    And "running" ends with WORKER_RESET
    And the daemon ends with exit code 0
    When the daemon starts again
    Then task "waiting" ends as completed

  @B-RES-016
  Scenario: durability memory keeps nothing, and says so
    Given the daemon sets durability to memory
    When task "a" is submitted to "alpha" with
      | fault | tokens=2 |
    And task "a" ends as completed
    And the daemon is killed
    And the daemon starts again
    And task "a" is looked up
    Then the answer is 404 TASK_NOT_FOUND
    And the log says that nothing is kept

  @B-RES-010 @B-RES-012 @LO-02
  Scenario: durability power keeps what process keeps
    Given the daemon sets durability to power
    When task "done" is submitted to "alpha" with
      | fault | tokens=2 |
    And task "done" ends as completed
    And task "running" is submitted to "alpha" with
      | fault | tokens=5000 delay=20 |
    And task "running" comes to be running
    And task "queued" is submitted to "alpha" with
      | fault | tokens=2 |
    And the daemon is killed
    And the daemon starts again
    Then task "queued" ends as completed
    And task "done" ends as completed
