@shared
Feature: Middleware
  What is alive, what is ready, what it measures.

  @B-MW-001 @B-MW-004 @OC-CTRL-2052
  Scenario Outline: A correlation id comes back on every answer
    When <method> "<path>" is asked with header "X-Correlation-Id: trace-me-42"
    Then the answer's header "X-Correlation-Id" is "trace-me-42"

    Examples:
      | method | path                        |
      | GET    | /healthz                    |
      | GET    | /v2/pools                   |
      | GET    | /v2/tasks/nobody            |
      | DELETE | /v2/pools                   |
      | GET    | /nowhere                    |
      | POST   | /v2/tasks/nobody/cancel     |

  @B-MW-002
  Scenario: Without one, one is made
    When GET "/healthz" is asked
    Then the answer is 200
    And the answer's header "X-Correlation-Id" is a UUID

  @B-ERR-003 @B-ERR-010
  Scenario: Unknown routes and methods are told in the envelope
    When GET "/nowhere" is asked
    Then the answer is 404 NOT_FOUND
    When DELETE "/v2/pools" is asked
    Then the answer is 405 METHOD_NOT_ALLOWED
    And the answer has header "Allow"

  @ORCH-3000
  Scenario: Alive and ready
    When GET "/healthz" is asked
    Then the answer is 200
    When GET "/readyz" is asked
    Then the answer is 200

  @B-MW-003 @B-MW-004 @B-DP-030 @B-DP-100 @OC-CTRL-2052
  Scenario: The id of a request is in what is logged about it, on its stream and on its refusals
    Given an engine "e" with 1 slot
    And a pool "alpha" on "e"
    When task "a" is submitted to "alpha" with
      | fault                   | tokens=2    |
      | header:X-Correlation-Id | trace-me-43 |
    Then the answer's header "X-Correlation-Id" is "trace-me-43"
    And task "a" ends as completed
    And the log has a record with correlation_id "trace-me-43" for task "a"
    When task "b" is submitted to "alpha" with
      | ctx                     | -1          |
      | header:X-Correlation-Id | trace-me-44 |
    Then task "b" is refused with 400 INVALID_PARAMS
    And the answer's header "X-Correlation-Id" is "trace-me-44"

  @B-MW-021 @B-MW-020 @B-CFG-008
  Scenario: A bearer's identity goes with its request, the key does not
    Given the environment has AUTH_TOKEN = "0123456789abcdef0123456789abcdef"
    And every request carries "Authorization: Bearer 0123456789abcdef0123456789abcdef"
    And an engine "e" with 1 slot
    And a pool "alpha" on "e"
    When task "a" is submitted to "alpha" with
      | fault | tokens=2 |
    Then task "a" ends as completed
    And the log has a record with identity "token:3eb1bd" for task "a"
    And the log never contains "0123456789abcdef0123456789abcdef"
