Feature: Control plane
  What pools are and what they can do, told as it is.

  @shared @B-CP-010 @B-CP-011 @B-CP-014 @B-CP-015 @OC-CTRL-2001
  Scenario: A pool tells its true figures
    Given an engine "e" with 2 slots
    And a pool "alpha" on "e"
    When task "a" is submitted to "alpha" with
      | fault | tokens=2000 delay=20 |
    And task "a" comes to be running
    Then pool "alpha" has live "true"
    And pool "alpha" has ready "true"
    And pool "alpha" has metrics/slots_total "2"
    And pool "alpha" has metrics/slots_free "1"
    And pool "alpha" has metrics/queue_depth "0"

  @shared @B-CP-012 @B-ERR-003
  Scenario: An unknown pool is 404
    When GET "/v2/pools/nowhere/health" is asked
    Then the answer is 404 POOL_NOT_FOUND

  @shared @B-CP-003 @B-CP-004 @ORCH-3095 @ORCH-3096
  Scenario: Capabilities tell what is bound
    Given an engine "e" with 2 slots
    And a pool "alpha" on "e"
    When GET "/v2/meta/capabilities" is asked
    Then the answer is 200
    And the answer's member "/api_version" is "2.0.0"
    And the answer's member "/engines/0/engine" is "llamacpp"
    And the answer's member "/engines/0/slots" is "2"

  @B-CP-001 @B-CP-002 @OC-CTRL-2004
  Scenario: What is bound later shows in the capabilities, and goes again
    Given the environment has ORCHD_HANDOFF_WATCH_INTERVAL_MS = "50"
    And an engine "e" with 2 slots
    And an engine "w" with 3 slots
    And a pool "alpha" on "e"
    Then the capabilities come to have "/engines/0/slots" "2"
    When a handoff file "gpu-g0.json" names engine "w" with
      | pool_id     | gpu |
      | slots_total | 3   |
    Then the capabilities come to have "/engines/0/slots" "5"
    When the handoff file "gpu-g0.json" goes
    Then the capabilities come to have "/engines/0/slots" "2"

  @B-PM-001 @B-DP-110 @ORCH-3503 @ORCH-3049 @ORCH-3010 @OC-CORE-1010
  Scenario: Health alone does not make a replica ready; a decoded token does
    Given an engine "e" with 1 slot
    And a pool "alpha" on "e"
    And the daemon is ready
    When engine "e" says that it is loading
    Then pool "alpha" has ready "false"
    When the next 100000 requests to engine "e" are told "status=500"
    And engine "e" says that it is ok
    Then pool "alpha" comes to tell an error about "could not decode a token"
    And pool "alpha" has ready "false"
    When task "a" is submitted to "alpha" with
      | fault | tokens=2 |
    Then task "a" is still queued
    And engine "e" has no request of task "a"
    When the next 0 requests to engine "e" are told "status=500"
    Then pool "alpha" has ready "true"
    And task "a" ends as completed

  @B-CP-001 @B-CP-002 @B-CP-003 @ORCH-3095 @OC-CTRL-2004
  Scenario: Capabilities tell what the catalog and a model's file say of what is bound
    Given an engine "e" with 2 slots
    And a pool "alpha" on "e"
    And pool "alpha" sets sampler_profile_version to v7
    And a small model file "tiny"
    When GET "/v2/meta/capabilities" is asked
    Then the answer's member "/engines/0/sampler_profile_version" is "v7"
    And the answer has no member "/engines/0/models/0/gguf"
    When model "in-catalog" is described with
      | source_url | FILE tiny.gguf              |
      | aliases    | ["model-of-alpha", "small"] |
    And GET "/v2/meta/capabilities" is asked
    Then the capabilities name model "model-of-alpha" with
      | aliases           | ["alpha","in-catalog","small"] |
      | pools             | ["alpha"]                      |
      | gguf/architecture | llama                          |
      | gguf/quantization | F32                            |
      | gguf/ctx_max      | 512                            |
    And the capabilities tell the size of "tiny" for model "model-of-alpha"
    When DELETE "/v2/catalog/models/in-catalog" is asked
    And GET "/v2/meta/capabilities" is asked
    Then the answer has no member "/engines/0/models/0/gguf"

  @shared @B-MW-010 @ORCH-3096
  Scenario: The document can be read as a page that needs nothing of elsewhere
    Given the environment has AUTH_TOKEN = "0123456789abcdef0123456789abcdef"
    When GET "/docs" is asked
    Then the answer is 200
    And the answer's header "Content-Type" is "text/html; charset=utf-8"
    And the answer's header "Content-Security-Policy" is "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    And everything that the page names is served here under the same policy
    When GET "/docs/page.js" is asked
    Then the answer's text contains "openapi.json"
    When GET "/openapi.json" is asked
    Then the answer's member "/servers/0/url" is "/"
    When GET "/docs/..%2fpage.html" is asked
    Then the answer is 404 NOT_FOUND

  @shared @ORCH-3096
  Scenario: The version tells what was built
    When GET "/v2/meta/version" is asked
    Then the answer is 200
    And the answer's member "/api_version" is "2.0.0"
    And the answer has a member "/build_commit"
    And the answer has a member "/build_time"

  @B-CP-013 @B-CP-020 @B-CAT-035 @B-RES-013
  Scenario: A pool that drains says why
    Given an engine "e" with 1 slot
    And a pool "alpha" on "e"
    When pool "alpha" is drained
    And GET "/v2/pools/alpha/health" is asked
    Then the answer's member "/drain_reason" is "It was drained by a request: undrain it, and tasks start on it again."
    When the command "pools" is run
    Then the command says "undrain it"
    When pool "alpha" is undrained
    And GET "/v2/pools/alpha/health" is asked
    Then the answer has no member "/drain_reason"
    When model "m" is described with
      | aliases | ["model-of-alpha"] |
    And model "m" is set to Retired
    Then pool "alpha" has draining "true"
    When GET "/v2/pools" is asked
    Then the answer's member "/pools/0/drain_reason" is "Its model m is retired: set it to Active, or let the pool serve another model."
    When the daemon is killed
    And the daemon starts again
    And GET "/v2/pools/alpha/health" is asked
    Then the answer's member "/drain_reason" contains "model m is retired"
    When model "m" is set to Active
    Then pool "alpha" has draining "false"
    When GET "/v2/pools/alpha/health" is asked
    Then the answer has no member "/drain_reason"
