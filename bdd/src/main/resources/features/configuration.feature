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

  Scenario: What needs a restart is told, and not applied
    When pool "alpha" then sets engine to openai
    And POST "/v2/config/reload" is asked
    Then the answer is 200
    And the answer's member "/needs_restart/0" is "pools/alpha"
    And pool "alpha" has engine "llamacpp"
