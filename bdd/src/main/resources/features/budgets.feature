Feature: Data plane: budgets
  What a key and a session may use is reserved when a task is let in, and settled when it ends.

  Background:
    Given the environment has AUTH_TOKEN = "0123456789abcdef0123456789abcdef"
    And the environment has AUTH_OPTIONAL = "true"

  @B-DP-024 @B-DP-025 @B-DP-102
  Scenario: Who has no budget is told that it is unlimited
    Given an engine "e" with 1 slot
    And a pool "alpha" on "e"
    When task "free" is submitted to "alpha" with
      | fault | tokens=1 |
    Then the answer's header "X-Budget-Tokens-Remaining" is "9007199254740991"
    And the answer's header "X-Budget-Time-Remaining-Ms" is "9007199254740991"
    And the answer's header "X-Budget-Cost-Remaining" is "9007199254740991"

  @LO-05 @B-SEC-003 @B-DP-025 @B-DP-102 @B-DP-122
  Scenario: The most that a task can use is reserved; what it did not use is given back
    Given a key "app" with "--budget-tokens 1000 --period day"
    And an engine "e" with 1 slot
    And a pool "alpha" on "e"
    When task "one" is submitted to "alpha" with
      | prompt     | fault: tokens=5 delay=200; |
      | max_tokens | 100                        |
      | session_id | talk                       |
      | key        | app                        |
    Then the answer's header "X-Budget-Tokens-Remaining" is "873"
    When the stream of "one" is opened
    Then the stream "one" has header "X-Budget-Tokens-Remaining" with "873"
    And a metrics frame of "one" has tokens_budget_remaining "873"
    And task "one" ends as completed
    And what is left of session "talk" for "app" is what task "one" left of 1000

  @LO-05 @B-SEC-003 @ORCH-3014
  Scenario: What the budget cannot cover is refused, and nothing of it is kept
    Given a key "app" with "--budget-tokens 100"
    And an engine "e" with 1 slot
    And a pool "alpha" on "e"
    When task "large" is submitted to "alpha" with
      | prompt     | fault: tokens=3; |
      | max_tokens | 84               |
      | key        | app              |
    Then task "large" is refused with 403 BUDGET_EXHAUSTED
    And the answer has no member "/retry_after_ms"
    When task "fitting" is submitted to "alpha" with
      | prompt     | fault: tokens=3; |
      | max_tokens | 83               |
      | key        | app              |
    Then task "fitting" is admitted
    And the answer's header "X-Budget-Tokens-Remaining" is "0"

  @LO-05
  Scenario: Many at once never spend more than there is
    Given a key "app" with "--budget-tokens 200"
    And an engine "e" with 2 slots
    And a pool "alpha" on "e"
    And the next 60 requests to engine "e" are told "tokens=1 first=3000"
    When 30 tasks of 23 tokens are submitted at once to "alpha" by "app"
    Then 5 of them are admitted and the others refused with 403 BUDGET_EXHAUSTED

  @LO-05 @B-RES-013 @B-SS-023
  Scenario: Reservations and what was used survive the daemon's death
    Given a key "app" with "--budget-tokens 1000"
    And an engine "e" with 1 slot
    And a pool "alpha" on "e"
    When task "ended" is submitted to "alpha" with
      | prompt     | fault: tokens=3; |
      | max_tokens | 100              |
      | session_id | talk             |
      | key        | app              |
    And task "ended" ends as completed
    And tasks "running, queued" are submitted to "alpha" with
      | prompt     | fault: tokens=900 delay=100; |
      | max_tokens | 100                          |
      | session_id | talk                         |
      | key        | app                          |
    And what is left for "app" in session "talk" is noted
    And the daemon is killed
    And the daemon starts again
    Then what is left for "app" in session "talk" is at least what was noted and below 1000
    When task "running" is cancelled
    And task "queued" is cancelled
    Then what is left for "app" in session "talk" comes to be between 900 and 999

  @LO-05 @ORCH-3099
  Scenario: A session's budget is within its key's
    Given the daemon sets session.budget.tokens to 120
    And an engine "e" with 1 slot
    And a pool "alpha" on "e"
    When task "one" is submitted to "alpha" with
      | prompt     | fault: tokens=3 delay=500; |
      | max_tokens | 80                         |
      | session_id | talk                       |
    Then task "one" is admitted
    And the answer's header "X-Budget-Tokens-Remaining" is "13"
    When task "two" is submitted to "alpha" with
      | prompt     | fault: tokens=3; |
      | max_tokens | 80               |
      | session_id | talk             |
    Then task "two" is refused with 403 BUDGET_EXHAUSTED
    When task "elsewhere" is submitted to "alpha" with
      | prompt     | fault: tokens=3; |
      | max_tokens | 80               |
      | session_id | walk             |
    Then task "elsewhere" is admitted

  @LO-05 @B-SEC-003
  Scenario: Time is reserved as the wall timeout, cost at the pool's price
    Given a key "timed" with "--budget-time-ms 7000"
    And a key "priced" with "--budget-cost 0.001"
    And an engine "e" with 1 slot
    And a pool "alpha" on "e"
    And pool "alpha" sets timeouts.wall_ms to 5000
    And pool "alpha" sets price.input_per_mtok to 1
    And pool "alpha" sets price.output_per_mtok to 2
    When task "one" is submitted to "alpha" with
      | prompt     | fault: tokens=3 delay=300; |
      | max_tokens | 10                         |
      | key        | timed                      |
    Then the answer's header "X-Budget-Time-Remaining-Ms" is "2000"
    When task "two" is submitted to "alpha" with
      | prompt     | fault: tokens=3; |
      | max_tokens | 10               |
      | key        | timed            |
    Then task "two" is refused with 403 BUDGET_EXHAUSTED
    When task "three" is submitted to "alpha" with
      | prompt     | fault: tokens=3; |
      | max_tokens | 100              |
      | key        | priced           |
    Then the answer's header "X-Budget-Cost-Remaining" is "0.000783"
    When task "four" is submitted to "alpha" with
      | prompt     | fault: tokens=3; |
      | max_tokens | 400              |
      | key        | priced           |
    Then task "four" is refused with 403 BUDGET_EXHAUSTED
