Feature: Data plane: enqueue and stream
  A task is let in only when it can be served, and is told when it will start.

  Background:
    Given an engine "e" with 1 slot
    And a pool "alpha" on "e"

  @shared @B-DP-024 @B-DP-025 @B-DP-021 @ORCH-3029
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

  @shared @B-DP-015 @ORCH-3008
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

  @shared @B-DP-024 @OC-CTRL-2010
  Scenario: An unknown member is ignored and null is the same as absent
    When this is posted to "/v2/tasks"
      """
      {"model_ref": "alpha", "prompt": "fault: tokens=1;", "deadline_ms": null, "colour": "blue"}
      """
    Then the answer is 202
    And the answer has no member "/on_time_probability"

  @shared @B-DP-023 @B-DP-026 @B-DP-027
  Scenario: What was told is kept with the task and in the log
    When task "a" is submitted to "alpha" with
      | fault | tokens=2 |
    Then task "a" ends as completed
    And task "a" has told/queue_position "0"
    And the log tells of the admission of task "a"

  @shared @B-DP-142 @B-DP-143 @B-DP-110 @OC-CORE-1001
  Scenario: What a finished task held is free for the next
    When tasks "one, two, three" are submitted to "alpha" with
      | fault | tokens=3 |
    Then task "three" ends as completed
    And pool "alpha" has metrics/slots_free "1"
    And pool "alpha" has metrics/queue_depth "0"
    And engine "e" is running 0 requests
    And the tasks started in the order "one, two, three"
