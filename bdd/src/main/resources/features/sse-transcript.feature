@shared
Feature: SSE: transcript
  What was streamed is kept, as an artifact.

  Background:
    Given an engine "e" with 1 slot
    And a pool "alpha" on "e"

  @B-DP-140 @B-DP-141 @B-STR-030 @B-STR-031 @B-STR-032 @B-STR-033
  Scenario: The transcript of a task, also of a failed one, is an artifact
    When task "good" is submitted to "alpha" with
      | fault | tokens=3 |
    And task "bad" is submitted to "alpha" with
      | fault | tokens=9 reset=2 |
    Then task "good" ends as completed
    And task "bad" ends as failed
    And the transcript of "good" has the events "started, token, token, token, end"
    And the transcript of "bad" ends with the event "error"

  @B-DP-140 @B-STR-030 @B-STR-033
  Scenario: After a burst every task has its transcript as soon as somebody asks
    Given an engine "f" with 1 slot
    And a pool "beta" on "f"
    And pool "alpha" sets queue.capacity to 1000
    When task "running" is submitted to "beta" with
      | fault | tokens=5000 delay=20 |
    And task "running" comes to be running
    And 300 tasks "a" of 2 tokens come to "alpha"
    Then all 300 tasks "a" are completed
    And each of the 300 tasks "a" has its transcript at the first question, the latest first
