@gemma @alone
Feature: Determinism
  A strict task decodes alone, and its seed decides every byte, whichever replica decodes it.

  @ORCH-3045 @ORCH-3046 @ORCH-3050 @OC-TEST-7001 @OC-TEST-7002 @OC-TEST-7003 @B-SCH-011
  Scenario: 64 seeds on two replicas of a real engine
    Given pools "left" and "right" of Gemma, each with 1 slot
    When 64 seeds are decoded strictly by "left" and by "right"
    Then each seed gave the same stream on both, byte for byte
    And the seeds gave at least 40 different streams
