Feature: Artifacts
  Documents kept by their content: plans, diffs, transcripts, anything that is JSON.

  @B-ART-001 @B-ART-002 @B-ART-003 @B-ART-004 @B-ART-010 @B-ART-011 @B-ART-012 @B-ART-023 @ORCH-3098 @OC-CTRL-2065
  Scenario: A document is stored under the digest of its canonical form
    When document "plan" is stored
      """
      { "kind": "plan", "content": { "b": 1.0, "a": "\u00e9" }, "tags": ["task:one"] }
      """
    Then the answer is 201
    And the answer's member "/kind" is "plan"
    And the answer's member "/tags/0" is "task:one"
    And the answer's member "/created_ms" is a number
    When document "plan" is asked for
    Then the answer is the document "{'content':{'a':'é','b':1},'kind':'plan','tags':['task:one']}"
    And the list "?kind=plan&tag=task:one" has 1 document
    And the list "?kind=diff" has 0 documents

  @B-ART-022 @B-ART-023
  Scenario: The same document in another spelling has the same id
    When document "one" is stored
      """
      {"b": [1e2, 3.50], "a": null}
      """
    And document "other" is stored with the query "?tag=mine"
      """
      {"a":null,"b":[100,3.5]}
      """
    Then documents "one" and "other" have the same id
    And the answer's member "/kind" is "other"
    And the list "" has 1 document
    And the list "?tag=mine" has 1 document

  @B-ART-020
  Scenario: Documents outlive the daemon
    When document "plan" is stored
      """
      {"kind": "plan", "content": 1}
      """
    And the daemon is killed
    And the daemon starts again
    And document "plan" is asked for
    Then the answer is the document "{'content':1,'kind':'plan'}"
    And the list "?kind=plan" has 1 document

  @shared @B-ART-013
  Scenario: What is not there is 404
    When GET "/v2/artifacts/ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad" is asked
    Then the answer is 404 ARTIFACT_NOT_FOUND
    When GET "/v2/artifacts/..%2F..%2Fjournal.db" is asked
    Then the answer is 404 ARTIFACT_NOT_FOUND

  @B-ART-010 @B-ART-021
  Scenario: A document that was changed on disk is not served
    When document "plan" is stored
      """
      {"kind": "plan", "content": 1}
      """
    And document "plan" is changed on disk
    And document "plan" is asked for
    Then the answer is 404 ARTIFACT_NOT_FOUND

  @B-ART-020 @ORCH-3098
  Scenario: The oldest goes when there is no more room
    Given the daemon sets artifacts.documents to 2
    When document "one" is stored
      """
      1
      """
    And document "two" is stored
      """
      2
      """
    And document "three" is stored
      """
      3
      """
    Then the list "" has 2 documents
    When document "one" is asked for
    Then the answer is 404 ARTIFACT_NOT_FOUND
    When document "three" is asked for
    Then the answer is the document "3"

  @B-ART-001 @B-SEC-007
  Scenario: What is no document, or too much of one, is refused
    When document "tags" with 10000 tags is stored
    Then the answer is 400 INVALID_PARAMS
    When document "same" is stored with one tag 65 times in the query
    Then the answer is 400 INVALID_PARAMS
    When document "bomb" nested 100000 deep is stored
    Then the answer is 400 INVALID_PARAMS
    When document "cut" is stored
      """
      {"kind": "plan", "content":
      """
    Then the answer is 400 INVALID_PARAMS
    When these lines are sent with a body of 1000 MB
      """
      POST /v2/artifacts HTTP/1.1
      Host: ADDRESS
      Content-Type: application/json
      """
    Then the answer is 413 PAYLOAD_TOO_LARGE
    And the list "" has 0 documents
