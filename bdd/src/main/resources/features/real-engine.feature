@gemma @alone
Feature: pool-managerd: a real engine
  llama.cpp with a small model, fetched, started, watched, taken over and ended by the product itself.

  Background:
    Given a pool "gemma" of Gemma with 2 slots

  @B-DP-113 @B-DP-116 @B-DP-124 @B-STR-010 @B-STR-011 @B-STR-012 @B-PM-005 @ORCH-3054 @OC-ADAPT-5001 @ORCH-3200 @ORCH-3207 @ORCH-3310
  Scenario: A task streams a real model's tokens and ends with its figures
    When task "a" is submitted to "gemma" with
      | prompt               | The capital of France is |
      | max_tokens           | 12                       |
      | sampling.temperature | 0                        |
    And the stream of "a" is opened
    Then "a" ends with end
    And the text of "a" contains "France"
    And "a" tells the figures of its tokens
    And the stream_digest of "a" is that of its text
    And the frame end of "a" has finish_reason "length"
    And the frame end of "a" has tokens_out "12"
    And the frame end of "a" has model_digest "sha256:a5fd3b62230aa5ec60212297dc9d20eaa70578ac519e00d93a17e44c087a6818"

  @ORCH-3022
  Scenario: What a replica's KV cache holds is shown
    When task "a" is submitted to "gemma" with
      | prompt     | The capital of France is |
      | max_tokens | 12                       |
    Then task "a" is completed within 120 s
    And the metric "kv_cache_usage_ratio" with pool_id "gemma" comes to be above 0 and below 1

  @B-DP-022 @OC-POOL-3001 @ORCH-3207
  Scenario: A task that comes while the engine still starts is told what has to happen first
    When the daemon is told to stop
    Then the daemon ends with exit code 0
    When the daemon starts again
    And task "a" is submitted to "gemma" with
      | prompt     | Water is |
      | max_tokens | 4        |
    Then task "a" is admitted
    And the answer prepares "pool:gemma" by pool_warmup
    And task "a" is completed within 120 s
    When task "b" is submitted to "gemma" with
      | prompt     | Water is |
      | max_tokens | 4        |
    Then the answer prepares nothing

  @B-DP-205 @B-DP-206 @ORCH-3026 @LO-08
  Scenario: A cancel frees the slot at the engine
    When task "a" is submitted to "gemma" with
      | prompt     | Count: 1, 2, 3, 4, 5, 6, 7, 8, |
      | max_tokens | 1500                           |
    And the stream of "a" is opened
    And "a" has received 3 tokens
    Then the engine of "gemma" has 1 busy slot within 10000 ms
    When task "a" is cancelled
    Then the engine of "gemma" has 0 busy slots within 10000 ms
    And "a" ends with CANCELED
    And "a" has no end frame
    And task "a" ends as canceled

  @B-PM-002 @B-PM-003 @B-PM-008 @B-DP-117 @LO-04 @OC-POOL-3010 @ORCH-3500
  Scenario: An engine killed under load comes back; its tasks are told or queued again
    When tasks "told" are submitted to "gemma" with
      | prompt     | Count: 1, 2, 3, 4, 5, 6, 7, 8, |
      | max_tokens | 1500                           |
    And the stream of "told" is opened
    And "told" has received 3 tokens
    And a task "again" with a prompt of 500 words is submitted to "gemma"
    And task "again" comes to be starting
    And tasks "waiting" are submitted to "gemma" with
      | prompt     | Water is |
      | max_tokens | 4        |
    And the engine process of "gemma" is killed
    Then "told" ends with WORKER_RESET
    And task "told" ends as failed
    And another engine process serves "gemma"
    And task "again" is completed within 120 s
    And task "again" has attempts "2"
    And task "waiting" is completed within 120 s
    When task "later" is submitted to "gemma" with
      | prompt     | Water is |
      | max_tokens | 4        |
    Then task "later" ends as completed

  @B-RES-014 @B-RES-011 @LO-16
  Scenario: The engine of a daemon that died is taken over, its load forgotten
    When task "a" is submitted to "gemma" with
      | prompt     | Count: 1, 2, 3, 4, 5, 6, 7, 8, |
      | max_tokens | 1500                           |
    And the stream of "a" is opened as "before"
    And "before" has received 3 tokens
    And the daemon is killed
    Then the engine process of "gemma" lives
    When the daemon starts again
    Then the same engine process serves "gemma"
    And task "a" ends as failed
    And the engine of "gemma" has 0 busy slots within 10000 ms
    When task "b" is submitted to "gemma" with
      | prompt     | Water is |
      | max_tokens | 4        |
    Then task "b" ends as completed

  @B-RES-014 @LO-16
  Scenario: One that was started for something else is ended
    When the daemon is killed
    And pool "gemma" then sets ctx to 1024
    And the daemon starts again
    Then the engine process of "gemma" is gone
    And another engine process serves "gemma"

  @B-PM-004
  Scenario: A normal end leaves no engine
    When the daemon is told to stop
    Then the daemon ends with exit code 0
    And the engine process of "gemma" is gone
