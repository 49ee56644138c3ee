Feature: The contract
  What the document and the contracts of known consumers promise is kept. Requests made from the OpenAPI document, right ones and wrong ones, find no 5xx and no answer that it does not declare.

  @B-ERR-001 @B-ERR-010
  Scenario: A fuzzer finds nothing
    Given an engine "e" opened for rerank
    And a pool "default" of engine openai on "e"
    And pool "default" sets model to fault
    And the environment has AUTH_TOKEN = "0123456789abcdef0123456789abcdef"
    When every operation is fuzzed with 10 examples, seed 7 and the key "0123456789abcdef0123456789abcdef"
    Then the fuzzer finds nothing

  @B-ERR-010 @ORCH-3096
  Scenario: The document and the contracts hold
    Given an engine "e" with 1 slot
    And a pool "default" on "e"
    When the document and the contracts are replayed
    Then every promise is kept
