Feature: Admission
  A task is let in only when it can be served, and is told when it will start.

  Background:
    Given an engine "e" with 1 slot
    And a pool "alpha" on "e"

  @B-DP-024 @B-DP-025 @B-DP-021 @ORCH-3029
  Scenario: An admitted task learns its place, its start and where its stream is
    When task "a" is submitted to "alpha" with
      | fault | tokens=3 |
    Then task "a" is admitted at position 0
    And the answer's member "/predicted_start_ms" is a number
    And the answer's header "X-Budget-Tokens-Remaining" is "9007199254740991"
    And the answer's header "X-Budget-Time-Remaining-Ms" is "9007199254740991"
    And the answer's header "X-Budget-Cost-Remaining" is "9007199254740991"
    And the answer's member "/streams/sse" names task "a"
    And the answer's member "/streams/sse_verbose" names task "a"

  @B-DP-015 @ORCH-3008
  Scenario: Those behind a busy slot are told their place in the class
    When task "running" is submitted to "alpha" with
      | fault | tokens=2000 delay=20 |
    And task "running" comes to be running
    And task "first" is submitted to "alpha"
    And task "second" is submitted to "alpha"
    And task "batch" is submitted to "alpha" with
      | priority | batch |
    Then task "first" is admitted at position 0
    And task "second" is admitted at position 1
    And task "batch" is admitted at position 0

  @B-DP-020 @LO-10
  Scenario: The predicted start follows from measured service times and the work ahead
    When tasks "w1, w2, w3, w4" are submitted to "alpha" with
      | fault      | tokens=20 delay=20 |
      | max_tokens | 20                 |
    And task "w4" ends as completed
    And task "running" is submitted to "alpha" with
      | fault      | tokens=20 delay=200 |
      | max_tokens | 20                  |
    And task "running" comes to be running
    And tasks "q0, q1, q2, q3" are submitted to "alpha" with
      | fault      | tokens=20 delay=20 |
      | max_tokens | 20                 |
    Then the predicted start of "q1" is 200 to 6000 ms after that of "q0"
    And the predicted start of "q3" is 400 to 12000 ms after that of "q1"

  @B-DP-001 @B-ERR-001 @B-ERR-010
  Scenario: A negative context is refused, and the field is named
    When task "a" is submitted to "alpha" with
      | ctx | -1 |
    Then task "a" is refused with 400 INVALID_PARAMS
    And the answer's member "/field" is "/ctx"

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

  Scenario: Two prompts are one too many
    When this is posted to "/v2/tasks"
      """
      {"model_ref": "alpha", "prompt": "x", "messages": [{"role": "user", "content": "y"}]}
      """
    Then the answer is 400 INVALID_PARAMS

  Scenario: What is not JSON is refused
    When this is posted to "/v2/tasks"
      """
      {"model_ref": "alpha", "prompt":
      """
    Then the answer is 400 INVALID_PARAMS

  Scenario: An unknown member is ignored and null is the same as absent
    When this is posted to "/v2/tasks"
      """
      {"model_ref": "alpha", "prompt": "fault: tokens=1;", "deadline_ms": null, "colour": "blue"}
      """
    Then the answer is 202
    And the answer has no member "/on_time_probability"

  @B-DP-023 @B-DP-026 @B-DP-027
  Scenario: What was told is kept with the task and in the log
    When task "a" is submitted to "alpha" with
      | fault | tokens=2 |
    Then task "a" ends as completed
    And task "a" has told/queue_position "0"
    And the log tells of the admission of task "a"
