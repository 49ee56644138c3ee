Feature: Observability: metrics
  What is counted, logged and narrated.

  @B-OBS-001 @B-OBS-002 @B-OBS-003 @B-OBS-007 @ORCH-3028 @B-OBS-004 @B-OBS-005
  Scenario: Every series is there before anything happened
    When GET "/metrics" is asked
    Then the answer is 200
    And every series of the contract is there

  @shared @B-DP-028 @B-DP-144 @B-DP-145 @B-OBS-006
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

  @shared @B-OBS-020 @B-OBS-021 @B-OBS-024 @B-OBS-022 @B-OBS-023 @B-DP-026 @B-DP-027 @ORCH-3024 @ORCH-3027 @ORCH-3300 @ORCH-3303
  Scenario: Every record is JSON, says when and how grave it is, and tells people what happened
    Given an engine "e" with 1 slot
    And a pool "alpha" on "e"
    When task "a" is submitted to "alpha" with
      | fault | tokens=2 |
    Then task "a" ends as completed
    And the log has a record with action "admit" for task "a"
    And the record has the members "ts, level, actor, action, target, human, correlation_id, pool_id, queue_position, predicted_start_ms"
    And the log has a record with tokens_out "2" for task "a"
    And the record has the members "ts, level, actor, action, target, human, pool_id, replica_id, engine"
    And every line of the log is a record with "ts, level, human, emitted_by"

  @B-SEC-006 @ORCH-3302
  Scenario: No key, prompt or output gets into logs, metrics or errors
    Given the environment has AUTH_TOKEN = "0123456789abcdef0123456789abcdef"
    And every request carries "Authorization: Bearer 0123456789abcdef0123456789abcdef"
    And an engine "e" with 1 slot
    And a pool "alpha" on "e"
    When 12 tasks with secrets in what they say are asked of "alpha", right and wrong ones
    Then none of the secrets is in an error, the metrics or the log
    And the log never contains "0123456789abcdef0123456789abcdef"

  @shared @B-OBS-001 @B-OBS-007
  Scenario: Who wants OpenMetrics gets it, everybody else the text of Prometheus
    When GET "/metrics" is asked
    Then the answer's header "Content-Type" is "text/plain; version=0.0.4; charset=utf-8"
    When GET "/metrics" is asked with header "Accept: application/openmetrics-text; version=1.0.0"
    Then the answer's header "Content-Type" is "application/openmetrics-text; version=1.0.0; charset=utf-8"
    And the answer's text contains "# EOF"
