Feature: Scheduling and fairness
  Who is next, and where it runs.

  @shared @B-SCH-001 @B-DP-010 @B-DP-011 @ORCH-3004 @OC-CORE-1004
  Scenario: Interactive starts before batch
    Given an engine "e" with 1 slot
    And a pool "alpha" on "e"
    When task "running" is submitted to "alpha" with
      | fault | tokens=40 delay=20 |
    And task "running" comes to be running
    And tasks "batch-1, batch-2" are submitted to "alpha" with
      | fault    | tokens=1 |
      | priority | batch    |
    And tasks "now-1, now-2" are submitted to "alpha" with
      | fault | tokens=1 |
    Then the tasks started in the order "running, now-1, now-2, batch-1, batch-2"

  @B-SCH-001
  Scenario: A batch task that waited too long gets its turn
    Given the daemon sets queue.batch_wait_limit_ms to 1
    And the daemon sets queue.batch_every to 2
    And an engine "e" with 1 slot
    And a pool "alpha" on "e"
    When task "running" is submitted to "alpha" with
      | fault | tokens=40 delay=20 |
    And task "running" comes to be running
    And tasks "batch" are submitted to "alpha" with
      | fault    | tokens=1 |
      | priority | batch    |
    And tasks "now-1, now-2, now-3, now-4" are submitted to "alpha" with
      | fault | tokens=1 |
    Then task "batch" started before task "now-4"

  @B-SCH-002 @LO-15
  Scenario: Callers take turns
    Given the environment has AUTH_TOKEN = "0123456789abcdef0123456789abcdef"
    And the environment has AUTH_OPTIONAL = "true"
    And an engine "e" with 1 slot
    And a pool "alpha" on "e"
    When task "running" is submitted to "alpha" with
      | fault | tokens=40 delay=20 |
    And task "running" comes to be running
    And tasks "home-1, home-2, home-3" are submitted to "alpha" with
      | fault | tokens=1 |
    And tasks "key-1, key-2" are submitted to "alpha" with
      | header:Authorization | Bearer 0123456789abcdef0123456789abcdef |
      | fault                | tokens=1                                |
    Then task "key-1" started before task "home-2"
    And task "key-2" started before task "home-3"

  @shared @B-SCH-003
  Scenario: What fits no free slot does not hold up what does
    Given an engine "e1" with 1 slot
    And an engine "e2" with 1 slot
    And a pool "alpha" on "e1"
    And a pool "beta" on "e2"
    And pool "alpha" serves also "shared"
    And pool "beta" serves also "shared"
    When task "running" is submitted to "alpha" with
      | fault | tokens=5000 delay=20 |
    And task "running" comes to be running
    And task "stuck" is submitted to "shared" with
      | placement.mode        | pin   |
      | placement.pin_pool_id | alpha |
    And task "free" is submitted to "shared" with
      | fault | tokens=2 |
    Then task "free" ends as completed
    And task "stuck" is still queued

  @shared @B-SCH-004 @ORCH-3009 @OC-CORE-1013
  Scenario: A session stays on its replica, though another has less to do
    Given an engine "e1" with 2 slots
    And an engine "e2" with 2 slots
    And a pool "alpha" on "e1, e2"
    When task "turn-1" is submitted to "alpha" with
      | fault      | tokens=2 |
      | session_id | s        |
    And task "turn-1" ends as completed
    And task "other" is submitted to "alpha" with
      | fault      | tokens=5000 delay=20 |
      | session_id | s                    |
    And task "other" comes to be running
    And task "turn-2" is submitted to "alpha" with
      | fault      | tokens=2 |
      | session_id | s        |
    And task "turn-2" ends as completed
    Then tasks "turn-1" and "other" ran on the same replica
    And tasks "turn-1" and "turn-2" ran on the same replica

  @shared @B-SCH-004 @B-BG-021 @B-BG-022 @ORCH-3012
  Scenario: The replica with less to do is taken first
    Given an engine "e1" with 2 slots
    And an engine "e2" with 2 slots
    And a pool "alpha" on "e1, e2"
    When task "first" is submitted to "alpha" with
      | fault | tokens=5000 delay=20 |
    And task "first" comes to be running
    And task "second" is submitted to "alpha" with
      | fault | tokens=5000 delay=20 |
    And task "second" comes to be running
    Then tasks "first" and "second" ran on different replicas

  @shared @B-SCH-004 @B-SS-022 @ORCH-3009
  Scenario: Who wants a cold start is not kept on its session's replica, and the engine gets no cache to use
    Given an engine "e1" with 2 slots
    And an engine "e2" with 2 slots
    And a pool "alpha" on "e1, e2"
    When task "turn-1" is submitted to "alpha" with
      | fault      | tokens=2 |
      | session_id | s        |
    And task "turn-1" ends as completed
    And task "warm" is submitted to "alpha" with
      | fault      | tokens=5000 delay=20 |
      | session_id | s                    |
      | kv_hint    | reuse                |
    And task "warm" comes to be running
    And task "cold" is submitted to "alpha" with
      | fault      | tokens=2 |
      | session_id | s        |
      | kv_hint    | cold     |
    And task "cold" ends as completed
    Then tasks "turn-1" and "warm" ran on the same replica
    And tasks "warm" and "cold" ran on different replicas
    And the last body of task "turn-1" at engine "e1" has cache_prompt "true"
    And the last body of task "cold" at engine "e2" has cache_prompt "false"

  @ORCH-3046 @B-DP-110
  Scenario: A pool that wants one engine version gives nothing to a replica of another, and says why
    Given an engine "e1" with 1 slot
    And an engine "e2" with 1 slot
    And a pool "alpha" on "e1, e2"
    And pool "alpha" sets require_same_engine_version to true
    And the daemon is ready
    When engine "e2" comes back as version "fault-2"
    Then pool "alpha" comes to tell an error about "Its engine version is fault-2 and that of its pool fault-1"
    And pool "alpha" has metrics/slots_free "1"
    When task "busy" is submitted to "alpha" with
      | fault | tokens=5000 delay=20 |
    And task "busy" comes to be running
    And task "waiting" is submitted to "alpha" with
      | fault | tokens=1 |
    Then task "waiting" is still queued
    When task "busy" is cancelled
    Then task "waiting" ends as completed
    And tasks "busy" and "waiting" ran on the same replica
    When engine "e1" dies
    Then pool "alpha" comes to tell an error about "does not answer"
    When task "after" is submitted to "alpha" with
      | fault | tokens=1 |
    Then task "after" ends as completed
    And tasks "busy" and "after" ran on different replicas
    When engine "e1" comes back
    Then pool "alpha" comes to tell an error about "Its engine version is fault-1 and that of its pool fault-2"

  @B-SCH-005
  Scenario: Affinity does not wait for a busy replica
    Given an engine "e1" with 1 slot
    And an engine "e2" with 1 slot
    And a pool "alpha" on "e1, e2"
    When task "turn-1" is submitted to "alpha" with
      | fault      | tokens=2 |
      | session_id | s        |
    And task "turn-1" ends as completed
    And task "other" is submitted to "alpha" with
      | fault      | tokens=5000 delay=20 |
      | session_id | s                    |
    And task "other" comes to be running
    And task "turn-2" is submitted to "alpha" with
      | fault      | tokens=2 |
      | session_id | s        |
    Then task "turn-2" ends as completed
    And task "other" is still running
    And tasks "other" and "turn-2" ran on different replicas

  @shared @B-SCH-006 @B-DP-114
  Scenario: A pin is obeyed
    Given an engine "e1" with 1 slot
    And an engine "e2" with 1 slot
    And a pool "alpha" on "e1"
    And a pool "beta" on "e2"
    And pool "alpha" serves also "shared"
    And pool "beta" serves also "shared"
    When task "a" is submitted to "shared" with
      | fault                 | tokens=1 |
      | placement.mode        | pin      |
      | placement.pin_pool_id | beta     |
    And task "b" is submitted to "shared" with
      | fault                 | tokens=1  |
      | placement.avoid_pools | ["alpha"] |
    Then task "a" ends as completed
    And task "a" ran on pool "beta"
    And task "b" ends as completed
    And task "b" ran on pool "beta"

  @B-SCH-007 @B-CP-013 @B-CP-020 @B-CP-021 @B-CP-022 @B-CP-024 @OC-CTRL-2002 @ORCH-3010
  Scenario: Draining moves queued work to another pool, and it says so
    Given an engine "e1" with 1 slot
    And an engine "e2" with 1 slot
    And a pool "alpha" on "e1"
    And a pool "beta" on "e2"
    And pool "alpha" serves also "shared"
    And pool "beta" serves also "shared"
    When tasks "busy-1, busy-2" are submitted to "shared" with
      | fault | tokens=200 delay=20 |
    And task "waiting" is submitted to "shared" with
      | fault                   | tokens=2  |
      | placement.mode          | prefer    |
      | placement.prefer_pools  | ["alpha"] |
    And pool "alpha" is drained
    Then pool "alpha" has draining "true"
    When task "busy-1" is cancelled
    And task "busy-2" is cancelled
    Then task "waiting" ends as completed
    And task "waiting" ran on pool "beta"

  @shared @B-CP-023
  Scenario: At a drain's deadline running work is told
    Given an engine "e" with 1 slot
    And a pool "alpha" on "e"
    When task "a" is submitted to "alpha" with
      | fault | tokens=5000 delay=10 |
    And the stream of "a" is opened
    And "a" has received 2 tokens
    And pool "alpha" is drained within 100 ms
    Then "a" ends with WORKER_RESET
    When pool "alpha" is undrained
    And task "b" is submitted to "alpha" with
      | fault | tokens=1 |
    Then task "b" ends as completed

  @shared @B-SCH-011
  Scenario: A strict task decodes alone, without the prompt cache
    Given an engine "e" with 2 slots
    And a pool "alpha" on "e"
    When task "busy" is submitted to "alpha" with
      | fault | tokens=50 delay=20 |
    And task "busy" comes to be running
    And task "strict" is submitted to "alpha" with
      | fault       | tokens=50 delay=10 |
      | determinism | strict             |
      | seed        | 7                  |
    And task "after" is submitted to "alpha" with
      | fault | tokens=1 |
    Then the tasks started in the order "busy, strict, after"
    And engine "e" never ran two requests during task "strict"
    And the last body of task "strict" at engine "e" has cache_prompt "false"

  @B-SCH-013 @LO-15
  Scenario: No caller holds more than half of the places while another is active
    Given the environment has AUTH_TOKEN = "0123456789abcdef0123456789abcdef"
    And the environment has AUTH_OPTIONAL = "true"
    And an engine "e" with 1 slot
    And a pool "alpha" on "e"
    And pool "alpha" sets queue.capacity to 4
    When task "running" is submitted to "alpha" with
      | fault | tokens=5000 delay=20 |
    And task "running" comes to be running
    And tasks "key-1" are submitted to "alpha" with
      | header:Authorization | Bearer 0123456789abcdef0123456789abcdef |
    And tasks "home-1, home-2" are submitted to "alpha" with
      | fault | tokens=1 |
    And task "home-3" is submitted to "alpha"
    Then task "home-3" is refused with 429 ADMISSION_REJECT

  @B-BG-020 @B-BG-023 @B-BG-024 @B-BG-021 @ORCH-3012
  Scenario: A placement holds as long as what it depends on
    Given an engine "e1" with 2 slots
    And an engine "e2" with 2 slots
    And a pool "alpha" on "e1"
    And a pool "beta" on "e2"
    And pool "alpha" serves also "shared"
    And pool "beta" serves also "shared"
    When task "first" is submitted to "shared" with
      | fault | tokens=1 |
    And task "first" ends as completed
    Then task "first" ran on pool "alpha"
    When task "second" is submitted to "shared" with
      | fault | tokens=1 |
    And task "second" ends as completed
    Then task "second" ran on pool "alpha"
    When pool "alpha" is drained
    And task "third" is submitted to "shared" with
      | fault | tokens=1 |
    And task "third" ends as completed
    Then task "third" ran on pool "beta"
    When pool "alpha" is undrained
    And task "fourth" is submitted to "shared" with
      | fault | tokens=1 |
    And task "fourth" ends as completed
    Then task "fourth" ran on pool "alpha"

  @B-SCH-006 @B-CP-024 @OC-CTRL-2013
  Scenario: A pin to a pool that drains is refused, never quietly moved
    Given an engine "e1" with 1 slot
    And an engine "e2" with 1 slot
    And a pool "alpha" on "e1"
    And a pool "beta" on "e2"
    And pool "alpha" serves also "shared"
    And pool "beta" serves also "shared"
    When pool "beta" is drained
    And task "pinned" is submitted to "shared" with
      | fault                 | tokens=1 |
      | placement.mode        | pin      |
      | placement.pin_pool_id | beta     |
    Then task "pinned" is refused with 503 POOL_UNREADY
    And the answer has header "Retry-After"
    When task "free" is submitted to "shared" with
      | fault | tokens=1 |
    Then task "free" ends as completed
    And task "free" ran on pool "alpha"
    When pool "alpha" is drained
    And task "nowhere" is submitted to "shared" with
      | fault | tokens=1 |
    Then task "nowhere" is refused with 503 POOL_UNREADY

  @shared @B-SCH-006
  Scenario: Without fallback only the preferred pools serve; a mask that nobody has is refused
    Given an engine "e1" with 1 slot
    And an engine "e2" with 1 slot
    And a pool "alpha" on "e1"
    And a pool "beta" on "e2"
    And pool "alpha" serves also "shared"
    And pool "beta" serves also "shared"
    When task "busy" is submitted to "beta" with
      | fault | tokens=40 delay=20 |
    And task "busy" comes to be running
    And task "narrow" is submitted to "shared" with
      | fault                    | tokens=1 |
      | placement.mode           | prefer   |
      | placement.prefer_pools   | ["beta"] |
      | placement.allow_fallback | false    |
    And task "wide" is submitted to "shared" with
      | fault                    | tokens=1 |
      | placement.mode           | prefer   |
      | placement.prefer_pools   | ["beta"] |
    Then task "wide" ends as completed
    And task "wide" ran on pool "alpha"
    And task "narrow" ends as completed
    And task "narrow" ran on pool "beta"
    When task "masked" is submitted to "shared" with
      | fault                         | tokens=1 |
      | placement.require_device_mask | 0,1      |
    Then task "masked" is refused with 503 POOL_UNAVAILABLE

  @B-DP-005 @B-BG-005
  Scenario: A queued task that no pool can serve any more is told so after its time
    Given the environment has ORCHD_HANDOFF_WATCH_INTERVAL_MS = "50"
    And the daemon sets queue.unavailable_after_ms to 500
    And an engine "w" with 1 slot
    And an engine "e" with 1 slot
    And a pool "alpha" on "e"
    When a handoff file "gpu-g0.json" names engine "w" with
      | pool_id     | gpu                |
      | slots_total | 1                  |
      | model       | {"id": "of-gpu"}   |
    Then pool "gpu" has ready "true"
    When task "busy" is submitted to "of-gpu" with
      | fault | tokens=5000 delay=20 |
    And task "busy" comes to be running
    And task "waiting" is submitted to "of-gpu" with
      | fault | tokens=1 |
    And the stream of "waiting" is opened
    And the handoff file "gpu-g0.json" goes
    Then "waiting" ends with POOL_UNAVAILABLE
    And task "waiting" ends as failed
