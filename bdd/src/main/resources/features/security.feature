Feature: Security
  What SECURITY.md promises, as far as it is seen from outside.

  @B-SEC-004 @B-SEC-005
  Scenario: A file of keys that others may read refuses the start
    Given a key "app"
    And the file of keys may be read by everybody
    When a daemon is started on the folder of the keys
    Then it refuses to start with exit code 78 and one sentence about "chmod 600"

  @B-SEC-004
  Scenario: A file of keys that breaks while the daemon serves changes nothing
    Given a key "app"
    When GET "/v2/tasks" is asked by "app"
    Then the answer is 200
    When the file of keys is written over with "not keys"
    Then the log tells that "orchestratord" did "keep"
    When GET "/v2/tasks" is asked by "app"
    Then the answer is 200
    When GET "/v2/tasks" is asked
    Then the answer is 401

  @B-SEC-005
  Scenario: A key in the file is enough for a bind that others reach
    Given a key "app"
    When a daemon is started at host "0.0.0.0" on the folder of the keys
    Then it comes to serve

  @B-MW-011 @B-MW-012 @B-MW-014 @B-SEC-001
  Scenario: Who is refused is recorded, and a flood of wrong keys is not
    Given the daemon sets http.refusals_per_minute to 2
    And a key "ops" with "--scopes control"
    And a key "app"
    When GET "/v2/pools" is asked 50 times with the wrong key "not-a-key-of-this-service"
    Then the log has 2 records with error_kind "BAD_TOKEN"
    When GET "/v2/tasks" is asked
    Then the answer is 401
    And the log has a record with error_kind "MISSING_TOKEN" and target "GET /v2/tasks"
    When POST "/v2/pools/none/undrain" is asked by "app"
    Then the answer is 403
    And the log has a record with error_kind "SCOPE" and actor "app"
    And the log has 2 records with error_kind "BAD_TOKEN"
    And the log never contains "not-a-key-of-this-service"

  @B-SEC-001
  Scenario: Who changes something through control is recorded by the key's name and its fingerprint
    Given a key "ops" with "--scopes control"
    And a key "app"
    When POST "/v2/pools/none/undrain" is asked by "ops"
    Then the answer is 202
    And the log tells that "ops" did "undrainPool"
    When POST "/v2/pools/none/undrain" is asked by "app"
    Then the answer is 403
    And the log tells that "app" did "undrainPool"
    And the log holds none of the keys

  @shared @B-CP-050 @B-CP-051 @B-CP-052
  Scenario: A worker needs a bearer key, also at home
    When POST "/v2/workers/register" is asked
    Then the answer is 401
    And the answer's member "/code" is "40101"

  @B-SEC-005
  Scenario: Pages of other places may read nothing; those of an allowed origin may
    Given the daemon sets auth.allowed_origins to ["https://page.example"]
    When OPTIONS "/v2/tasks" is asked with headers
      | Origin                        | https://page.example |
      | Access-Control-Request-Method | POST                 |
    Then the answer is 204
    And the answer's header "Access-Control-Allow-Origin" is "https://page.example"
    And the answer has header "Access-Control-Allow-Headers"
    When OPTIONS "/v2/tasks" is asked with headers
      | Origin                        | https://evil.example |
      | Access-Control-Request-Method | POST                 |
    Then the answer is 405

  @B-SEC-005 @LO-14
  Scenario: Commands trust an authority of one's own, and nothing that is not named
    Given a daemon that shows the certificate "first" of its own authority
    When the command "pools" trusts "first"
    Then it ends well and says "none"
    When the command "pools" trusts "first" by its environment
    Then it ends well and says "none"
    When the command "pools" trusts nobody but the system's
    Then it ends with exit code 3 and says "--cacert"

  @B-SEC-005
  Scenario: Other files of a certificate are shown once the configuration is read again, bad ones never
    Given a daemon that shows the certificate "first" of its own authority
    When its configuration then names the certificate "second"
    And the command "config reload" trusts "first"
    Then it ends well and says "The certificate of other files is shown."
    When the command "pools" trusts "second"
    Then it ends well and says "none"
    When the command "pools" trusts "first"
    Then it ends with exit code 3 and says "not trusted"
    When the key of the certificate "third" is spoilt
    And its configuration then names the certificate "third"
    And the command "config reload" trusts "second"
    Then it ends with exit code 4 and says "cannot be used"
    When the command "pools" trusts "second"
    Then it ends well and says "none"
