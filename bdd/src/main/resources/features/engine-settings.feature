Feature: Configuration: engines
  Which engines are bound is a matter of settings, not of how the program was built.

  @B-CFG-003 @B-CFG-004 @B-CFG-005 @B-CFG-020
  Scenario: A llama.cpp server comes by environment, with its pool and replica
    Given an engine "e" with 1 slot
    And a pool "alpha" on "e"
    And an engine "w" with 3 slots
    And the environment names engine "w" for pool "gpu" and replica "g7"
    Then pool "gpu" has replicas/0/replica_id "g7"
    And pool "gpu" has ready "true"
    When task "a" is submitted to "gpu" with
      | fault | tokens=2 |
    Then task "a" ends as completed
    And task "a" ran on pool "gpu"

  @B-CFG-021 @B-ERR-012 @ORCH-3058 @OC-ADAPT-OAI-6000
  Scenario: The fault engine is named like any other, by the protocol that it speaks
    Given an engine "e" with 1 slot
    And a pool "alpha" of engine openai on "e"
    When task "a" is submitted to "alpha" with
      | max_tokens | 3 |
    Then task "a" ends as completed
    And the capabilities come to have "/engines/0/engine" "openai"

  @B-CFG-022 @B-MW-010
  Scenario: Whether metrics are open is a setting, and so is all that is observed
    Given the environment has AUTH_TOKEN = "0123456789abcdef0123456789abcdef"
    And the daemon sets auth.metrics_open to false
    When GET "/metrics" is asked
    Then the answer is 401
    When GET "/metrics" is asked with header "Authorization: Bearer 0123456789abcdef0123456789abcdef"
    Then the answer is 200
    And every series of the contract is there
