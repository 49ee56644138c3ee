Feature: Data plane: sessions
  A session is what a caller's tasks have in common: metadata, for as long as it is used.

  Background:
    Given an engine "e" with 1 slot
    And a pool "alpha" on "e"

  @shared @B-SS-001 @B-SS-002 @B-SS-003 @B-SS-004 @B-SS-005
  Scenario: An unknown session shows the defaults and is not stored
    When GET "/v2/sessions/nobody" is asked
    Then the answer is 200
    And the answer's member "/session_id" is "nobody"
    And the answer's member "/ttl_ms_remaining" is "600000"
    And the answer's member "/turns" is "0"
    And the answer's member "/kv_bytes" is "0"
    And the answer's member "/kv_warmth" is "false"
    And the answer's member "/tokens_budget_remaining" is "9007199254740991"
    And the answer's member "/time_budget_remaining_ms" is "9007199254740991"
    And the answer has header "X-Correlation-Id"

  @shared @B-SS-020 @B-SS-022
  Scenario: The first task creates a session, and a finished one is a turn
    Then the session "talk" has turns "0"
    And the session "talk" has kv_warmth "false"
    When task "one" is submitted to "alpha" with
      | fault      | tokens=2 |
      | session_id | talk     |
    And task "one" ends as completed
    Then the session "talk" has turns "1"
    And the session "talk" has kv_warmth "true"
    When task "two" is submitted to "alpha" with
      | fault      | tokens=2 |
      | session_id | talk     |
    And task "two" ends as completed
    Then the session "talk" has turns "2"

  @shared @B-SS-010 @B-SS-011 @B-SS-012
  Scenario: A deleted session is gone, and its task goes on
    When task "one" is submitted to "alpha" with
      | fault      | tokens=20 delay=50 |
      | session_id | talk               |
    And task "one" comes to be running
    And the session "talk" is deleted
    And the session "talk" is deleted
    Then task "one" ends as completed
    And the session "talk" has turns "0"

  @B-SS-021 @ORCH-3021
  Scenario: A session expires when it is not used, but not while a task of it lives
    Given the daemon sets session.ttl_ms to 1000
    When task "one" is submitted to "alpha" with
      | fault      | tokens=1 |
      | session_id | talk     |
    And task "one" ends as completed
    And task "long" is submitted to "alpha" with
      | fault      | tokens=40 delay=50 |
      | session_id | talk               |
    And task "long" ends as completed
    Then the session "talk" has turns "2"
    And the session "talk" comes to have turns "0"

  @B-SS-022 @ORCH-3021
  Scenario: The turn after the last starts cold
    Given the daemon sets session.turns_max to 2
    When task "one" is submitted to "alpha" with
      | fault      | tokens=1 |
      | session_id | talk     |
    And task "one" ends as completed
    And task "two" is submitted to "alpha" with
      | fault      | tokens=1 |
      | session_id | talk     |
    And task "two" ends as completed
    And task "three" is submitted to "alpha" with
      | fault      | tokens=20 delay=50 |
      | session_id | talk               |
    And task "three" comes to be running
    Then task "three" has kv_warmth "false"
    And task "three" ends as completed
    And the session "talk" has turns "1"

  @B-SS-022
  Scenario: Or it is refused, where so set
    Given the daemon sets session.turns_max to 1
    And the daemon sets session.refuse_after_turns to true
    When task "one" is submitted to "alpha" with
      | fault      | tokens=1 |
      | session_id | talk     |
    And task "one" ends as completed
    And task "two" is submitted to "alpha" with
      | fault      | tokens=1 |
      | session_id | talk     |
    Then task "two" is refused with 403 BUDGET_EXHAUSTED

  @B-SS-023 @B-RES-013
  Scenario: A session survives a restart, and holds nothing that was said
    When task "one" is submitted to "alpha" with
      | fault      | tokens=2 |
      | session_id | talk     |
    And task "one" ends as completed
    And the daemon is killed
    And the daemon starts again
    Then the session "talk" has turns "1"
    And the session "talk" says nothing of "Tell me about the sea"
