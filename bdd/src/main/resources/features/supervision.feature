@gemma @alone
Feature: Supervision
  Engines that are started here are watched; one that keeps dying is left alone for a while.

  @B-PM-003 @ORCH-3040
  Scenario: An engine that dies too often is left alone for a while, then tried once
    Given the daemon sets supervision.breaker_restarts to 1
    And the daemon sets supervision.breaker_open_ms to 4000
    And a pool "gemma" of Gemma with 1 slot
    And pool "gemma" has ready "true"
    When the engine process of "gemma" is killed
    Then another engine process serves "gemma"
    When the engine process of "gemma" is killed
    Then pool "gemma" has replicas/0/breaker "open"
    When task "refused" is submitted to "gemma" with
      | prompt     | Water is |
      | max_tokens | 4        |
    Then task "refused" is refused with 503 POOL_UNREADY
    And the answer has header "Retry-After"
    And the answer has header "X-Backoff-Ms"
    And the answer's member "/retriable" is "true"
    And another engine process serves "gemma"
    When task "later" is submitted to "gemma" with
      | prompt     | Water is |
      | max_tokens | 4        |
    Then task "later" ends as completed
