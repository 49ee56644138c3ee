@shared
Feature: Embeddings and rankings
  A model that embeds or ranks is asked through the same queue, on /v1 and on /v2; where none can, the answer says so.

  @B-OAI-009
  Scenario: Texts are embedded through the OpenAI door
    Given an engine "e" opened for embedding
    And a pool "vectors" on "e"
    When this is posted to "/v1/embeddings"
      """
      {"model": "vectors", "input": ["a text", "another"], "id_slot": 0}
      """
    Then the answer is 200
    And the answer has header "X-Task-Id"
    And the answer's member "/data" is a list of 2
    And the answer's member "/data/0/embedding" is a list of numbers
    And the answer's member "/usage/prompt_tokens" is a number

  @B-OAI-009
  Scenario: Documents are ranked through the OpenAI door
    Given an engine "e" opened for rerank
    And a pool "ranks" of engine openai on "e"
    When this is posted to "/v1/rerank"
      """
      {"model": "ranks", "query": "sea", "documents": ["the sea", "grit", "nothing"]}
      """
    Then the answer is 200
    And the answer's member "/results" is a list of 3
    And the answer's member "/results/0/relevance_score" is a number

  @B-OAI-009 @B-DP-124
  Scenario: A task's inputs are embedded, and the end frame holds the result
    Given an engine "e" opened for embedding
    And a pool "vectors" on "e"
    When task "a" is submitted to "vectors" with
      | prompt   | absent         |
      | workload | embedding      |
      | inputs   | ["one", "two"] |
    And the stream of "a" is opened
    Then "a" ends with end
    And "a" has no token frame
    And the frame end of "a" has the members "result,tokens_in,finish_reason"
    And task "a" ends as completed

  @B-OAI-009 @B-DP-005
  Scenario: A model that does not embed says so
    Given an engine "e" with 1 slot
    And a pool "words" on "e"
    When this is posted to "/v1/embeddings"
      """
      {"model": "words", "input": "a text"}
      """
    Then the answer is 503
    And the answer's member "/error/code" is "POOL_UNAVAILABLE"

  @B-OAI-008 @B-OAI-009 @LO-08
  Scenario: A client that leaves while it waits for its vectors cancels them at the engine
    Given an engine "e" opened for embedding
    And a pool "vectors" on "e"
    And the next 1 requests to engine "e" are told "hang=1"
    When vectors "v" are asked of "vectors" and their client leaves once engine "e" has the request
    Then engine "e" sees the request aborted within 5000 ms
    And the task of vectors "v" ends as canceled
    And engine "e" is running 0 requests
    When this is posted to "/v1/embeddings"
      """
      {"model": "vectors", "input": "a text"}
      """
    Then the answer is 200

  @B-OAI-009 @B-DP-117
  Scenario: An engine that fails to embed is asked again
    Given an engine "e" opened for embedding
    And a pool "vectors" on "e"
    And the next 1 requests to engine "e" are told "status=500"
    When this is posted to "/v1/embeddings"
      """
      {"model": "vectors", "input": "a text"}
      """
    Then the answer is 200
    And the answer's member "/data/0/embedding" is a list of numbers

  @gemma @alone @B-OAI-009
  Scenario: A real engine embeds
    Given a pool "gemma" of Gemma opened for embedding
    When this is posted to "/v1/embeddings"
      """
      {"model": "gemma", "input": ["The capital of France is Paris.", "Water is wet."]}
      """
    Then the answer is 200
    And the answer's member "/data" is a list of 2
    And the answer's member "/data/1/embedding" is a list of 640
    And the answer's member "/data/1/embedding" is a list of numbers

  @B-OAI-009
  Scenario: Vectors come as base64 for who asks so, and say the same
    Given an engine "e" opened for embedding
    And a pool "vectors" on "e"
    When this is posted to "/v1/embeddings"
      """
      {"model": "vectors", "input": ["a text"], "encoding_format": "float"}
      """
    Then the answer is 200
    And the vector is kept
    When this is posted to "/v1/embeddings"
      """
      {"model": "vectors", "input": ["a text"], "encoding_format": "base64"}
      """
    Then the answer is 200
    And the vector in base64 is the one that was kept
    When this is posted to "/v1/embeddings"
      """
      {"model": "vectors", "input": ["a text"], "encoding_format": "base32"}
      """
    Then the answer is 400
