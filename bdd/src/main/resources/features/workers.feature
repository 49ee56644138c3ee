Feature: Control plane: workers
  An engine that somebody else runs registers itself, or a file in the handoff folder names it.

  Background:
    Given an engine "e" with 1 slot
    And a pool "alpha" on "e"
    And an engine "w" with 3 slots

  @shared @B-CP-050 @B-CP-051 @B-CP-052 @B-MW-011
  Scenario Outline: A registration needs a bearer token
    Given the environment has AUTH_TOKEN = "0123456789abcdef0123456789abcdef"
    When POST "/v2/workers/register" is asked with header "<header>"
    Then the answer is 401
    And the answer's member "/code" is "<code>"

    Examples:
      | header                                                 | code  |
      | Accept: */*                                            | 40101 |
      | X-API-Key: 0123456789abcdef0123456789abcdef            | 40101 |
      | Authorization: Bearer 1123456789abcdef0123456789abcdef | 40102 |

  @shared @B-CP-050
  Scenario: Also at home, where nothing else needs one
    When engine "w" registers itself
    Then the answer is 401
    And the answer's member "/code" is "40101"

  @B-CP-054 @B-CP-055 @B-CP-056 @B-CP-057 @B-CP-058 @B-OBS-022
  Scenario: A registered engine is bound as a replica and serves
    Given the environment has AUTH_TOKEN = "0123456789abcdef0123456789abcdef"
    And every request carries "Authorization: Bearer 0123456789abcdef0123456789abcdef"
    When engine "w" registers itself
    Then the answer is 200
    And the answer's member "/ok" is "true"
    And the answer's member "/pool_id" is "default"
    And the answer's member "/replica_id" is "r0"
    And the answer's member "/identity" is "token:3eb1bd"
    And pool "default" has replicas/0/origin "registration"
    And pool "default" has ready "true"
    And pool "default" has metrics/slots_total "3"
    And the log has a record with action "register" and identity "token:[0-9a-f]{6}"
    And the log has a record with action "bind" and pool_id "default"
    And the log never contains "0123456789abcdef0123456789abcdef"
    When task "a" is submitted to "default" with
      | fault | tokens=3 |
    Then task "a" ends as completed
    And task "a" ran on pool "default"

  @B-CP-057 @B-RES-013
  Scenario: What registered is bound again after the daemon died
    Given the environment has AUTH_TOKEN = "0123456789abcdef0123456789abcdef"
    And every request carries "Authorization: Bearer 0123456789abcdef0123456789abcdef"
    When engine "w" registers itself with
      | pool_id    | made |
      | replica_id | w0   |
    Then the answer is 200
    And pool "made" has ready "true"
    When the daemon is killed
    And the daemon starts again
    Then pool "made" has ready "true"
    When task "a" is submitted to "made" with
      | fault | tokens=3 |
    Then task "a" ends as completed

  @B-CP-057 @B-RES-013 @LO-04
  Scenario: A worker that has another model when the daemon comes back has its names and no others
    Given the environment has AUTH_TOKEN = "0123456789abcdef0123456789abcdef"
    And every request carries "Authorization: Bearer 0123456789abcdef0123456789abcdef"
    When engine "w" registers itself with
      | pool_id   | made     |
      | model_ref | my-model |
    Then pool "made" has ready "true"
    When the daemon is killed
    And the daemon starts again
    Then pool "made" has ready "true"
    When task "same" is submitted to "my-model" with
      | fault | tokens=3 |
    Then task "same" ends as completed
    When the daemon is killed
    And engine "w" dies
    And engine "w" comes back with the model "another"
    And the daemon starts again
    Then pool "made" has ready "true"
    When task "gone" is submitted to "my-model"
    Then task "gone" is refused with 503 POOL_UNAVAILABLE
    When task "new" is submitted to "another" with
      | fault | tokens=3 |
    Then task "new" ends as completed

  @B-CP-057
  Scenario: A worker that is silent for too long is forgotten, and its pool with it
    Given the environment has AUTH_TOKEN = "0123456789abcdef0123456789abcdef"
    And every request carries "Authorization: Bearer 0123456789abcdef0123456789abcdef"
    And the daemon sets workers.forget_after_ms to 500
    When engine "w" registers itself with
      | pool_id | made |
    Then pool "made" has ready "true"
    When engine "w" dies
    Then pool "made" comes to be unknown
    And the log has a record with action "lose" and pool_id "made"

  @B-CP-057
  Scenario: A worker may be on loopback and where the configuration says, nowhere else
    Given the environment has AUTH_TOKEN = "0123456789abcdef0123456789abcdef"
    And every request carries "Authorization: Bearer 0123456789abcdef0123456789abcdef"
    When this is posted to "/v2/workers/register"
      """
      {"url": "http://192.0.2.7:8081"}
      """
    Then the answer is 400 INVALID_PARAMS
    And the answer's member "/field" is "/url"
