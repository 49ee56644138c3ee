Feature: Retries
  Sending a task again is safe; an engine's failure before the first token is ours to mend.

  Background:
    Given an engine "e" with 1 slot
    And a pool "alpha" on "e"

  @shared @B-RTY-001 @LO-07
  Scenario: The same again is the same task
    When task "a" is submitted to "alpha" with
      | fault | tokens=3 |
    And task "a" is submitted to "alpha" with
      | fault | tokens=3 |
    Then task "a" is admitted at position 0
    And task "a" ends as completed
    And the engine "e" was asked once by task "a"

  @shared @B-RTY-002
  Scenario: Another body under the same id is a conflict
    When task "a" is submitted to "alpha" with
      | fault | tokens=3 |
    And task "a" is submitted to "alpha" with
      | fault | tokens=4 |
    Then task "a" is refused with 409 TASK_ID_CONFLICT

  @shared @B-RTY-003
  Scenario: An Idempotency-Key stands for the id that is left out
    When task "one" is submitted to "alpha" with
      | fault                  | tokens=3 |
      | task_id                | absent   |
      | header:Idempotency-Key | k-1      |
    And task "two" is submitted to "alpha" with
      | fault                  | tokens=3 |
      | task_id                | absent   |
      | header:Idempotency-Key | k-1      |
    Then tasks "one" and "two" have the same id

  @shared @B-RTY-004 @B-RTY-001
  Scenario: The same many times at once is one task, and all get its answer
    When task "a" is submitted 16 times at once to "alpha" with
      | fault | tokens=3 |
    Then task "a" ends as completed
    And the engine "e" was asked once by task "a"

  @shared @B-RTY-005
  Scenario: A refused id may be sent again
    When task "a" is submitted to "no-such-name"
    Then task "a" is refused with 404 MODEL_NOT_FOUND
    When task "a" is submitted to "alpha" with
      | fault | tokens=1 |
    Then task "a" is admitted

  @B-DP-117 @LO-04
  Scenario: A failure before the first token is tried again
    Given the next 2 requests to engine "e" are told "status=500"
    When task "a" is submitted to "alpha" with
      | fault | tokens=3 |
    Then task "a" ends as completed
    And task "a" has attempts "3"

  @B-DP-117
  Scenario: The third failure is told
    Given the next 9 requests to engine "e" are told "status=500"
    When task "a" is submitted to "alpha" with
      | fault | tokens=3 |
    And the stream of "a" is opened
    Then "a" ends with REPLICA_EXHAUSTED

  @B-SCH-012
  Scenario: How long a replica is left alone after a fault is a setting
    Given the daemon sets retry.rest_ms to 700
    And the next 2 requests to engine "e" are told "status=500"
    When task "a" is submitted to "alpha" with
      | fault | tokens=3 |
    Then task "a" ends as completed
    And task "a" waited at least 2000 ms for its first token

  @B-SCH-012
  Scenario: An engine that says it is full is left to rest, and nothing fails
    Given the daemon sets retry.breaker_failures to 2
    And the next 4 requests to engine "e" are told "status=429 retry_after=1"
    When task "a" is submitted to "alpha" with
      | fault | tokens=3 |
    Then task "a" ends as completed
    And task "a" waited at least 3900 ms for its first token
    And pool "alpha" has replicas/0/breaker "closed"

  @B-DP-117 @B-DP-110
  Scenario: A task that meets a dead engine waits for it
    Given the daemon sets registry.poll_every_ms to 60000
    And the daemon is ready
    And engine "e" dies
    When task "a" is submitted to "alpha" with
      | fault | tokens=3 |
    Then pool "alpha" has ready "false"
    When engine "e" comes back
    Then task "a" ends as completed

  @B-PM-008
  Scenario: An engine that dies in the middle is told; it comes back and serves
    When task "a" is submitted to "alpha" with
      | fault | tokens=5000 delay=10 |
    And the stream of "a" is opened
    And "a" has received 3 tokens
    And engine "e" dies
    Then "a" ends with WORKER_RESET
    When engine "e" comes back
    And task "b" is submitted to "alpha" with
      | fault | tokens=3 |
    Then task "b" ends as completed

  @B-RTY-002 @B-SEC-002
  Scenario: Another caller's id is taken, another caller's Idempotency-Key is not
    Given a key "mine"
    And a key "other"
    And the environment has AUTH_TOKEN = "0123456789abcdef0123456789abcdef"
    And every request carries "Authorization: Bearer 0123456789abcdef0123456789abcdef"
    And an engine "e" with 2 slots
    And a pool "alpha" on "e"
    When task "a" is submitted to "alpha" with
      | fault | tokens=2 |
      | key   | mine     |
    Then task "a" is admitted
    When task "a" is submitted to "alpha" with
      | fault | tokens=2 |
      | key   | other    |
    Then task "a" is refused with 409 TASK_ID_CONFLICT
    When task "one" is submitted to "alpha" with
      | task_id                | absent   |
      | fault                  | tokens=2 |
      | session_id             | talk     |
      | key                    | mine     |
      | header:Idempotency-Key | the-same |
    And task "two" is submitted to "alpha" with
      | task_id                | absent   |
      | fault                  | tokens=2 |
      | session_id             | talk     |
      | key                    | other    |
      | header:Idempotency-Key | the-same |
    Then tasks "one" and "two" have different ids
