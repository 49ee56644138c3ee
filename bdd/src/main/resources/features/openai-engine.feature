@gemma @alone
Feature: OpenAI door: a real engine
  What llama.cpp can do beyond text reaches the caller. The model is a small random one, which the engine holds to the form that was asked for.

  Background:
    Given a pool "tiny" of a small model that calls tools, with 2 slots

  @B-OAI-002 @B-OAI-004 @LO-13
  Scenario: A whole answer calls a tool, and the next turn takes what it gave
    When a chat "c" is asked of "tiny" with
      | tools               | [{"type": "function", "function": {"name": "weather", "parameters": {"type": "object", "properties": {"city": {"type": "string", "enum": ["Paris", "Rome"]}}, "required": ["city"]}}}] |
      | tool_choice         | required |
      | parallel_tool_calls | false    |
      | temperature         | 0        |
      | max_tokens          | 300      |
    Then the answer is 200
    And the chat calls the tool "weather" with the member "city" as one of "Paris, Rome"
    And the answer has a member "/usage/completion_tokens"
    When a chat "next" is asked of "tiny" with
      | messages   | [{"role": "user", "content": "The weather?"}, {"role": "assistant", "content": null, "tool_calls": [{"id": "call-1", "type": "function", "function": {"name": "weather", "arguments": "{\"city\": \"Rome\"}"}}]}, {"role": "tool", "tool_call_id": "call-1", "content": "sunny"}] |
      | max_tokens | 8    |
      | grammar    | root ::= [a-z] root |
    Then the answer is 200
    And the answer's member "/usage/completion_tokens" is "8"

  @B-OAI-003 @B-OAI-004 @B-DP-122 @LO-13
  Scenario: A streamed call comes in the engine's own pieces, and is kept so
    When a chat stream "c" is asked of "tiny" with
      | tools               | [{"type": "function", "function": {"name": "weather", "parameters": {"type": "object", "properties": {"city": {"type": "string", "enum": ["Paris", "Rome"]}}, "required": ["city"]}}}] |
      | tool_choice         | required |
      | parallel_tool_calls | false    |
      | temperature         | 0        |
      | max_tokens          | 300      |
    Then the chat stream "c" calls the tool "weather" in at least 5 pieces, with the member "city" as one of "Paris, Rome"
    And every chunk of the chat stream "c" is the delta of a frame on /v2

  @B-OAI-004 @LO-13
  Scenario: An answer by a schema parses and matches it
    When a chat "c" is asked of "tiny" with
      | response_format | {"type": "json_schema", "json_schema": {"name": "stay", "strict": true, "schema": {"type": "object", "properties": {"city": {"type": "string", "enum": ["Paris", "Rome"]}, "nights": {"type": "integer", "minimum": 1, "maximum": 9}}, "required": ["city", "nights"], "additionalProperties": false}}} |
      | max_tokens      | 300 |
    Then the answer is 200
    And the answer's member "/choices/0/finish_reason" is "stop"
    And the chat's content is JSON whose "city" is one of "Paris, Rome" and whose "nights" is 1 to 9

  @B-OAI-004 @LO-13
  Scenario: An answer by a grammar; a grammar that is none is the engine's refusal, in our envelope
    When a chat "c" is asked of "tiny" with
      | grammar    | root ::= "yes" \| "no" |
      | max_tokens | 20                     |
    Then the answer is 200
    And the chat's content is one of "yes, no"
    When a chat "none" is asked of "tiny" with
      | grammar    | root ::= "yes |
      | max_tokens | 20            |
    Then the answer is 400
    And the answer's member "/error/code" is "INVALID_PARAMS"
    And the answer's member "/error/message" contains "grammar"

  @B-OAI-004 @LO-13
  Scenario: Probabilities of tokens, whole and streamed
    When a chat "c" is asked of "tiny" with
      | logprobs     | true |
      | top_logprobs | 3    |
      | max_tokens   | 5    |
      | grammar      | root ::= [a-z] root |
    Then the answer is 200
    And the chat tells the probabilities of 5 tokens, each with 3 candidates
    When a chat stream "s" is asked of "tiny" with
      | logprobs     | true |
      | top_logprobs | 3    |
      | max_tokens   | 5    |
      | grammar      | root ::= [a-z] root |
    Then the chat stream "s" tells the probabilities of 5 tokens, each with 3 candidates

  @B-OAI-002 @B-OAI-003 @B-OAI-005 @LO-05 @LO-13
  Scenario: Several choices count together; more than the engine takes is its refusal, in our envelope
    When a chat "c" is asked of "tiny" with
      | n          | 2    |
      | max_tokens | 12   |
      | grammar    | root ::= [a-z] root |
    Then the answer is 200
    And the chat has 2 choices, each with content
    And the answer's member "/usage/completion_tokens" is "24"
    And its task has tokens_out "24"
    When a chat stream "s" is asked of "tiny" with
      | n          | 2    |
      | max_tokens | 12   |
      | grammar    | root ::= [a-z] root |
    Then the chat stream "s" has pieces of 2 choices, and each finishes as "length"
    When a chat "many" is asked of "tiny" with
      | n          | 3  |
      | max_tokens | 12 |
    Then the answer is 400
    And the answer's member "/error/code" is "INVALID_PARAMS"
    And the answer's member "/error/message" contains "'n'"
    And the answer's member "/error/message" contains "2"

  @B-OAI-010 @B-OAI-004 @B-OAI-002 @B-OAI-003
  Scenario Outline: The openai package of <language> gets calls, schemas, probabilities and choices
    Given the openai package of <language> for model "tiny"
    When the client asks for tool-call
    Then the client got tool "weather"
    And the client got a city
    And the client got finish_reason "tool_calls"
    When the client asks for tool-call-stream
    Then the client got tool "weather"
    And the client got a city
    And the client got an id
    And the client got finish_reason "tool_calls"
    And the client got at least 5 pieces
    When the client asks for schema
    Then the client got a city
    When the client asks for probabilities
    Then the client got tokens "4"
    And the client got candidates "2"
    When the client asks for choices
    Then the client got indexes "0, 1"
    And the client got completion_tokens "16"

    Examples:
      | language   |
      | python     |
      | javascript |
