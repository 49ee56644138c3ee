@shared
Feature: Data plane: error taxonomy
  What is refused, with which code, and what the answer says about it.

  Background:
    Given an engine "e" with 1 slot
    And a pool "alpha" on "e"

  @B-DP-001 @B-ERR-001 @B-ERR-010 @B-ERR-011
  Scenario: A negative context is refused, and the field is named
    When task "a" is submitted to "alpha" with
      | ctx | -1 |
    Then task "a" is refused with 400 INVALID_PARAMS
    And the answer's member "/field" is "/ctx"
    And the answer's message contains "ctx"
    And the answer has no member "/retry_after_ms"

  @B-DP-002 @ORCH-3014
  Scenario Outline: A deadline that is no time is refused
    When task "a" is submitted to "alpha" with
      | deadline_ms | <deadline> |
    Then task "a" is refused with 400 DEADLINE_UNMET

    Examples:
      | deadline |
      | 0        |
      | -5       |

  @B-DP-005 @ORCH-3090
  Scenario Outline: A model that nobody serves is refused
    When task "a" is submitted to "<model>"
    Then task "a" is refused with <status> <code>

    Examples:
      | model               | status | code             |
      | no-such-name        | 404    | MODEL_NOT_FOUND  |
      | hf:org/repo/x.gguf  | 503    | POOL_UNAVAILABLE |

  @B-DP-114 @OC-CTRL-2013
  Scenario: A pin to a pool that is not there is refused
    When task "a" is submitted to "alpha" with
      | placement.mode        | pin     |
      | placement.pin_pool_id | nowhere |
    Then task "a" is refused with 400 INVALID_PARAMS
    And the answer's member "/field" is "/placement/pin_pool_id"

  @ORCH-3037
  Scenario: Strict trust is refused while nothing is signed
    When task "a" is submitted to "alpha" with
      | header:X-Trust-Policy | strict |
    Then task "a" is refused with 400 UNTRUSTED_ARTIFACT
    When task "b" is submitted to "no-such-name" with
      | header:X-Trust-Policy | strict |
    Then task "b" is refused with 404 MODEL_NOT_FOUND

  @OC-CORE-1020 @B-ERR-002
  Scenario: What is wrong in itself is refused with its place
    Then each of these tasks is refused with its field
      | {"prompt": "x"}                                                   | /model_ref |
      | {"model_ref": 5, "prompt": "x"}                                   | /model_ref |
      | {"model_ref": "alpha", "prompt": "x", "max_tokens": 0}            | /max_tokens |
      | {"model_ref": "alpha", "prompt": "x", "max_tokens": "many"}       | /max_tokens |
      | {"model_ref": "alpha", "prompt": "x", "priority": "urgent"}       | /priority |
      | {"model_ref": "alpha", "prompt": "x", "seed": -1}                 | /seed |
      | {"model_ref": "alpha", "prompt": "x", "seed": 4294967295}         | /seed |
      | {"model_ref": "alpha", "prompt": "x", "task_id": "a/../b"}        | /task_id |
      | {"model_ref": "alpha", "prompt": "x", "sampling": {"top_p": "a"}} | /sampling/top_p |

  @B-ERR-001 @B-ERR-011
  Scenario: Two prompts are one too many
    When this is posted to "/v2/tasks"
      """
      {"model_ref": "alpha", "prompt": "x", "messages": [{"role": "user", "content": "y"}]}
      """
    Then the answer is 400 INVALID_PARAMS

  @B-ERR-001
  Scenario: What is not JSON is refused
    When this is posted to "/v2/tasks"
      """
      {"model_ref": "alpha", "prompt":
      """
    Then the answer is 400 INVALID_PARAMS
