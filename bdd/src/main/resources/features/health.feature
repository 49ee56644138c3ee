Feature: Seen from outside
  What is alive, what is ready, what it measures.

  @B-MW-001 @B-MW-004 @OC-CTRL-2052
  Scenario Outline: A correlation id comes back on every answer
    When <method> "<path>" is asked with header "X-Correlation-Id: trace-me-42"
    Then the answer's header "X-Correlation-Id" is "trace-me-42"

    Examples:
      | method | path                        |
      | GET    | /healthz                    |
      | GET    | /v2/pools                   |
      | GET    | /v2/tasks/nobody            |
      | DELETE | /v2/pools                   |
      | GET    | /nowhere                    |
      | POST   | /v2/tasks/nobody/cancel     |

  @B-MW-002
  Scenario: Without one, one is made
    When GET "/healthz" is asked
    Then the answer is 200
    And the answer's header "X-Correlation-Id" is a UUID

  Scenario: Unknown routes and methods are told in the envelope
    When GET "/nowhere" is asked
    Then the answer is 404 NOT_FOUND
    When DELETE "/v2/pools" is asked
    Then the answer is 405 METHOD_NOT_ALLOWED
    And the answer has header "Allow"

  Scenario: Alive and ready
    When GET "/healthz" is asked
    Then the answer is 200
    When GET "/readyz" is asked
    Then the answer is 200

  @B-CP-010 @B-CP-011 @B-CP-014 @B-CP-015 @OC-CTRL-2001
  Scenario: A pool tells its true figures
    Given an engine "e" with 2 slots
    And a pool "alpha" on "e"
    When task "a" is submitted to "alpha" with
      | fault | tokens=2000 delay=20 |
    And task "a" comes to be running
    Then pool "alpha" has live "true"
    And pool "alpha" has ready "true"
    And pool "alpha" has metrics/slots_total "2"
    And pool "alpha" has metrics/slots_free "1"
    And pool "alpha" has metrics/queue_depth "0"

  @B-CP-012 @B-ERR-003
  Scenario: An unknown pool is 404
    When GET "/v2/pools/nowhere/health" is asked
    Then the answer is 404 POOL_NOT_FOUND

  @B-CP-003 @B-CP-004 @ORCH-3095 @ORCH-3096
  Scenario: Capabilities tell what is bound
    Given an engine "e" with 2 slots
    And a pool "alpha" on "e"
    When GET "/v2/meta/capabilities" is asked
    Then the answer is 200
    And the answer's member "/api_version" is "2.0.0"
    And the answer's member "/engines/0/engine" is "llamacpp"
    And the answer's member "/engines/0/slots" is "2"

  @B-OBS-001 @B-OBS-002 @B-OBS-003 @B-OBS-007 @ORCH-3028
  Scenario: Every series is there before anything happened
    When GET "/metrics" is asked
    Then the answer is 200
    And every series of the contract is there

  @B-DP-028 @B-DP-144 @B-DP-145 @B-OBS-006
  Scenario: A task is counted where it belongs
    Given an engine "e" with 2 slots
    And a pool "alpha" on "e"
    When task "a" is submitted to "alpha" with
      | fault | tokens=4 |
    And task "a" ends as completed
    Then the log has a record with tokens_out "4" for task "a"
    And the metric "tasks_enqueued_total" with pool_id "alpha" and priority "interactive" is 1
    And the metric "tasks_started_total" with pool_id "alpha" and replica_id "r0" is 1
    And the metric "tokens_out_total" with pool_id "alpha" and replica_id "r0" is 4
    And the metric "latency_first_token_ms_count" with pool_id "alpha" and priority "interactive" is 1

  @B-SS-001 @B-SS-002 @B-SS-003 @B-SS-020 @B-SS-010 @B-SS-011
  Scenario: A session is made by its first task and deleted without harm
    Given a model "alpha" to ask
    When GET "/v2/sessions/unknown-session" is asked
    Then the answer is 200
    And the answer's member "/turns" is "0"
    And the answer's member "/ttl_ms_remaining" is "600000"
    When task "a" is submitted to "alpha" with
      | fault      | tokens=1 |
      | session_id | s        |
    And task "a" ends as completed
    Then the session "s" has turns "1"
    When the session "s" is deleted
    Then the answer is 204
    And the session "s" has turns "0"
