@shared
Feature: LangChain4j
  Java programs that use the OpenAI API through LangChain4j work as they are.

  @B-OAI-010 @B-OAI-002 @B-OAI-005
  Scenario: A whole chat
    Given an engine "e" with 1 slot
    And a pool "alpha" of engine openai on "e"
    When LangChain4j asks "alpha" for a chat with "tokens=5"
    Then LangChain4j has a text and counts 5 tokens

  @B-OAI-010 @B-OAI-003 @B-OAI-005
  Scenario: A streamed chat
    Given an engine "e" with 1 slot
    And a pool "alpha" on "e"
    When LangChain4j asks "alpha" for a streamed chat with "tokens=5 delay=5"
    Then LangChain4j has had 5 pieces
    And LangChain4j has a text and counts 5 tokens

  @B-OAI-010 @B-OAI-004
  Scenario Outline: A tool call, <how>
    Given an engine "e" with 1 slot
    And a pool "alpha" of engine openai on "e"
    When LangChain4j asks "alpha" for a <how> with "tool=1 tokens=1 text={} finish=tool_calls"
    Then LangChain4j is asked to call the tool "look"

    Examples:
      | how           |
      | chat          |
      | streamed chat |

  @B-OAI-010 @B-OAI-009
  Scenario: Embeddings
    Given an engine "e" opened for embedding
    And a pool "vectors" on "e"
    When LangChain4j asks "vectors" to embed "a text" and "another"
    Then LangChain4j has 2 vectors that differ
