Feature: Engines that misbehave
  Whatever an engine does, its tasks end as the contract says, its slot is free, and what is told is true.

  Background:
    Given an engine "e" with 1 slot
    And a pool "alpha" on "e"

  @shared @B-DP-125 @B-DP-126 @B-STR-015
  Scenario Outline: What breaks a stream after its first token is told, and nothing follows
    When task "a" is submitted to "alpha" with
      | fault | tokens=20 delay=5 <fault> |
    And the stream of "a" is opened
    Then "a" ends with WORKER_RESET
    And "a" has 4 tokens before its end
    And task "a" ends as failed
    And task "a" has attempts "1"
    And engine "e" is running 0 requests
    When task "a" is looked up
    Then the answer's member "/tokens_out" is "4"
    And the answer has no member "/tokens_in"

    Examples:
      | fault     |
      | garbage=4 |
      | cut=4     |
      | reset=4   |
      | error=4   |

  @shared @B-DP-117 @B-STR-015
  Scenario Outline: What breaks it before its first token is tried again
    Given the daemon is ready
    And the next 2 requests to engine "e" are told "<fault>"
    When task "a" is submitted to "alpha" with
      | max_tokens | 3 |
    And the stream of "a" is opened
    Then "a" ends with end
    And "a" has 3 tokens in order
    And task "a" has attempts "3"

    Examples:
      | fault     |
      | garbage=0 |
      | cut=0     |
      | reset=0   |
      | error=0   |

  @B-DL-003
  Scenario Outline: Silence ends in DECODE_TIMEOUT, and the slot is free
    Given pool "alpha" sets timeouts.idle_ms to 500
    When task "a" is submitted to "alpha" with
      | fault | tokens=20 delay=5 <fault> |
    And the stream of "a" is opened
    Then "a" ends with DECODE_TIMEOUT
    And task "a" ends as failed
    And engine "e" is running 0 requests
    When task "b" is submitted to "alpha" with
      | max_tokens | 2 |
    Then task "b" ends as completed

    Examples:
      | fault   |
      | hang=1  |
      | stall=2 |

  @shared @B-STR-021
  Scenario Outline: Characters that come in pieces leave whole
    When task "a" is submitted to "alpha" with
      | fault | tokens=6 <fault> |
    And the stream of "a" is opened
    Then "a" ends with end
    And every frame of "a" is whole characters

    Examples:
      | fault       |
      | half=3      |
      | surrogate=3 |

  @shared @B-STR-021
  Scenario: Bytes that are no characters are told as such, not passed on
    When task "a" is submitted to "alpha" with
      | fault | tokens=6 invalid=3 |
    And the stream of "a" is opened
    Then "a" ends with end
    And the text of "a" contains "�"

  @shared @B-STR-014
  Scenario: An engine that writes byte by byte gives whole tokens
    When task "a" is submitted to "alpha" with
      | fault | tokens=6 text=Größe水 split=1 |
    And the stream of "a" is opened
    Then "a" ends with end
    And "a" has 6 tokens in order
    And the text of "a" contains "Größe水Größe水Größe水Größe水Größe水Größe水"

  @B-DP-110 @B-DP-111 @B-DP-112 @B-STR-001 @B-STR-002 @B-STR-003 @B-STR-005
  Scenario: While the engine loads its model a task waits, and says so
    Given engine "e" says that it is loading
    And pool "alpha" has ready "false"
    When task "a" is submitted to "alpha" with
      | max_tokens | 3 |
    And the stream of "a" is opened
    Then task "a" is admitted
    And a metrics frame of "a" has state "queued"
    And engine "e" has no request of task "a"
    When engine "e" says that it is ok
    Then "a" ends with end

  @B-DP-150 @B-DP-151 @B-DP-152 @B-DP-153
  Scenario: Without an engine nothing is invented, and a cancel still works
    Given the daemon is ready
    And engine "e" dies
    And pool "alpha" has ready "false"
    When task "a" is submitted to "alpha"
    And the stream of "a" is opened
    And "a" has received the frame started
    Then the frame started of "a" has the members "queue_position, predicted_start_ms"
    And a metrics frame of "a" has state "queued"
    And task "a" is still queued
    When task "a" is cancelled
    Then "a" ends with CANCELED
    And "a" has no token frame
    And "a" has no end frame
    And task "a" ends as canceled
