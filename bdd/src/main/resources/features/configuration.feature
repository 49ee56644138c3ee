Feature: Configuration
  One file, read strictly; what may change while the service runs does so when it is asked to.

  Background:
    Given an engine "e" with 1 slot
    And a pool "alpha" on "e"
    And the daemon is ready

  @B-CFG-001 @B-CFG-002 @OC-CORE-1002
  Scenario: A new limit holds at once
    When pool "alpha" then sets queue.capacity to 7
    And POST "/v2/config/reload" is asked
    Then the answer is 200
    And the answer's member "/applied/0" is "Pool alpha has other limits or names."
    And pool "alpha" has metrics/queue_capacity "7"
    And the log has a record with action "configure" and cause "Pool alpha.*"

  @B-CFG-001
  Scenario: Another name of the model holds at once
    When pool "alpha" then sets aliases to ["alpha","beta"]
    And POST "/v2/config/reload" is asked
    Then the answer is 200
    When task "a" is submitted to "beta" with
      | fault | tokens=2 |
    Then task "a" ends as completed

  @ORCH-3030 @OC-CONFIG-6001
  Scenario: A wrong file changes nothing and says what is wrong
    When pool "alpha" then sets capacty to 7
    And POST "/v2/config/reload" is asked
    Then the answer is 400 INVALID_PARAMS
    And the answer's message contains "capacty"
    And pool "alpha" has metrics/queue_capacity "256"
    And pool "alpha" has ready "true"

  @ORCH-3030
  Scenario: What needs a restart is told, and not applied
    When pool "alpha" then sets engine to openai
    And POST "/v2/config/reload" is asked
    Then the answer is 200
    And the answer's member "/needs_restart/0" is "pools/alpha"
    And pool "alpha" has engine "llamacpp"

  @B-CFG-009
  Scenario: Where nothing is said it serves this machine only, at port 8080
    When the configuration is shown
    Then the answer's member "/address/host" is "127.0.0.1"
    And the answer's member "/address/port" is "8080"
    When the configuration is shown with ORCHD_ADDR = "127.0.0.1:9999"
    Then the answer's member "/address/port" is "9999"

  @B-CFG-001 @B-CFG-002 @B-CFG-006 @B-CFG-007
  Scenario: The queue, its policy and the handoff folder have defaults, and the environment is over them
    When the configuration is shown
    Then the answer's member "/pools/0/spec/capacity" is "256"
    And the answer's member "/pools/0/spec/full_policy" is "REJECT"
    And the answer's member "/workers/watch_interval_ms" is "1000"
    When the configuration is shown with ORCHD_ADMISSION_CAPACITY = "7"
    Then the answer's member "/pools/0/spec/capacity" is "7"
    When the configuration is shown with ORCHD_ADMISSION_POLICY = "drop-lru"
    Then the answer's member "/pools/0/spec/full_policy" is "DROP_LRU"
    When the configuration is shown with ORCHD_RUNTIME_DIR = "/run/somewhere"
    Then the answer's member "/workers/runtime_dir" is "/run/somewhere"

  @B-CFG-010
  Scenario: HTTP/2 is served beside HTTP/1.1
    When "/v2/pools" is asked over HTTP/2
    Then the answer came over HTTP/2 with 200
    When GET "/v2/pools" is asked
    Then the answer is 200
