Feature: A full disk and defects of ours
  What goes wrong inside is told, and what was accepted is kept as far as it can be.

  @B-ERR-005 @ORCH-3051
  Scenario: A full disk refuses new work; what was accepted still goes on and ends
    Given the daemon's disk holds 160 MB
    And an engine "e" with 1 slot
    And a pool "alpha" on "e"
    When task "running" is submitted to "alpha" with
      | fault | tokens=5000 delay=20 |
    And the stream of "running" is opened
    And "running" has received 2 tokens
    And task "queued" is submitted to "alpha" with
      | fault | tokens=2 |
    And the disk fills up
    Then new tasks for "alpha" come to be refused with 503 JOURNAL_FULL
    And the answer has header "Retry-After"
    And the answer's member "/retriable" is "true"
    When task "running" is cancelled
    Then "running" ends with CANCELED
    And task "queued" ends as completed
    When pool "alpha" is drained
    And pool "alpha" is undrained
    And the disk has room again
    Then new tasks for "alpha" come to be admitted

  @B-ERR-005 @B-DP-140 @B-ART-024 @ORCH-3051 @ORCH-3098
  Scenario: A full disk under the transcripts loses no end and no document, and keeps new ones once there is room
    Given the daemon's disk holds 160 MB
    And an engine "e" with 2 slots
    And a pool "alpha" on "e"
    When document "before" is stored
      """
      {"kind": "plan", "content": {"steps": ["think"]}}
      """
    And task "early" is submitted to "alpha" with
      | fault | tokens=2 |
    Then the transcript of "early" ends with the event "end"
    When task "late" is submitted to "alpha" with
      | fault | tokens=100 delay=20 |
    And the stream of "late" is opened
    And "late" has received 2 tokens
    And the disk fills up
    Then "late" ends with end
    And task "late" ends as completed
    And new tasks for "alpha" come to be refused with 503 JOURNAL_FULL
    When document "during" is stored
      """
      {"kind": "plan", "content": {"steps": ["write"]}}
      """
    Then the answer is 503 JOURNAL_FULL
    And the answer has header "Retry-After"
    When document "before" is asked for
    Then the answer is 200
    And the transcript of "early" ends with the event "end"
    When the disk has room again
    Then new tasks for "alpha" come to be admitted
    When document "during" is stored
      """
      {"kind": "plan", "content": {"steps": ["write"]}}
      """
    Then the answer is 201
    When task "after" is submitted to "alpha" with
      | fault | tokens=2 |
    Then the transcript of "after" ends with the event "end"
    And the transcript of "early" ends with the event "end"

  @LO-02 @ORCH-3051
  Scenario: When even the reserve is used up the daemon stops
    Given the daemon's disk holds 160 MB
    And an engine "e" with 1 slot
    And a pool "alpha" on "e"
    And the daemon is ready
    When the disk fills up
    Then new tasks for "alpha" come to be refused with 503 JOURNAL_FULL
    When the disk fills up
    And changes are asked of pool "alpha" until the daemon ends
    Then the daemon ends with exit code 74

  @B-DP-006 @B-ERR-006
  Scenario: A defect in the rules is told as INTERNAL and logged, and nothing else is affected
    Given the daemon has a defect
    And an engine "e" with 1 slot
    And a pool "alpha" on "e"
    When task "running" is submitted to "alpha" with
      | fault | tokens=100 delay=20 |
    And the stream of "running" is opened
    And "running" has received 2 tokens
    And task "queued" is submitted to "alpha" with
      | fault | tokens=2 |
    And a task meets the defect in "alpha"
    Then the answer is 500 INTERNAL
    And the answer's header "X-Correlation-Id" is "met-a-defect"
    And the log tells of the defect
    And "running" ends with end
    And "running" has 100 tokens in order
    And task "queued" ends as completed

  @B-DP-006 @B-ERR-006
  Scenario: A defect at a request's door is told as INTERNAL and logged
    Given the daemon has a defect
    And an engine "e" with 1 slot
    And a pool "alpha" on "e"
    When a request meets the defect
    Then the answer is 500 INTERNAL
    And the answer's header "X-Correlation-Id" is "met-a-defect"
    And the log tells of the defect
    When task "a" is submitted to "alpha" with
      | fault | tokens=2 |
    Then task "a" ends as completed
