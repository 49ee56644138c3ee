Feature: Catalog: CRUD
  The models that are known: kept with everything that was said, verified by their files, retired when they are over.

  @B-CAT-004 @B-CAT-005 @B-CAT-006 @B-CAT-007 @B-CAT-010 @B-CAT-011 @ORCH-3037
  Scenario: Everything that is said of a model is kept, also when the daemon is killed
    When model "m" is described with
      | digest       | DIGEST abc                                                        |
      | source_url   | hf:org/repo/m.gguf                                                |
      | aliases      | ["small"]                                                         |
      | tags         | ["chat", "de"]                                                    |
      | manifests    | [{"digest": "sha512:00ff", "size_bytes": 7}]                      |
      | sbom         | {"uri": "https://example.org/sbom.json"}                          |
      | trust_policy | {"mode": "permissive", "allowed_registries": ["huggingface.co"]}  |
    Then the answer is 400 INVALID_PARAMS
    And the answer's member "/field" is "/manifests/0/digest"
    When model "m" is described with
      | digest       | DIGEST abc                                                        |
      | source_url   | hf:org/repo/m.gguf                                                |
      | aliases      | ["small"]                                                         |
      | tags         | ["chat", "de"]                                                    |
      | manifests    | [{"digest": "blake3:00ff", "size_bytes": 7}]                      |
      | signatures   | [{"signer": "eve", "algo": "rsa", "value": "AA==", "timestamp_ms": 9, "verified": true}] |
      | sbom         | {"uri": "https://example.org/sbom.json"}                          |
      | trust_policy | {"mode": "permissive", "allowed_registries": ["huggingface.co"]}  |
    Then the answer is 201
    And the answer's member "/lifecycle" is "Active"
    When the daemon is killed
    And the daemon starts again
    And GET "/v2/catalog/models/m" is asked
    Then the answer is 200
    And the answer's member "/digest" is "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    And the answer's member "/source_url" is "hf:org/repo/m.gguf"
    And the answer's member "/aliases/0" is "small"
    And the answer's member "/tags/1" is "de"
    And the answer's member "/manifests/0/size_bytes" is "7"
    And the answer's member "/signatures/0/timestamp_ms" is "9"
    And the answer's member "/signatures/0/verified" is "false"
    And the answer's member "/sbom/uri" is "https://example.org/sbom.json"
    And the answer's member "/trust_policy/allowed_registries/0" is "huggingface.co"
    And the answer's member "/lifecycle" is "Active"

  @shared @B-CAT-001 @B-CAT-002 @B-CAT-003
  Scenario: An id is required, and a digest is algo:hex
    When this is posted to "/v2/catalog/models"
      """
      {"digest": "sha256:00"}
      """
    Then the answer is 400 INVALID_PARAMS
    And the answer's member "/message" is "id required"
    When model "m" is described with
      | digest | sha256:nothex |
    Then the answer is 400 INVALID_PARAMS
    And the answer's member "/field" is "/digest"

  @shared @ORCH-3090 @ORCH-3091
  Scenario: A source that nobody can bring is refused with those that are possible
    When model "m" is described with
      | source_url | ftp://example.org/m.gguf |
    Then the answer is 400 INVALID_PARAMS
    And the answer's member "/field" is "/source_url"
    And the answer's message contains "hf:org/repo/file.gguf"
    And the answer's message contains "https://host/model.gguf"
    When model "m" is described with
      | source_url | http://example.org/m.gguf |
    Then the answer is 400 INVALID_PARAMS
    And the answer's message contains "only https: is fetched"
    When GET "/v2/catalog/models/m" is asked
    Then the answer is 404 MODEL_NOT_FOUND

  @B-CAT-024 @ORCH-3091
  Scenario Outline: A source without a fetcher is kept, and said to have none
    When model "m" is described with
      | source_url | <source> |
    Then the answer is 201
    When model "m" is verified
    Then the answer's member "/verification/result" is "warn"
    And the answer's member "/verification/reason" is "not_fetched"
    And the answer's member "/verification/message" is "No fetcher for <scheme> is configured: fetch the model by hand and describe it with the file (file:/path/model.gguf)."

    Examples:
      | scheme | source                       |
      | s3:    | s3://bucket/m.gguf           |
      | oci:   | oci://registry.example/m:one |

  @shared @B-CAT-012 @B-CAT-023 @B-CAT-043
  Scenario: What is not there is 404
    When GET "/v2/catalog/models/none" is asked
    Then the answer is 404 MODEL_NOT_FOUND
    When POST "/v2/catalog/models/none/verify" is asked
    Then the answer is 404 MODEL_NOT_FOUND
    When DELETE "/v2/catalog/models/none" is asked
    Then the answer is 404 MODEL_NOT_FOUND
    When DELETE "/v2/catalog/models/%2e%2e%2f%2e%2e%2fjournal.db" is asked
    Then the answer is 404 MODEL_NOT_FOUND

  @B-CAT-020 @B-CAT-021 @B-CAT-022 @B-CAT-024 @ORCH-3097
  Scenario: Verification reads the file, and a wrong one takes the model out of admission
    Given an engine "e" with 1 slot
    And a pool "alpha" on "e"
    And a model file "m.gguf" that holds "abc"
    When model "m" is described with
      | digest     | DIGEST abc         |
      | source_url | FILE m.gguf        |
      | aliases    | ["model-of-alpha"] |
    And model "m" is verified
    Then the answer's member "/verification/result" is "warn"
    And the answer's member "/verification/reason" is "no_signature"
    And the answer's member "/last_verified_ms" is a number
    And the answer's member "/size_bytes" is "3"
    And the metric "catalog_verifications_total" with result "warn" and reason "no_signature" is 1
    When task "good" is submitted to "m"
    Then task "good" is admitted
    When the model file "m.gguf" is written with "abd"
    And model "m" is verified
    Then the answer's member "/verification/result" is "fail"
    And the answer's member "/verification/reason" is "digest_mismatch"
    When task "bad" is submitted to "alpha"
    Then task "bad" is refused with 400 UNTRUSTED_ARTIFACT
    When the model file "m.gguf" is written with "abc"
    And model "m" is verified
    And task "again" is submitted to "alpha"
    Then task "again" is admitted

  @B-CAT-024
  Scenario: A file that vanished is seen, and so is one that changed
    Given the daemon sets catalog.look_every_ms to 20
    And a model file "m.gguf" that holds "abc"
    When model "m" is described with
      | digest     | DIGEST abc  |
      | source_url | FILE m.gguf |
    And model "m" is verified
    And the model file "m.gguf" is written with "abcd"
    Then model "m" comes to have "/verification/reason" "file_changed"
    When the model file "m.gguf" is written with "abc"
    And model "m" is verified
    Then the answer's member "/verification/reason" is "no_signature"
    When the model file "m.gguf" vanishes
    Then model "m" comes to have "/verification/reason" "file_missing"

  @B-CAT-030 @B-CAT-031 @B-CAT-032 @B-CAT-034 @B-CAT-035 @ORCH-3031
  Scenario: A retired model takes no new tasks and finishes what runs
    Given an engine "e" with 1 slot
    And a pool "alpha" on "e"
    When model "m" is described with
      | aliases | ["model-of-alpha"] |
    And task "running" is submitted to "alpha" with
      | fault | tokens=60 delay=20 |
    And task "running" comes to be running
    And model "m" is set to Retired
    Then the answer's member "/lifecycle" is "Retired"
    When task "late" is submitted to "alpha"
    Then task "late" is refused with 403 MODEL_DEPRECATED
    When task "late-by-id" is submitted to "m"
    Then task "late-by-id" is refused with 403 MODEL_DEPRECATED
    And pool "alpha" has draining "true"
    And task "running" ends as completed
    And the metric "model_state" with model_id "m" and state "Retired" is 1
    And the metric "model_state" with model_id "m" and state "Active" is 0
    When model "m" is set to Active
    Then pool "alpha" has draining "false"
    When task "again" is submitted to "alpha"
    Then task "again" is admitted

  @B-CAT-035
  Scenario: What still runs at the deadline of a retirement ends
    Given an engine "e" with 1 slot
    And a pool "alpha" on "e"
    When model "m" is described with
      | aliases | ["model-of-alpha"] |
    And task "a" is submitted to "alpha" with
      | fault | tokens=5000 delay=20 |
    And the stream of "a" is opened as "s"
    And "s" has received 3 tokens
    And model "m" is set to Retired within 200 ms
    Then "s" ends with WORKER_RESET

  @B-CAT-035
  Scenario: A retirement outlives the daemon
    Given an engine "e" with 1 slot
    And a pool "alpha" on "e"
    When model "m" is described with
      | aliases | ["model-of-alpha"] |
    And model "m" is set to Retired
    And the daemon is killed
    And the daemon starts again
    And task "late" is submitted to "alpha"
    Then task "late" is refused with 403 MODEL_DEPRECATED

  @shared @B-CAT-033
  Scenario: There are two states and no other
    When model "m" is described with
      | tags | [] |
    And this is posted to "/v2/catalog/models/m/state"
      """
      {"state": "Paused"}
      """
    Then the answer is 400 INVALID_PARAMS
    And the answer's member "/field" is "/state"

  @B-CAT-040 @B-CAT-041 @B-CAT-042
  Scenario: Deleting forgets the model and its files inside the cache
    Given a cache of its own
    And a model file "cache/models/hf/org/repo/m.gguf" that holds "abc"
    When model "m" is described with
      | source_url | hf:org/repo/m.gguf |
    Then the answer's member "/size_bytes" is "3"
    When DELETE "/v2/catalog/models/m" is asked
    Then the answer is 204
    And the model file "cache/models/hf/org/repo/m.gguf" is gone
    When GET "/v2/catalog/models/m" is asked
    Then the answer is 404 MODEL_NOT_FOUND

  @B-CAT-041
  Scenario: Files outside the cache stay
    Given a model file "m.gguf" that holds "abc"
    When model "m" is described with
      | source_url | FILE m.gguf |
    And DELETE "/v2/catalog/models/m" is asked
    Then the answer is 204
    And the model file "m.gguf" is there
    When GET "/v2/catalog/models/m" is asked
    Then the answer is 404 MODEL_NOT_FOUND

  @B-DP-005 @ORCH-3090
  Scenario: A known model that no pool serves is unavailable, an unknown name is not found
    When model "m" is described with
      | source_url | hf:org/repo/m.gguf |
      | aliases    | ["small"]          |
    And task "by-id" is submitted to "m"
    Then task "by-id" is refused with 503 POOL_UNAVAILABLE
    When task "by-alias" is submitted to "small"
    Then task "by-alias" is refused with 503 POOL_UNAVAILABLE
    When task "unknown" is submitted to "large"
    Then task "unknown" is refused with 404 MODEL_NOT_FOUND

  @ORCH-3037 @ORCH-3080
  Scenario: Who demands trust gets what a trusted signer signed
    Given the trusted signer "ops"
    And an engine "e" with 1 slot
    And a pool "alpha" on "e"
    And every request carries "X-Trust-Policy: strict"
    When task "unknown" is submitted to "alpha"
    Then task "unknown" is refused with 400 UNTRUSTED_ARTIFACT
    When model "m" is described with
      | aliases    | ["model-of-alpha"]                       |
      | digest     | DIGEST abc                               |
      | signatures | SIGNED BY ops                            |
    Then the answer's member "/signatures/0/verified" is "true"
    When task "without-sbom" is submitted to "alpha"
    Then task "without-sbom" is refused with 400 UNTRUSTED_ARTIFACT
    When model "m" is described with
      | aliases    | ["model-of-alpha"]                       |
      | digest     | DIGEST abc                               |
      | signatures | SIGNED BY ops                            |
      | sbom       | {"uri": "https://example.org/sbom.json"} |
    And task "trusted" is submitted to "alpha"
    Then task "trusted" is admitted
    When model "m" is described with
      | aliases    | ["model-of-alpha"]                       |
      | digest     | DIGEST other                             |
      | signatures | [{"signer": "ops", "algo": "ed25519", "value": "AAAA"}] |
      | sbom       | {"uri": "https://example.org/sbom.json"} |
    And task "forged" is submitted to "alpha"
    Then task "forged" is refused with 400 UNTRUSTED_ARTIFACT

  @ORCH-3037
  Scenario: A model's own policy may be the stricter one
    Given an engine "e" with 1 slot
    And a pool "alpha" on "e"
    When model "m" is described with
      | aliases      | ["model-of-alpha"] |
      | trust_policy | {"mode": "strict"} |
    And task "t" is submitted to "alpha"
    Then task "t" is refused with 400 UNTRUSTED_ARTIFACT

  @B-CAT-002 @B-CAT-003
  Scenario: Bad descriptions
    When this is posted to "/v2/catalog/models"
      """
      {"id": "../../etc/passwd"}
      """
    Then the answer is 400 INVALID_PARAMS
    When this is posted to "/v2/catalog/models"
      """
      {"id": "模型/a b"}
      """
    Then the answer is 201
    When GET "/v2/catalog/models/%E6%A8%A1%E5%9E%8B%2Fa%20b" is asked
    Then the answer is 200
    When these lines are sent with a body of 1000 MB
      """
      POST /v2/catalog/models HTTP/1.1
      Host: ADDRESS
      Content-Type: application/json
      """
    Then the answer is 413 PAYLOAD_TOO_LARGE

  @B-CAT-024 @B-RES-015
  Scenario: A file of gigabytes is read in constant memory, and a stop does not wait for its end
    Given a model file "big.gguf" of 20000 MB
    When model "big" is described with
      | source_url | FILE big.gguf |
    Then the answer's member "/size_bytes" is "20971520000"
    When the verification of model "big" has read 400 MB
    Then the daemon's memory has grown by less than 150 MB
    When the daemon is told to stop
    Then the daemon ends with exit code 0
    When the daemon starts again
    And GET "/v2/catalog/models/big" is asked
    Then the answer has no member "/verification/result"

  @B-CAT-010 @B-CAT-011
  Scenario: Models are listed oldest first, a page at a time
    When model "one" is described with
      | tags | [] |
    And model "two" is described with
      | tags | [] |
    And model "three" is described with
      | tags | [] |
    And GET "/v2/catalog/models?limit=2" is asked
    Then the answer is 200
    And the answer's member "/models/0/id" is "one"
    And the answer's member "/models/1/id" is "two"
    And the answer's member "/next_cursor" is "two"
    When GET "/v2/catalog/models?limit=2&cursor=two" is asked
    Then the answer's member "/models/0/id" is "three"
    And the answer has no member "/next_cursor"

  @B-CAT-001 @B-SEC-007
  Scenario: A bomb, and more tags than anybody reads, are refused and leave nothing
    When model "tagged" is described with 10000 tags
    Then the answer is 400 INVALID_PARAMS
    And the answer's member "/field" is "/tags"
    When model "nested" is described with a member nested 100000 deep
    Then the answer is 400 INVALID_PARAMS
    When GET "/v2/catalog/models" is asked
    Then the answer's member "/models" is a list of 0
