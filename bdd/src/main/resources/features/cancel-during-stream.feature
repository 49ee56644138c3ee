@shared
Feature: Data plane: cancel during stream
  What streams and their listeners see of a cancel, asked for or by leaving.

  Background:
    Given an engine "e" with 1 slot
    And a pool "alpha" on "e"

  @B-DP-130 @B-DP-131 @B-DP-132 @B-DP-133 @B-DP-205 @B-DP-206 @ORCH-3017 @ORCH-3026 @LO-08
  Scenario: In the middle of a stream
    When task "a" is submitted to "alpha" with
      | fault | tokens=5000 delay=5 |
    And the stream of "a" is opened
    And "a" has received 5 tokens
    And task "a" is cancelled
    Then "a" ends with CANCELED
    And "a" has no end frame
    And task "a" ends as canceled
    And engine "e" sees the request aborted within 2000 ms
    And engine "e" is running 0 requests

  @B-DL-005
  Scenario: Leaving cancels a task that asked for it
    When task "a" is submitted to "alpha" with
      | fault                | tokens=5000 delay=5 |
      | cancel_on_disconnect | true                |
    And the stream of "a" is opened
    And "a" has received 2 tokens
    And "a" leaves
    Then task "a" ends as canceled
    And engine "e" is running 0 requests

  @B-DL-005
  Scenario: A half-closed connection counts as gone
    When task "a" is submitted to "alpha" with
      | fault                | tokens=5000 delay=5 |
      | cancel_on_disconnect | true                |
    And the stream of "a" is opened
    And "a" has received 2 tokens
    And "a" half-closes
    Then task "a" ends as canceled

  @B-DL-005
  Scenario: Never before the first listener came
    When task "a" is submitted to "alpha" with
      | fault                | tokens=20 delay=5 |
      | cancel_on_disconnect | true              |
    Then task "a" ends as completed

  @B-DL-005
  Scenario: Within the grace it may come back
    When task "a" is submitted to "alpha" with
      | fault                | tokens=100 delay=10 |
      | cancel_on_disconnect | true                |
      | disconnect_grace_ms  | 20000               |
    And the stream of "a" is opened as "gone"
    And "gone" has received 2 tokens
    And "gone" leaves
    And the stream of "a" is opened as "back" after the last frame of "gone"
    Then "back" ends with end
