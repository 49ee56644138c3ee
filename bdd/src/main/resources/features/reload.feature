@gemma @alone
Feature: Control plane: reload
  A pool changes its model under traffic: no task is lost, and a model that is none leaves the old one serving.

  Background:
    Given a pool "gemma" of Gemma with 2 slots

  @B-CP-030 @B-CP-032 @B-CP-033 @B-CP-034 @ORCH-3038 @OC-CTRL-2003
  Scenario: A reload under traffic loses no task
    Given a small model file "tiny"
    When 6 tasks "before" of 40 tokens come to "gemma"
    And the reload of "gemma" to the model file "tiny" begins in mode overlap
    And 6 tasks "during" of 20 tokens come to "gemma"
    Then the operation on "gemma" comes to be succeeded
    And the answer's member "/result/mode" is "overlap"
    And the answer's member "/result/engine_version" is "xllamacpp 2026.10.11549"
    When 6 tasks "after" of 20 tokens come to "gemma"
    Then all 6 tasks "before" are completed
    And all 6 tasks "during" are completed
    And all 6 tasks "after" are completed
    And the log has a record with action "reload" and pool_id "gemma"
    When GET "/v2/pools/gemma/health" is asked
    Then the answer's member "/ready" is "true"
    When task "old" is submitted to "demo:gemma3-270m" with
      | prompt | Hello |
    Then task "old" is refused with 503 POOL_UNAVAILABLE

  @B-CP-030 @B-CP-033 @B-CP-034
  Scenario: A swap holds the queue, and what is queued runs on the new model
    Given a small model file "tiny"
    When 4 tasks "before" of 40 tokens come to "gemma"
    And the reload of "gemma" to the model file "tiny" begins in mode swap
    And 4 tasks "during" of 10 tokens come to "gemma"
    Then the operation on "gemma" comes to be succeeded
    And the answer's member "/result/mode" is "swap"
    And all 4 tasks "before" are completed
    And all 4 tasks "during" are completed

  @B-CP-030 @B-CP-033 @ORCH-3038
  Scenario: Prefer: respond-async answers at once with an operation; without it the call waits for the end
    Given a small model file "tiny"
    And a small model file "other"
    When "gemma" is reloaded with the model file "tiny" and the header "Prefer: respond-async"
    Then the answer is 202
    And the answer's member "/kind" is "reload"
    And the answer's member "/state" is "running"
    And the operation of its Location comes to be succeeded
    And the answer's member "/result/mode" is "overlap"
    When "gemma" is reloaded with the model file "other" and the header "Prefer: wait=100"
    Then the answer is 200
    And the answer's member "/pool_id" is "gemma"
    And the answer's member "/model_ref" contains "other.gguf"
    And the answer has a member "/duration_ms"
    And the answer has no header "Location"

  @B-CP-031 @B-CP-035
  Scenario: A model that is none leaves the old one serving
    Given a model file "broken" that is none
    When "gemma" is reloaded with the model file "broken"
    Then the answer is 409 RELOAD_FAILED
    And the answer's member "/retriable" is "true"
    And the same engine process serves "gemma"
    When 2 tasks "after" of 4 tokens come to "gemma"
    Then all 2 tasks "after" are completed

  @B-CP-034 @B-RES-013 @B-RES-014
  Scenario: The model survives the daemon's death
    Given a small model file "tiny"
    When the reload of "gemma" to the model file "tiny" begins in mode auto
    Then the operation on "gemma" comes to be succeeded
    When the daemon is killed
    And the daemon starts again
    Then pool "gemma" has ready "true"
    When 2 tasks "after" of 4 tokens come to "gemma"
    Then all 2 tasks "after" are completed
    When task "old" is submitted to "demo:gemma3-270m" with
      | prompt | Hello |
    Then task "old" is refused with 503 POOL_UNAVAILABLE

  @B-CP-024 @B-CP-034
  Scenario: A drain outlasts a reload
    Given a small model file "tiny"
    When pool "gemma" is drained
    And the reload of "gemma" to the model file "tiny" begins in mode auto
    Then the operation on "gemma" comes to be succeeded
    And pool "gemma" has draining "true"
    When pool "gemma" is undrained
    And 2 tasks "after" of 4 tokens come to "gemma"
    Then all 2 tasks "after" are completed

  @B-CP-013 @B-CP-024 @B-CP-034 @OC-CTRL-2002
  Scenario: A drain that is told while the model changes holds once it has changed
    Given a small model file "tiny"
    When 4 tasks "before" of 40 tokens come to "gemma"
    And the reload of "gemma" to the model file "tiny" begins in mode swap
    And pool "gemma" is drained
    Then the operation on "gemma" comes to be succeeded
    And the answer's member "/result/mode" is "swap"
    And pool "gemma" has draining "true"
    When task "late" is submitted to "gemma" with
      | prompt | Hello |
    Then task "late" is refused with 503 POOL_UNREADY
    When pool "gemma" is undrained
    And 2 tasks "after" of 4 tokens come to "gemma"
    Then all 4 tasks "before" are completed
    And all 2 tasks "after" are completed

  @B-CP-023 @B-CP-034
  Scenario: A drain's deadline ends what a swap waits for
    Given a small model file "tiny"
    When task "long" is submitted to "gemma" with
      | prompt     | Tell me everything about the sea, in many chapters. |
      | max_tokens | 1900                                                |
      | sampling   | {"temperature": 1.5, "min_p": 0.05}                 |
    And the stream of "long" is opened
    And "long" has received 1 token
    And the reload of "gemma" to the model file "tiny" begins in mode swap
    And pool "gemma" is drained within 200 ms
    Then "long" ends with WORKER_RESET
    And the operation on "gemma" comes to be succeeded
    And pool "gemma" has draining "true"

  @B-CP-040 @B-CP-041
  Scenario: A purge keeps what is used and deletes nothing outside the cache
    Given a small model file "tiny"
    When "gemma" is purged of
      | purge_models | ["/etc/hosts", "s3://bucket/key"] |
    Then the operation on "gemma" comes to be succeeded
    And the answer's member "/result/bytes_freed" is "0"
    And the answer's member "/result/kept/0/what" is "/etc/hosts"
    And the same engine process serves "gemma"
