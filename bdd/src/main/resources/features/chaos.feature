Feature: Chaos
  Whatever moment the daemon dies at, what was accepted is kept.

  @chaos @B-RES-010 @B-RES-011 @B-RES-012 @B-RTY-001 @LO-02 @ORCH-3051
  Scenario: Killed again and again
    When a daemon is killed 25 times at random moments under load
    Then every promise was kept
