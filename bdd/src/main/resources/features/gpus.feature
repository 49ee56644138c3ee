Feature: pool-managerd: GPUs
  A pool gets the GPUs that it names or is told why not; it never moves to the processor by itself.

  @B-PM-007 @OC-POOL-3020 @ORCH-1102 @ORCH-3011
  Scenario: Where there is no GPU a pool does not start, and says what to do
    Given a small model file "tiny"
    And a pool "gpu" of the small model file "tiny" on the devices "0"
    And the daemon is ready
    Then pool "gpu" comes to tell an error about "nvidia-smi shows none: install the NVIDIA driver"
    And pool "gpu" has ready "false"

  @B-PM-007 @OC-POOL-3020 @ORCH-3052
  Scenario Outline: A mask that the machine cannot satisfy is refused
    Given nvidia-smi shows
      """
      0, NVIDIA H100 80GB HBM3, 81559, 81000, 0, 9.0, 00000000:01:00.0
      1, NVIDIA H100 80GB HBM3, 81559, 81000, 0, 9.0, 00000000:02:00.0
      """
    And a small model file "tiny"
    And a pool "gpu" of the small model file "tiny" on the devices "<mask>"
    And the daemon is ready
    Then pool "gpu" comes to tell an error about "<error>"
    And pool "gpu" has ready "false"

    Examples:
      | mask | error                                             |
      | 7    | asks for GPU 7 and nvidia-smi shows only 0, 1     |
      | 0, 0 | names GPU 0 twice                                 |

  @gemma @B-PM-006 @ORCH-3003 @ORCH-3039
  Scenario: A model that cannot fit is refused before it is started
    Given nvidia-smi shows
      """
      0, NVIDIA T1000, 4096, 0, 99, 7.5, 00000000:01:00.0
      """
    And a small model file "tiny"
    And a pool "gpu" of the small model file "tiny" on the devices "GPU0"
    And the daemon is ready
    Then pool "gpu" comes to tell an error about "does not fit: its share on GPU 0"
    And pool "gpu" has ready "false"

  @gemma @B-CP-031 @B-CP-035 @B-PM-006 @ORCH-3052
  Scenario: Whether two models fit at once is measured on the GPU when one is to take the other's place
    Given nvidia-smi shows
      """
      0, NVIDIA T1000, 4096, 0, 99, 7.5, 00000000:01:00.0
      """
    And a small model file "tiny"
    And a small model file "other"
    And a pool "gpu" of the small model file "tiny" on the devices "0"
    And the daemon is ready
    Then pool "gpu" comes to tell an error about "does not fit: its share on GPU 0"
    When the reload of "gpu" to the model file "other" begins in mode overlap
    Then the operation on "gpu" comes to be failed
    And the answer's member "/error/code" is "RELOAD_FAILED"
    And the answer's member "/error/message" contains "Both models do not fit at once. The model does not fit: its share on GPU 0"
    And the answer's member "/error/message" contains "Mode swap unloads the old one first."
    When nvidia-smi then shows
      """
      0, NVIDIA T1000, 4096, 4000, 9, 7.5, 00000000:01:00.0
      """
    And the reload of "gpu" to the model file "other" begins in mode overlap
    Then the operation on "gpu" comes to be failed
    And the answer's member "/error/message" contains "sees no GPU"
