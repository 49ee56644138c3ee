@gemma @alone
Feature: The published clients
  The openai packages of PyPI and npm work as they are, with a real model behind the door.

  Background:
    Given a pool "gemma" of Gemma with 2 slots

  @B-OAI-010 @B-OAI-001 @B-OAI-002 @B-OAI-003 @B-OAI-005 @B-OAI-006 @B-OAI-008
  Scenario Outline: The openai package of <language>
    Given the openai package of <language> for model "gemma"
    When the client asks for models
    Then the client got "gemma" among its ids
    When the client asks for chat
    Then the client got object "chat.completion"
    And the client got role "assistant"
    And the client got a text
    And the client got finish_reason "length"
    And the client got completion_tokens "8"
    And the client got at least 8 prompt_tokens
    When the client asks for chat-stream
    Then the client got object "chat.completion.chunk"
    And the client got role "assistant"
    And the client got at least 4 pieces
    And the client got finish_reason "length"
    And the client got completion_tokens "8"
    When the client asks for completion
    Then the client got object "text_completion"
    And the client got a text
    And the client got finish_reason "length"
    And the client got completion_tokens "8"
    When the client asks for completion-stream
    Then the client got object "text_completion"
    And the client got at least 4 pieces
    When the client asks for unknown-model
    Then the client got type "NotFoundError"
    And the client got status "404"
    And the client got code "MODEL_NOT_FOUND"
    When the client asks for wrong-member
    Then the client got type "BadRequestError"
    And the client got status "400"
    When the client asks for leave
    Then the task that the client left ends as canceled
    And the engine of "gemma" has 0 busy slots within 10000 ms

    Examples:
      | language   |
      | python     |
      | javascript |
