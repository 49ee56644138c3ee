@shared
Feature: Bad input
  What cannot be read is refused with its place; it is never a defect of ours.

  Background:
    Given a model "alpha" to ask

  @B-SEC-007
  Scenario: Bytes that are no UTF-8
    When a task of bytes that are no UTF-8 is posted
    Then the answer is 400 INVALID_PARAMS

  @B-SEC-007
  Scenario: JSON that is nested too deep
    When a task nested 100000 deep is posted
    Then the answer is 400 INVALID_PARAMS

  @B-SEC-007
  Scenario: A body of 100 MB
    When these lines are sent with a body of 100 MB
      """
      POST /v2/tasks HTTP/1.1
      Host: ADDRESS
      Content-Type: application/json
      """
    Then the answer is 413 PAYLOAD_TOO_LARGE

  @B-SEC-007
  Scenario: Headers of 64 KB
    When a header "X-Long" of 65536 bytes is sent
    Then the answer is 431 HEADERS_TOO_LARGE

  @B-MW-001
  Scenario: A correlation id that cannot be echoed
    When a header "X-Correlation-Id" of 129 bytes is sent
    Then the answer is 400 INVALID_PARAMS
    And the answer's header "X-Correlation-Id" is a UUID

  @B-MW-001 @B-SEC-007
  Scenario: A header that is two lines
    When these lines are sent
      """
      GET /healthz HTTP/1.1
      Host: ADDRESS
      X-Correlation-Id: a
       b: c
      no header at all
      """
    Then the answer is 400 INVALID_PARAMS

  @B-ERR-001
  Scenario: Not JSON by its own word
    When a task is posted as "text/plain"
    Then the answer is 415 UNSUPPORTED_MEDIA_TYPE

  @B-SEC-007 @B-DP-012
  Scenario: An id of ten thousand characters
    When a task with an id of 10000 characters is posted
    Then the answer is 400 INVALID_PARAMS
    And the answer's member "/field" is "/task_id"

  @B-ERR-001 @B-ERR-010
  Scenario: Every member of the wrong kind is named
    Then each of these tasks is refused with its field
      | {"model_ref": "alpha", "prompt": "x", "session_id": 7}                        | /session_id |
      | {"model_ref": "alpha", "prompt": "x", "session_id": "a/b"}                    | /session_id |
      | {"model_ref": "alpha", "prompt": "x", "workload": "painting"}                 | /workload |
      | {"model_ref": "alpha", "prompt": "x", "engine": "abacus"}                     | /engine |
      | {"model_ref": "alpha", "prompt": "x", "ctx": 1.5}                             | /ctx |
      | {"model_ref": "alpha", "prompt": "x", "ctx": 1e400}                           | /ctx |
      | {"model_ref": "alpha", "prompt": "x", "deadline_ms": "soon"}                  | /deadline_ms |
      | {"model_ref": "alpha", "prompt": "x", "deadline_ms": 99999999999999999999}    | /deadline_ms |
      | {"model_ref": "alpha", "prompt": "x", "max_tokens": -1}                       | /max_tokens |
      | {"model_ref": "alpha", "prompt": "x", "seed": 0.5}                            | /seed |
      | {"model_ref": "alpha", "prompt": "x", "determinism": "perfect"}               | /determinism |
      | {"model_ref": "alpha", "prompt": "x", "expected_tokens": []}                  | /expected_tokens |
      | {"model_ref": "alpha", "prompt": "x", "kv_hint": "lukewarm"}                  | /kv_hint |
      | {"model_ref": "alpha", "prompt": "x", "output_mode": 3}                       | /output_mode |
      | {"model_ref": "alpha", "prompt": "x", "sampling": "hot"}                      | /sampling |
      | {"model_ref": "alpha", "prompt": "x", "sampling": {"temperature": "hot"}}     | /sampling/temperature |
      | {"model_ref": "alpha", "prompt": "x", "sampling": {"stop": [1]}}              | /sampling/stop/0 |
      | {"model_ref": "alpha", "prompt": "x", "cancel_on_disconnect": "yes"}          | /cancel_on_disconnect |
      | {"model_ref": "alpha", "prompt": "x", "disconnect_grace_ms": -1}              | /disconnect_grace_ms |
      | {"model_ref": "alpha", "prompt": "x", "placement": []}                        | /placement |
      | {"model_ref": "alpha", "prompt": "x", "placement": {"mode": "shove"}}         | /placement/mode |
      | {"model_ref": "alpha", "prompt": "x", "placement": {"prefer_pools": "alpha"}} | /placement/prefer_pools |
      | {"model_ref": "alpha", "prompt": "x", "placement": {"allow_fallback": 1}}     | /placement/allow_fallback |
      | {"model_ref": "alpha", "prompt": "x", "messages": "hello"}                    | /messages |

  @B-ERR-001
  Scenario: NaN is no number of JSON
    When this is posted to "/v2/tasks"
      """
      {"model_ref": "alpha", "prompt": "x", "sampling": {"temperature": NaN}}
      """
    Then the answer is 400 INVALID_PARAMS

  @B-ERR-003
  Scenario: Unknown ids
    When GET "/v2/tasks/nobody-knows-this" is asked
    Then the answer is 404 TASK_NOT_FOUND
    When GET "/v2/artifacts/0000000000000000000000000000000000000000000000000000000000000000" is asked
    Then the answer is 404 ARTIFACT_NOT_FOUND
    When GET "/v2/tasks/..%2F..%2Fetc%2Fpasswd" is asked
    Then the answer is 404 TASK_NOT_FOUND

  @B-ERR-003 @B-DP-012 @B-SEC-007
  Scenario: Ids of other scripts, with strokes or dots, name nothing that they should not
    Then each of these tasks is refused with its field
      | {"model_ref": "alpha", "prompt": "x", "task_id": ".."}                          | /task_id |
      | {"model_ref": "alpha", "prompt": "x", "task_id": "a/b"}                       | /task_id |
      | {"model_ref": "alpha", "prompt": "x", "task_id": "задача"}                    | /task_id |
      | {"model_ref": "alpha", "prompt": "x", "task_id": "任务-1"}                     | /task_id |
      | {"model_ref": "alpha", "prompt": "x", "task_id": "a b"}                       | /task_id |
      | {"model_ref": "alpha", "prompt": "x", "task_id": "a\u0000b"}                  | /task_id |
      | {"model_ref": "alpha", "prompt": "x", "task_id": ""}                          | /task_id |
      | {"model_ref": "alpha", "prompt": "x", "session_id": "\uD83D\uDE00"}           | /session_id |
    And each of these is answered so
      | GET /v2/tasks/%2e%2e                       | 404 |
      | GET /v2/tasks/%2E%2E%2Fhealthz             | 404 |
      | GET /v2/tasks/%2e%2e/%2e%2e/healthz        | 404 |
      | GET /v2/tasks/%D0%B7%D0%B0%D0%B4           | 404 |
      | GET /v2/tasks/%00                          | 404 |
      | GET /v2/artifacts/%2e%2e%2fjournal.db      | 404 |
      | GET /v2/artifacts/%2e%2e                   | 404 |
      | GET /v2/operations/%2e%2e%2fjournal.db     | 404 |
      | GET /v2/operations/nobody-began-this       | 404 |
      | GET /v2/catalog/models/%2e%2e%2f%2e%2e     | 404 |
      | DELETE /v2/catalog/models/%2e%2e           | 404 |
      | GET /v2/pools/%2e%2e/health                | 404 |
      | POST /v2/pools/%2e%2e%2falpha/undrain      | 404 |
      | POST /v2/tasks/%2e%2e/cancel               | 204 |

  @B-SEC-007
  Scenario: A path that is no path
    When these lines are sent
      """
      GET /v2/tasks/%zz HTTP/1.1
      Host: ADDRESS
      """
    Then the answer is 404 TASK_NOT_FOUND
    When these lines are sent
      """
      GET /v2/tasks/../../healthz HTTP/1.1
      Host: ADDRESS
      """
    Then the answer is 404 NOT_FOUND

  @B-ERR-003
  Scenario: What earlier versions had is not served
    Then each of these is answered so
      | GET /v1/tasks                | 404 |
      | POST /v1/tasks               | 404 |
      | GET /v1/replicasets          | 404 |
      | GET /v1/capabilities         | 404 |

  @B-ERR-001 @B-DP-113
  Scenario: What is null was not said, and what nobody knows is ignored
    When this is posted to "/v2/tasks"
      """
      {"model_ref": "alpha", "prompt": "x", "max_tokens": 2, "ctx": null, "deadline_ms": null, "session_id": null, "sampling": {"temperature": null}, "placement": null, "colour": "blue", "deeply": {"unknown": [1, {"2": 3}]}}
      """
    Then the answer is 202
    When this is posted to "/v2/tasks"
      """
      {"model_ref": null, "prompt": "x"}
      """
    Then the answer is 400 INVALID_PARAMS
    And the answer's member "/field" is "/model_ref"
