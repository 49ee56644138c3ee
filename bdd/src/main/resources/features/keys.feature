Feature: Keys and home
  Who has a key passes; at home nobody needs one; pages of other places do not get in.

  @B-MW-011 @B-MW-012 @B-MW-013 @B-MW-014 @B-MW-020
  Scenario Outline: A key by either header
    Given the environment has AUTH_TOKEN = "0123456789abcdef0123456789abcdef"
    When GET "/v2/pools" is asked with header "<header>"
    Then the answer is <status>
    And the answer's member "/code" is "<code>"
    And the answer has header "X-Correlation-Id"
    And the log never contains "0123456789abcdef0123456789abcdef"

    Examples:
      | header                                                  | status | code  |
      | Accept: */*                                             | 401    | 40101 |
      | Authorization: Bearer 1123456789abcdef0123456789abcdef | 401    | 40102 |
      | X-API-Key: 1123456789abcdef0123456789abcdef             | 403    | 40302 |
      | Authorization: Bearer 0123456789abcdef0123456789abcdef | 200    |       |
      | X-API-Key: 0123456789abcdef0123456789abcdef             | 200    |       |

  @B-MW-010 @B-MW-011
  Scenario: Without a key it is 401 before it is anything else, but for what is open to all
    Given the environment has AUTH_TOKEN = "0123456789abcdef0123456789abcdef"
    When GET "/nowhere" is asked
    Then the answer is 401
    When DELETE "/v2/pools" is asked
    Then the answer is 401
    When GET "/metrics" is asked
    Then the answer is 200
    When GET "/healthz" is asked
    Then the answer is 200
    When GET "/openapi.json" is asked
    Then the answer is 200

  @B-SEC-005 @B-MW-022 @AUTH-1004
  Scenario: AUTH_OPTIONAL lets loopback pass, but no wrong key and nobody who was forwarded
    Given the environment has AUTH_TOKEN = "0123456789abcdef0123456789abcdef"
    And the environment has AUTH_OPTIONAL = "true"
    When GET "/v2/pools" is asked
    Then the answer is 200
    When GET "/v2/pools" is asked with header "Authorization: Bearer 1123456789abcdef0123456789abcdef"
    Then the answer is 401
    When GET "/v2/pools" is asked with header "X-Forwarded-For: 10.0.0.7"
    Then the answer is 401
    And the answer's member "/code" is "40101"

  @B-MW-022 @ORCH-3035 @OC-CTRL-2040
  Scenario: At home no key is needed, and one that is sent all the same is ignored
    When GET "/v2/pools" is asked
    Then the answer is 200
    When GET "/v2/pools" is asked with header "Authorization: Bearer sk-whatever"
    Then the answer is 200

  @B-SEC-005
  Scenario: A name that is not ours in Host is refused
    When these lines are sent
      """
      GET /v2/pools HTTP/1.1
      Host: evil.example:8080
      """
    Then the answer is 403 HOST_NOT_ALLOWED
    When these lines are sent
      """
      GET /v2/pools HTTP/1.1
      Host: localhost:8080
      """
    Then the answer is 200

  @B-SEC-005
  Scenario: A page of another place may not change anything
    When POST "/v2/tasks/nobody/cancel" is asked with header "Origin: http://evil.example"
    Then the answer is 403 ORIGIN_NOT_ALLOWED
    When GET "/v2/pools" is asked with header "Origin: http://evil.example"
    Then the answer is 200
