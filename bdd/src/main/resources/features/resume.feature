@shared
Feature: Resume and recovery: resume
  A listener that lost its stream gets every later frame, once, as first sent.

  Background:
    Given an engine "e" with 1 slot
    And a pool "alpha" on "e"

  @B-RES-001 @LO-03
  Scenario: After the last frame it had
    When task "a" is submitted to "alpha" with
      | fault | tokens=60 delay=10 |
    And the stream of "a" is opened as "whole"
    And the stream of "a" is opened as "gone" from 0
    And "gone" has received 5 tokens
    And "gone" leaves
    And the stream of "a" is opened as "back" after the last frame of "gone"
    Then "back" ends with end
    And "whole" ends with end
    And "gone" and "back" together have the numbered frames of "whole"

  @B-RES-002
  Scenario: From a frame on, that frame included
    When task "a" is submitted to "alpha" with
      | fault | tokens=5 |
    And task "a" ends as completed
    And the stream of "a" is opened as "late" from 4
    Then "late" ends with end
    And the first frame of "late" has id "4"

  @B-RES-002
  Scenario: What is no number is refused
    When task "a" is submitted to "alpha" with
      | fault | tokens=1 |
    And the stream of "a" is opened as "wrong" with query "?from=abc"
    Then the stream "wrong" answers 400

  @B-RES-003
  Scenario: At the terminal frame there is nothing more
    When task "a" is submitted to "alpha" with
      | fault | tokens=3 |
    And task "a" ends as completed
    And the stream of "a" is opened as "at" after frame 4
    Then the stream "at" answers 204
    When the stream of "a" is opened as "past" after frame 99
    Then the stream "past" answers 204

  @B-RES-004
  Scenario: While it is queued
    When task "running" is submitted to "alpha" with
      | fault | tokens=40 delay=20 |
    And task "running" comes to be running
    And task "waiting" is submitted to "alpha" with
      | fault | tokens=3 |
    And the stream of "waiting" is opened as "gone"
    And "gone" has received the frame started
    And "gone" leaves
    And the stream of "waiting" is opened as "back" after frame 0
    Then "back" ends with end
    And "back" has no started frame

  @B-RES-004
  Scenario: A finished stream is still there
    When task "a" is submitted to "alpha" with
      | fault | tokens=4 |
    And task "a" ends as completed
    And the stream of "a" is opened
    Then "a" ends with end
    And "a" has 4 tokens in order
