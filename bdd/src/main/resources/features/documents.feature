Feature: Documents
  What the documents show is run as it stands.

  @B-DP-024 @B-STR-020 @B-RES-001 @B-RES-003 @B-RTY-001 @B-RTY-002 @B-OAI-002 @B-OAI-003
  Scenario: The examples of the API's page
    Given an engine "e" with 2 slots
    And a pool "default" on "e"
    And pool "default" has ready "true"
    Then every example of "docs/api.md" prints what it says
