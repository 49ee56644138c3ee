@gemma @alone
Feature: Determinism
  A strict task decodes alone, and its seed decides every byte, whichever replica decodes it.

  @ORCH-3045 @ORCH-3046 @ORCH-3050 @OC-TEST-7001 @OC-TEST-7002 @OC-TEST-7003
  Scenario: 64 seeds on two replicas of a real engine
    Given pools "left" and "right" of Gemma, each with 1 slot
    When 64 seeds are decoded strictly by "left" and by "right"
    Then each seed gave the same stream on both, byte for byte
    And the seeds gave at least 40 different streams

  @ORCH-3045 @LO-09
  Scenario: What was recorded is decoded again and compared
    Given a pool "gemma" of Gemma with 1 slot
    When seed 7 is decoded strictly by "gemma"
    Then a replay of it says "The same: 8 tokens"
    And a replay of it with seed 8 says "Different"
