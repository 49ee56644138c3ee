Feature: Background: handoff autobind
  A file in the handoff folder names an engine that somebody else runs.

  Background:
    Given an engine "e" with 1 slot
    And a pool "alpha" on "e"
    And an engine "w" with 3 slots

  @B-BG-001 @B-BG-002 @B-BG-003 @B-BG-005 @B-BG-006 @B-BG-007 @B-BG-008 @B-BG-009 @B-BG-010 @B-BG-011 @B-CFG-006 @B-CFG-007
  Scenario: A handoff file binds its engine, and unbinds it when it goes
    Given the environment has ORCHD_HANDOFF_WATCH_INTERVAL_MS = "50"
    When a handoff file "gpu-g0.json" names engine "w" with
      | pool_id     | gpu |
      | replica_id  | g0  |
      | slots_total | 3   |
    Then pool "gpu" has ready "true"
    And pool "gpu" has replicas/0/origin "handoff"
    And the log has a record with action "bind" and pool_id "gpu"
    When task "a" is submitted to "gpu" with
      | fault | tokens=3 |
    Then task "a" ends as completed
    When the handoff file "gpu-g0.json" goes
    Then pool "gpu" comes to be unknown

  @B-BG-004 @B-BG-005
  Scenario: Older writers say slots; a file that changes binds anew
    Given the environment has ORCHD_HANDOFF_WATCH_INTERVAL_MS = "50"
    And an engine "other" with 5 slots
    When a handoff file "gpu-g0.json" names engine "w" with
      | pool_id    | gpu    |
      | replica_id | g0     |
      | engine     | openai |
      | slots      | 3      |
    Then pool "gpu" has metrics/slots_total "3"
    When a handoff file "gpu-g0.json" names engine "other" with
      | pool_id    | gpu    |
      | replica_id | g0     |
      | engine     | openai |
      | slots      | 5      |
    Then pool "gpu" has metrics/slots_total "5"

  @B-BG-012
  Scenario: A broken file is reported once and holds nothing up
    Given the environment has ORCHD_HANDOFF_WATCH_INTERVAL_MS = "20"
    When a handoff file "a.json" holds "{"
    And a handoff file "b.json" names engine "w" with
      | pool_id | gpu |
    Then pool "gpu" has ready "true"
    And the log says "it is not JSON" once
