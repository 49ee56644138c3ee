Feature: Keys and home
  Who has a key passes; at home nobody needs one; pages of other places do not get in.

  @shared @B-MW-011 @B-MW-012 @B-MW-013 @B-MW-014 @B-MW-020 @B-CFG-008
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

  @B-SEC-005 @B-SEC-006 @ORCH-3302
  Scenario Outline: A key that is shorter than is good is told of once, by its length alone
    Given the environment has <variable> = "k3y-of-31-characters-as-it-isso"
    And the daemon is ready
    Then the log says "AUTH_TOKEN has 31 characters; 32 or more are advised." once
    And the log never contains "k3y-of-31"

    Examples:
      | variable         |
      | AUTH_TOKEN       |
      | LLORCH_API_TOKEN |

  @B-SEC-005
  Scenario: Of a key that is long enough nothing is told
    Given the environment has AUTH_TOKEN = "0123456789abcdef0123456789abcdef"
    And the daemon is ready
    Then the log never contains "are advised"
    And the log never contains "0123456789abcdef"

  @shared @B-MW-010 @B-MW-011
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

  @shared @B-MW-022 @ORCH-3035 @OC-CTRL-2040
  Scenario: At home no key is needed, and one that is sent all the same is ignored
    When GET "/v2/pools" is asked
    Then the answer is 200
    When GET "/v2/pools" is asked with header "Authorization: Bearer sk-whatever"
    Then the answer is 200

  @shared @B-SEC-005
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

  @shared @B-SEC-005
  Scenario: A page of another place may not change anything
    When POST "/v2/tasks/nobody/cancel" is asked with header "Origin: http://evil.example"
    Then the answer is 403 ORIGIN_NOT_ALLOWED
    When GET "/v2/pools" is asked with header "Origin: http://evil.example"
    Then the answer is 200

  @B-SEC-004 @LO-14
  Scenario: A key is printed once, kept hashed, rotated and revoked while the daemon serves
    Given the environment has AUTH_TOKEN = "0123456789abcdef0123456789abcdef"
    And a key "app"
    When GET "/v2/tasks" is asked by "app"
    Then the answer is 200
    When key "app" gets another secret, the old one being "old"
    Then GET "/v2/tasks" comes to answer 200 to "app"
    When GET "/v2/tasks" is asked by "old"
    Then the answer is 200
    And the list of keys shows "app" and no secret
    When key "app" is revoked
    Then GET "/v2/tasks" comes to answer 401 to "old"
    And the answer's member "/code" is "40102"
    When GET "/v2/tasks" is asked by "app"
    Then the answer is 401
    And the file of keys holds none of them
    And the log holds none of the keys
    And the log tells that "orchestratord" did "make"
    And the log tells that "orchestratord" did "revoke"

  @B-SEC-004
  Scenario: The last key's end opens nothing
    Given a key "only"
    When GET "/v2/tasks" is asked
    Then the answer is 401
    When key "only" is revoked
    Then GET "/v2/tasks" comes to answer 401 to "only"
    When GET "/v2/tasks" is asked
    Then the answer is 401
    And the answer's member "/code" is "40101"

  @B-SEC-004
  Scenario: A key expires
    Given a key "brief" with "--expires 1s"
    Then GET "/v2/tasks" comes to answer 401 to "brief"
    And the answer's member "/hint" is "This key has expired; ask for another one."

  @B-SEC-004 @B-DL-006
  Scenario: A clock that is set back revives no key
    Given the daemon's wall clock can be set
    And a key "brief" with "--expires 1s"
    Then GET "/v2/tasks" comes to answer 401 to "brief"
    When the wall clock is set 3600 s back
    And GET "/v2/tasks" is asked by "brief"
    Then the answer is 401
    And the answer's member "/hint" is "This key has expired; ask for another one."

  @B-SEC-001 @LO-14
  Scenario: A scope opens its operations and no others
    Given a key "reader" with "--scopes data"
    And a key "operator" with "--scopes control"
    And a key "worker" with "--scopes node"
    And a key "owner" with "--scopes data,control"
    Then each of these is answered so to its key
      | reader   | GET /v2/tasks             | 200 |       |
      | reader   | GET /v2/pools             | 403 | 40303 |
      | reader   | GET /v1/models            | 200 |       |
      | operator | GET /v2/pools             | 200 |       |
      | operator | GET /v1/models            | 403 |       |
      | worker   | GET /v2/tasks             | 403 | 40303 |
      | worker   | GET /v2/meta/version      | 200 |       |
      | owner    | GET /v2/tasks             | 200 |       |
      | owner    | POST /v2/workers/register | 403 | 40303 |

  @B-SEC-002
  Scenario: Tasks and sessions are seen by their own key and by control only
    Given a key "mine"
    And a key "other"
    And a key "ops" with "--scopes data,control"
    And the environment has AUTH_TOKEN = "0123456789abcdef0123456789abcdef"
    And an engine "e" with 1 slot
    And a pool "alpha" on "e"
    When task "secret" is submitted to "alpha" with
      | fault      | tokens=2 |
      | session_id | talk     |
      | key        | mine     |
    And task "secret" is looked up by "other"
    Then the answer is 404 TASK_NOT_FOUND
    When task "secret" is looked up by "mine"
    Then the answer is 200
    When task "secret" is looked up by "ops"
    Then the answer is 200
    When the session "talk" is looked up by "other"
    Then the answer's member "/turns" is "0"
    When GET "/v2/tasks" is asked by "other"
    Then the answer's member "/tasks" is a list of 0

  @B-SEC-002 @B-SEC-004
  Scenario: What belongs to a key still does after its rotation
    Given a key "app"
    And the environment has AUTH_TOKEN = "0123456789abcdef0123456789abcdef"
    And an engine "e" with 1 slot
    And a pool "alpha" on "e"
    When task "kept" is submitted to "alpha" with
      | fault | tokens=1 |
      | key   | app      |
    And key "app" gets another secret, the old one being "old"
    Then GET "/v2/tasks" comes to answer 200 to "app"
    When task "kept" is looked up by "app"
    Then the answer is 200

  @B-SEC-003 @ORCH-3006
  Scenario: A key's rate is kept, and the wait is its bucket's
    Given a key "slow" with "--rate 0.05 --burst 2"
    And the environment has AUTH_TOKEN = "0123456789abcdef0123456789abcdef"
    And an engine "e" with 1 slot
    And a pool "alpha" on "e"
    When tasks "one, two" are submitted to "alpha" with
      | fault | tokens=1 |
      | key   | slow     |
    And task "three" is submitted to "alpha" with
      | fault | tokens=1 |
      | key   | slow     |
    Then task "three" is refused with 429 ADMISSION_REJECT
    And the answer tells a computed wait under the label "rate-limit"
    And the answer tells to wait between 15 and 25 s
    When task "two" is submitted to "alpha" with
      | fault | tokens=1 |
      | key   | slow     |
    Then task "two" is admitted

  @B-SEC-003
  Scenario: A key has so many tasks at once, queued ones included
    Given a key "narrow" with "--concurrency 2"
    And the environment has AUTH_TOKEN = "0123456789abcdef0123456789abcdef"
    And the environment has AUTH_OPTIONAL = "true"
    And an engine "e" with 1 slot
    And a pool "alpha" on "e"
    When tasks "running, queued" are submitted to "alpha" with
      | fault | tokens=5000 delay=20 |
      | key   | narrow               |
    And task "third" is submitted to "alpha" with
      | fault | tokens=1 |
      | key   | narrow   |
    Then task "third" is refused with 429 ADMISSION_REJECT
    And the answer tells a computed wait under the label "rate-limit"
    When task "queued" is cancelled
    And task "third" is submitted to "alpha" with
      | fault | tokens=1 |
      | key   | narrow   |
    Then task "third" is admitted

  @B-SEC-003
  Scenario: A key's ceiling lowers a task's class, and the answer says so
    Given a key "batch" with "--priority batch"
    And the environment has AUTH_TOKEN = "0123456789abcdef0123456789abcdef"
    And an engine "e" with 1 slot
    And a pool "alpha" on "e"
    When task "lowered" is submitted to "alpha" with
      | fault    | tokens=1    |
      | priority | interactive |
      | key      | batch       |
    Then task "lowered" is admitted
    And the answer's member "/priority" is "batch"

  @B-SCH-002 @B-SCH-013 @LO-15
  Scenario: Three keys take turns, however much one of them has sent
    Given a key "ann"
    And a key "bob"
    And a key "eve"
    And the environment has AUTH_TOKEN = "0123456789abcdef0123456789abcdef"
    And the environment has AUTH_OPTIONAL = "true"
    And an engine "e" with 1 slot
    And a pool "alpha" on "e"
    When task "running" is submitted to "alpha" with
      | fault | tokens=60 delay=20 |
    And task "running" comes to be running
    And tasks "eve-1, eve-2, eve-3, eve-4, eve-5" are submitted to "alpha" with
      | fault | tokens=1 |
      | key   | eve      |
    And tasks "ann-1, ann-2" are submitted to "alpha" with
      | fault | tokens=1 |
      | key   | ann      |
    And tasks "bob-1, bob-2" are submitted to "alpha" with
      | fault | tokens=1 |
      | key   | bob      |
    Then the tasks started in the order "eve-1, ann-1, bob-1, eve-2, ann-2, bob-2, eve-3, eve-4, eve-5"

  @B-SCH-013 @LO-15
  Scenario: Under load no key holds more than half of a pool's places
    Given a key "greedy"
    And a key "modest"
    And the environment has AUTH_TOKEN = "0123456789abcdef0123456789abcdef"
    And an engine "e" with 1 slot
    And a pool "alpha" on "e"
    And pool "alpha" sets queue.capacity to 10
    When task "running" is submitted to "alpha" with
      | fault | tokens=5000 delay=20 |
      | key   | modest               |
    And 12 tasks of 4 tokens are submitted at once to "alpha" by "greedy"
    Then 5 of them are admitted and the others refused with 429 ADMISSION_REJECT
    When task "mine" is submitted to "alpha" with
      | fault | tokens=1 |
      | key   | modest   |
    Then task "mine" is admitted at position 1
