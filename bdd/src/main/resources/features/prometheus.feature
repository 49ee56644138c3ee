Feature: Observability: Prometheus
  The metrics as a real Prometheus reads them, and the alert rules that come with the project.

  Background:
    Given this machine has Prometheus

  @B-OBS-001 @B-OBS-002 @B-OBS-007 @OC-METRICS-7101
  Scenario: promtool accepts the metrics
    When GET "/metrics" is asked
    Then promtool accepts the metrics, but for the contract's own names "latency_first_token_ms, latency_decode_ms"

  @B-OBS-006
  Scenario: The alert rules hold
    Then promtool accepts the alert rules, and they alert when they should

  @B-OBS-001 @B-OBS-006 @B-DP-028 @B-DP-145 @ORCH-3028
  Scenario: Prometheus scrapes a daemon that works
    Given an engine "e" with 1 slot
    And a pool "alpha" on "e"
    When task "a" is submitted to "alpha" with
      | fault | tokens=4 |
    Then task "a" ends as completed
    When a Prometheus scrapes the service with the alert rules
    Then Prometheus comes to know up{job="llama-orch"} as "1"
    And Prometheus comes to know sum(tasks_started_total{pool_id="alpha"}) as "1"
    And Prometheus comes to know sum(tokens_out_total{pool_id="alpha"}) as "4"
    And Prometheus comes to know sum(latency_first_token_ms_count{pool_id="alpha",priority="interactive"}) as "1"
    And Prometheus can evaluate every alert rule
    And Prometheus can evaluate every query of the dashboard, and has values for "Free slots, Replicas ready, Tasks that wait, Queue, Slots, Replicas, CPU, Memory, Files"
