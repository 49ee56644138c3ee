Feature: Fetching models
  A model that is not here is fetched where that is allowed: once, from where it broke off, and only what it should be.

  @gemma @B-PM-005 @ORCH-3090 @ORCH-3091
  Scenario: A model of the hub is fetched once and served
    Given a hub that gives out a small model
    And a pool "small" of the hub's model
    When the daemon is ready
    Then pool "small" serves the model that was fetched
    And the model comes to be in the cache, whole
    When 1 task "a" of 4 tokens come to "small"
    Then all 1 task "a" are completed
    When the daemon is told to stop
    Then the daemon ends with exit code 0
    When the daemon starts again
    Then pool "small" serves the model that was fetched
    And the hub was asked for the file once

  @gemma @B-CP-040 @B-CP-041
  Scenario: A purge without draining deletes the model, and a reload fetches it again
    Given a hub that gives out a small model
    And a pool "small" of the hub's model
    When the daemon is ready
    Then pool "small" serves the model that was fetched
    When "small" is purged of
      | purge_models | ["hf:org/repo/tiny.gguf"] |
      | drain_first  | false                     |
    Then the operation on "small" comes to be succeeded
    And the answer's member "/result/deleted/0" is "hf:org/repo/tiny.gguf"
    And nothing of the model is in the cache
    And the metric "pool_purges_total" with pool_id "small" and result "pass" is 1
    And the metric "pool_purged_bytes_total" with pool_id "small" is more than 400000
    And pool "small" has ready "false"
    When this is posted to "/v2/pools/small/reload"
      """
      {"new_model_ref": "hf:org/repo/tiny.gguf"}
      """
    Then the answer is 200
    And the model comes to be in the cache, whole
    And pool "small" has ready "true"

  @gemma @B-CP-040 @B-CP-041
  Scenario: A purge of what another pool serves deletes nothing and ends nobody's engine
    Given a hub that gives out a small model
    And a pool "small" of the hub's model
    And a pool "other" of the hub's model
    When the daemon is ready
    Then pool "small" serves the model that was fetched
    And pool "other" serves the model that was fetched
    When "small" is purged of
      | purge_models      | ["hf:org/repo/tiny.gguf"] |
      | purge_engine      | true                      |
      | delete_cache_dirs | true                      |
      | force             | true                      |
    Then the operation on "small" comes to be succeeded
    And the answer's member "/result/bytes_freed" is "0"
    And the answer's member "/result/deleted" is a list of 0
    And the answer's member "/result/kept/0/what" is "hf:org/repo/tiny.gguf"
    And the answer's member "/result/kept/1/what" is "engine"
    And the model comes to be in the cache, whole
    And pool "small" has ready "true"
    And pool "other" has ready "true"
    And the hub was asked for the file once

  @gemma @B-CP-040 @B-CP-041
  Scenario: A purge of what is in use lets what runs end, and what waits runs after the reload
    Given a hub that gives out a small model
    And a pool "small" of the hub's model
    When the daemon is ready
    Then pool "small" serves the model that was fetched
    When 12 tasks "a" of 200 tokens come to "small"
    And "small" is purged of
      | purge_models | ["hf:org/repo/tiny.gguf"] |
    Then the operation on "small" comes to be succeeded
    And the answer's member "/result/deleted/0" is "hf:org/repo/tiny.gguf"
    And nothing of the model is in the cache
    When this is posted to "/v2/pools/small/reload"
      """
      {"new_model_ref": "hf:org/repo/tiny.gguf"}
      """
    Then the answer is 200
    And all 12 tasks "a" are completed

  @gemma @B-PM-005 @ORCH-3091
  Scenario: Two pools want the same model: it is fetched once, and both serve
    Given a hub that gives out a small model and holds
    And a pool "small" of the hub's model
    And a pool "other" of the hub's model
    When the daemon is ready
    And half of the model has come
    And the hub goes on
    Then pool "small" serves the model that was fetched
    And pool "other" serves the model that was fetched

  @B-PM-005 @ORCH-3091
  Scenario: A file of another server is fetched by HTTPS
    Given a server that gives out a small model by HTTPS
    And a pool "small" of the server's model
    When the daemon is ready
    Then the model comes to be in the cache, whole

  @B-PM-005
  Scenario: A download that is cut goes on where it broke off
    Given a hub that gives out a small model and cuts once
    And a pool "small" of the hub's model
    When the daemon is ready
    Then the model comes to be in the cache, whole
    And the hub was asked for the file from its beginning, and then from the half on

  @B-PM-005
  Scenario: A download goes on where the daemon's death left it
    Given a hub that gives out a small model and holds
    And a pool "small" of the hub's model
    When the daemon is ready
    And half of the model has come
    And the daemon is killed
    And the hub goes on
    And the daemon starts again
    Then the model comes to be in the cache, whole
    And the hub was asked for the file from its beginning, and then from the half on

  @B-PM-005 @B-DP-022 @ORCH-3100
  Scenario: Who waits for the model is told how much of it has come
    Given a hub that gives out a small model and holds
    And a pool "small" of the hub's model
    When the daemon is ready
    And half of the model has come
    And task "a" is submitted to "small" with
      | prompt | Hello |
    Then task "a" is admitted
    And the answer prepares the model, with its size
    When the stream of "a" is opened as "s" with query "?verbose=true"
    Then a metrics frame of "s" tells that half of the model has come
    When the hub goes on
    Then the model comes to be in the cache, whole

  @B-PM-005 @ORCH-3097
  Scenario: A file that is not what the hub says is refused and removed
    Given a hub that gives out a small model and sends other
    And a pool "small" of the hub's model
    When the daemon is ready
    Then pool "small" comes to tell "instead of sha256:"
    And nothing of the model is in the cache

  @B-PM-005
  Scenario: A server that sends more than the file has is refused
    Given a hub that gives out a small model and sends more
    And a pool "small" of the hub's model
    When the daemon is ready
    Then pool "small" comes to tell "The server sends more than the"
    And nothing of the model is in the cache

  @B-PM-005
  Scenario: A server that always ends early is given up, and what came is kept
    Given a hub that gives out a small model and ends early
    And a pool "small" of the hub's model
    When the daemon is ready
    Then pool "small" comes to tell "broke off"
    And the half that came is kept

  @B-SEC-007 @ORCH-3080
  Scenario Outline: A redirect to another place than is allowed is not followed
    Given a hub that says that the bytes are at "<elsewhere>"
    And a pool "small" of the hub's model
    When the daemon is ready
    Then pool "small" comes to tell "is not allowed: <why>"
    And nothing of the model is in the cache

    Examples:
      | elsewhere                              | why                                                      |
      | http://10.0.0.1/m.gguf                 | the host 10.0.0.1 is not among fetch.allowed_hosts       |
      | http://169.254.169.254/latest/metadata | the host 169.254.169.254 is not among fetch.allowed_hosts |
      | file:///etc/passwd                     | it is no address of a host                               |
      | http://user@127.0.0.1/m.gguf           | it is no address of a host                               |

  @B-SEC-007 @ORCH-3080
  Scenario: A hub of the internet is fetched from, and redirects to itself
    Given a hub of the internet that says that the bytes are at "https://hub.test/blobs/file"
    And a pool "small" of the hub's model
    When the daemon is ready
    Then the model comes to be in the cache, whole

  @B-SEC-007 @ORCH-3080
  Scenario Outline: A redirect from the internet to a private address is refused, also where its name is on the list
    Given a hub of the internet that says that the bytes are at "<elsewhere>"
    And a pool "small" of the hub's model
    When the daemon is ready
    Then pool "small" comes to tell "<why>"
    And nothing of the model is in the cache
    And nobody but the hub of the internet was asked
    When task "a" is submitted to "small"
    Then task "a" is admitted
    When this is posted to "/v2/pools/small/reload"
      """
      {"new_model_ref": "hf:org/repo/tiny.gguf"}
      """
    Then the answer is 409 RELOAD_FAILED
    And the answer's message contains "<why>"
    And nothing of the model is in the cache

    Examples:
      | elsewhere                            | why                                                          |
      | https://inside.test/m.gguf           | the host inside.test has the private address 10.1.2.3        |
      | https://metadata.test/latest         | the host metadata.test has the private address 169.254.169.254 |
      | https://wrapped.test/m.gguf          | the host wrapped.test has the private address                |
      | https://127.0.0.1/m.gguf             | the host 127.0.0.1 has the private address 127.0.0.1         |
      | http://hub.test/m.gguf               | only https is fetched, not http                              |

  @B-SEC-007 @ORCH-3080
  Scenario: A host that has a private address is not asked, also when it is on the list
    Given a server that gives out a small model by HTTPS
    And the daemon sets fetch.allow_private to false
    And a pool "small" of the server's model
    When the daemon is ready
    Then pool "small" comes to tell "has the private address 127.0.0.1"
    And the hub was asked nothing

  @ORCH-3080 @ORCH-3091
  Scenario: Nothing is fetched unless its host is on the list
    Given a hub that gives out a small model
    And the daemon sets fetch.allowed_hosts to []
    And a pool "small" of the hub's model
    When the daemon is ready
    Then pool "small" comes to tell "not among fetch.allowed_hosts"
    And the hub was asked nothing

  @gemma @ORCH-3080
  Scenario: Hosts that are allowed while the daemon serves are asked from then on
    Given a hub that gives out a small model
    And the daemon sets fetch.allowed_hosts to []
    And a pool "small" of the hub's model
    When the daemon is ready
    Then pool "small" comes to tell "not among fetch.allowed_hosts"
    When the configuration then sets fetch.allowed_hosts to ["127.0.0.1"]
    And POST "/v2/config/reload" is asked
    Then the answer's list "/applied" is "Other hosts or bounds hold for what is fetched."
    When this is posted to "/v2/pools/small/reload"
      """
      {"new_model_ref": "hf:org/repo/tiny.gguf"}
      """
    Then the answer is 200
    And the model comes to be in the cache, whole
    And the metric "pool_reloads_total" with pool_id "small" and result "pass" is 1

  @ORCH-3206
  Scenario: Offline, nothing is fetched
    Given a hub that gives out a small model
    And the environment has LLAMA_ORCH_OFFLINE = "true"
    And a pool "small" of the hub's model
    When the daemon is ready
    Then pool "small" comes to tell "LLAMA_ORCH_OFFLINE"
    And the hub was asked nothing

  @ORCH-3092
  Scenario: Without consent no engine is installed, and it is said how to give it
    Given a cache of its own
    And a small model file "tiny"
    And a pool "small" of the small model file "tiny" on the devices "cpu"
    And pool "small" sets provisioning.allow_package_installs to false
    When the daemon is ready
    Then pool "small" comes to tell an error about "set provisioning.allow_package_installs: true"
    And no engine is installed in that cache
