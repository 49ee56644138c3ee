@gemma
Feature: pool-managerd as a daemon of its own
  It runs the engines of a machine, watches them, and hands each that is ready over by a file; an orchestratord beside it gives them work.

  Background:
    Given a small model file "tiny"
    And a pool "chat" of the model file "tiny" for a pool-managerd

  @B-PM-001 @ORCH-3500 @OC-POOL-3001 @B-OBS-001
  Scenario: It tells of itself and of its pools
    Given the pool-managerd runs
    And its pool "chat" is ready
    When the pool-managerd is asked GET "/health"
    Then the answer is 200
    And the answer's member "/status" is "ok"
    And the answer's member "/pools_ready" is "1"
    And the answer's header "X-Correlation-Id" is a UUID
    When the pool-managerd is asked GET "/pools"
    Then the answer is 200
    And the answer's member "/pools/0/pool_id" is "chat"
    And the answer's member "/pools/0/state" is "running"
    When the pool-managerd is asked GET "/pools/chat/status"
    Then the answer is 200
    And the answer's member "/ready" is "true"
    And the answer's member "/metrics/slots_total" is "2"
    And the answer's member "/replicas/0/engine_version" is "xllamacpp 2026.10.11549"
    And the answer has no member "/last_error"
    When the pool-managerd is asked GET "/openapi.json"
    Then the answer is 200
    And the answer's member "/info/title" is "llama-orch pool-managerd"
    And the metric "engine_ready" of the pool-managerd with pool_id "chat" is 1.0
    And the metric "pool_slots" of the pool-managerd with pool_id "chat" is 2.0
    And the log of the pool-managerd has a record with action "start"
    And the log of the pool-managerd has a record with action "bind"

  @B-ERR-003 @OC-CTRL-2030
  Scenario Outline: A pool that is not there is 404, whatever is asked of it
    Given the pool-managerd runs
    When the pool-managerd is asked <method> "<path>"
    Then the answer is 404 POOL_NOT_FOUND
    And the answer's header "X-Correlation-Id" is a UUID

    Examples:
      | method | path               |
      | GET    | /pools/no/status   |
      | POST   | /pools/no/preload  |
      | POST   | /pools/no/drain    |
      | POST   | /pools/no/purge    |

  @B-ERR-001 @OC-CTRL-2030
  Scenario: What is wrong in itself is refused as everywhere
    Given the pool-managerd runs
    When this is posted to "/pools/no/reload" of the pool-managerd
      """
      {"new_model_ref": "file:/m.gguf"}
      """
    Then the answer is 404 POOL_NOT_FOUND
    When this is posted to "/pools/chat/reload" of the pool-managerd
      """
      {"mode": "auto"}
      """
    Then the answer is 400 INVALID_PARAMS
    And the answer's member "/field" is "/new_model_ref"
    When the pool-managerd is asked GET "/v2/tasks"
    Then the answer is 404 NOT_FOUND
    When the pool-managerd is asked DELETE "/pools"
    Then the answer is 405 METHOD_NOT_ALLOWED
    And the answer's header "Allow" is "GET"

  @B-MW-010 @B-SEC-005
  Scenario: Its pools ask for a key once there is one, its probes do not
    Given the environment has AUTH_TOKEN = "0123456789abcdef0123456789abcdef"
    And the pool-managerd runs
    When the pool-managerd is asked GET "/pools" with header "Accept: */*"
    Then the answer is 401
    And the answer's member "/code" is "40101"
    When the pool-managerd is asked POST "/pools/chat/drain" with header "Authorization: Bearer 1123456789abcdef0123456789abcdef"
    Then the answer is 401
    And the answer's member "/code" is "40102"
    When the pool-managerd is asked GET "/pools" with header "X-API-Key: 1123456789abcdef0123456789abcdef"
    Then the answer is 403
    And the answer's member "/code" is "40302"
    When the pool-managerd is asked GET "/pools" with header "Authorization: Bearer 0123456789abcdef0123456789abcdef"
    Then the answer is 200
    When the pool-managerd is asked GET "/health" with header "Accept: */*"
    Then the answer is 200

  @B-SEC-005
  Scenario: It refuses to start where that would not be safe or right, in one sentence
    Given an engine "other" with 1 slot
    When a pool-managerd is started at host "0.0.0.0"
    Then that ends with exit code 78 and one sentence about "NON_LOOPBACK_WITHOUT_TOKEN (40301)"
    When a pool-managerd is started at the address of engine "other"
    Then that ends with exit code 1 and one sentence about "POOL_MANAGERD_ADDR"

  @ORCH-3202
  Scenario: One daemon a state folder
    Given the pool-managerd runs
    When a second pool-managerd is started on the same state folder
    Then that ends with exit code 1 and one sentence about "Another daemon"

  @B-PM-001 @ORCH-3500
  Scenario: An engine that does not come up tells why, and a file hands over only what is ready
    Given a model file "broken" that is none
    And a pool "bad" of the model file "broken" for a pool-managerd
    And the pool-managerd runs
    And its pool "chat" is ready
    Then its pool "bad" comes to tell an error about "versions 2 and 3 can be read"
    And the handoff file of its pool "bad" comes to be gone
    And the handoff file of its pool "chat" says url "http://127.0.0.1:[0-9]+"
    And the handoff file of its pool "chat" says replica_id "r0"
    And the handoff file of its pool "chat" says engine "llamacpp"
    And the handoff file of its pool "chat" says engine_version "xllamacpp .*"
    And the handoff file of its pool "chat" says device_mask "cpu"
    And the handoff file of its pool "chat" says slots_total "2"
    And the handoff file of its pool "chat" says slots_free "2"
    And the handoff file of its pool "chat" says model/id "file:/.*tiny.gguf"
    And the handoff file of its pool "chat" says model/path "/.*tiny.gguf"
    And the handoff file of its pool "chat" is for its owner alone
    When the pool-managerd is told to stop
    Then the engine process of its pool "chat" is gone
    And the handoff file of its pool "chat" comes to be gone

  @B-PM-002 @B-PM-003
  Scenario: An engine that is killed comes back
    Given the pool-managerd runs
    And its pool "chat" is ready
    When the engine process of its pool "chat" is killed
    Then another engine process serves its pool "chat"
    And the handoff file of its pool "chat" says state "ready"
    And the metric "engine_restarts_total" of the pool-managerd with pool_id "chat" is 1.0
    And the log of the pool-managerd has a record with action "lose"

  @B-PM-004 @OC-CTRL-2002 @ORCH-3002
  Scenario: A drained pool has no engine until it is preloaded, also over a restart
    Given the pool-managerd runs
    And its pool "chat" is ready
    When the pool-managerd is asked POST "/pools/chat/drain"
    Then the answer is 202
    And the answer's member "/state" is "draining"
    And its pool "chat" comes to have state "drained"
    And the engine process of its pool "chat" is gone
    And the handoff file of its pool "chat" comes to be gone
    And the metric "pool_draining" of the pool-managerd with pool_id "chat" is 1.0
    And the log of the pool-managerd has a record with action "drain"
    When this is posted to "/pools/chat/reload" of the pool-managerd
      """
      {"new_model_ref": "file:FOLDER/tiny.gguf"}
      """
    Then the answer is 409 RELOAD_FAILED
    And the answer's message contains "preload it first"
    When the pool-managerd is told to stop
    And the pool-managerd starts again
    Then its pool "chat" comes to have state "drained"
    When the pool-managerd is asked POST "/pools/chat/preload"
    Then the answer is 202
    And its pool "chat" is ready
    And the handoff file of its pool "chat" says state "ready"
    And the log of the pool-managerd has a record with action "undrain"

  @B-CP-030 @B-CP-031 @B-CP-035
  Scenario: Another model takes the place of the one before; one that is none does not
    Given a small model file "second"
    And a model file "broken" that is none
    And the pool-managerd runs
    And its pool "chat" is ready
    When this is posted to "/pools/chat/reload" of the pool-managerd
      """
      {"new_model_ref": "file:FOLDER/broken.gguf"}
      """
    Then the answer is 409 RELOAD_FAILED
    And the answer's message contains "versions 2 and 3 can be read"
    And the same engine process serves its pool "chat"
    When this is posted to "/pools/chat/reload" of the pool-managerd
      """
      {"new_model_ref": "file:FOLDER/second.gguf"}
      """
    Then the answer is 200
    And the answer's member "/mode" is "overlap"
    And the handoff file of its pool "chat" says model/id "file:/.*second.gguf"
    And the engine process of its pool "chat" is gone
    And its pool "chat" is ready
    When the pool-managerd is told to stop
    And the pool-managerd starts again
    Then its pool "chat" is ready
    And the handoff file of its pool "chat" says model/id "file:/.*second.gguf"

  @B-CP-040 @B-CP-041
  Scenario: A purge keeps what is used and deletes nothing outside the cache
    Given the pool-managerd runs
    And its pool "chat" is ready
    When this is posted to "/pools/chat/purge" of the pool-managerd
      """
      {"purge_models": ["/etc/hosts", "s3://bucket/key"]}
      """
    Then the answer is 200
    And the answer's member "/bytes_freed" is "0"
    And the answer's member "/kept/0/what" is "/etc/hosts"
    And the same engine process serves its pool "chat"

  @B-BG-001 @B-BG-005 @B-BG-006 @B-RES-014
  Scenario: An orchestratord beside it binds what is handed over, and does not notice its death
    Given the pool-managerd runs
    And its pool "chat" is ready
    And an orchestratord runs beside it
    Then pool "chat" has ready "true"
    And pool "chat" has replicas/0/origin "handoff"
    When task "a" is submitted to "chat" with
      | prompt     | Once upon a time |
      | max_tokens | 8                |
    And the stream of "a" is opened
    Then "a" ends with end
    When the pool-managerd is killed
    Then the engine process of its pool "chat" lives
    When task "b" is submitted to "chat" with
      | prompt     | Once upon a time |
      | max_tokens | 8                |
    Then task "b" ends as completed
    When the pool-managerd starts again
    Then the same engine process serves its pool "chat"
    When task "c" is submitted to "chat" with
      | prompt     | Once upon a time |
      | max_tokens | 8                |
    Then task "c" ends as completed
    When the pool-managerd is told to stop
    Then the engine process of its pool "chat" is gone
    And pool "chat" has ready "false"

  @B-CP-020 @B-BG-005 @B-PM-008
  Scenario: What waits for a drained pool runs once it is preloaded, and an engine that is started again gets its tasks
    Given the pool-managerd runs
    And its pool "chat" is ready
    And an orchestratord runs beside it
    And pool "chat" has ready "true"
    When the pool-managerd is asked POST "/pools/chat/drain"
    Then the answer is 202
    And pool "chat" has ready "false"
    And its pool "chat" comes to have state "drained"
    When task "a" is submitted to "chat" with
      | prompt     | Once upon a time |
      | max_tokens | 8                |
    Then task "a" is admitted
    When the pool-managerd is asked POST "/pools/chat/preload"
    Then task "a" is completed within 60 s
    When its pool "chat" is ready
    And the pool-managerd is asked GET "/pools/chat/status"
    Then pool "chat" has ready "true"

  @alone @B-CP-021 @B-CP-022 @B-BG-005
  Scenario: A drain lets running work finish; one with a deadline cuts it off
    Given a pool "slow" of Gemma for a pool-managerd
    And the pool-managerd runs
    And its pool "slow" is ready
    And an orchestratord runs beside it
    And pool "slow" has ready "true"
    When task "long" is submitted to "slow" with
      | prompt     | Count: 1, 2, 3, 4, 5, 6, 7, 8, |
      | max_tokens | 24                             |
    And the stream of "long" is opened
    And "long" has received 3 tokens
    And the pool-managerd is asked POST "/pools/slow/drain"
    Then the handoff file of its pool "slow" says state "draining"
    And "long" ends with end
    And its pool "slow" comes to have state "drained"
    When the pool-managerd is asked POST "/pools/slow/preload"
    Then its pool "slow" is ready
    And pool "slow" has ready "true"
    When task "cut" is submitted to "slow" with
      | prompt     | Count: 1, 2, 3, 4, 5, 6, 7, 8, |
      | max_tokens | 1500                           |
    And the stream of "cut" is opened
    And "cut" has received 3 tokens
    And this is posted to "/pools/slow/drain" of the pool-managerd
      """
      {"deadline_ms": 0}
      """
    Then "cut" ends with WORKER_RESET

  @B-PM-007 @ORCH-1102 @ORCH-3052 @OC-POOL-3020
  Scenario: Without a GPU nothing is started, and it is said what to do
    Given the replica of its pool "chat" sets devices to '["0"]'
    And nvidia-smi shows
      """
      No devices were found
      """
    And the pool-managerd runs
    Then its pool "chat" comes to tell an error about "nvidia-smi shows none: install the NVIDIA driver"
    And its pool "chat" comes to tell an error about "devices: [cpu]"

  @B-PM-007 @ORCH-3011 @OC-POOL-3020
  Scenario Outline: Masks are checked against what is there
    Given the replica of its pool "chat" sets devices to '<devices>'
    And nvidia-smi shows
      """
      0, NVIDIA H100 80GB HBM3, 81559, 80000, 3, 9.0, 00000000:01:00.0
      1, NVIDIA RTX 3060, 12288, 4096, 40, 8.6, 00000000:02:00.0
      """
    And the pool-managerd runs
    Then its pool "chat" comes to tell an error about "<error>"

    Examples:
      | devices          | error                                   |
      | ["0", "2"]       | GPU 2 and nvidia-smi shows only 0, 1    |
      | ["GPU0", "GPU0"] | The mask names GPU 0 twice              |

  @B-PM-006 @OC-POOL-3020
  Scenario: A model that cannot fit is refused before it is started, and its share decides
    Given the replica of its pool "chat" sets devices to '["GPU0", "GPU1"]'
    And the replica of its pool "chat" sets tensor_split to '[0.01, 0.99]'
    And nvidia-smi shows
      """
      0, One, 81559, 80000, 3, 9.0, 00000000:01:00.0
      1, Small, 0, 0, 40, 8.6, 00000000:02:00.0
      """
    And the pool-managerd runs
    Then its pool "chat" comes to tell an error about "The model does not fit: its share on GPU 1"

  @B-PM-007 @OC-POOL-3020
  Scenario: A split must sum to one
    Given the replica of its pool "chat" sets devices to '["0", "1"]'
    And the replica of its pool "chat" sets tensor_split to '[0.6, 0.6]'
    When the configuration of the pool-managerd is checked
    Then that ends with exit code 78 and one sentence about "sum to 1.200"

  @B-PM-007 @ORCH-3028
  Scenario: The memory and the load of GPUs are told
    Given the replica of its pool "chat" sets devices to '["0", "1"]'
    And nvidia-smi shows
      """
      0, NVIDIA H100 80GB HBM3, 81559, 80000, 3, 9.0, 00000000:01:00.0
      1, NVIDIA RTX 3060, 12288, 4096, 40, 8.6, 00000000:02:00.0
      """
    And the pool-managerd runs
    Then its pool "chat" comes to have metrics/vram_total_bytes "98405711872"
    And its pool "chat" comes to have metrics/vram_free_bytes "88181047296"
    And the metric "gpu_utilization" of the pool-managerd with device "1" is 40.0
    And the metric "vram_used_bytes" of the pool-managerd with device "1" is 8589934592.0

  @ORCH-3201 @ORCH-3202
  Scenario Outline: A way of provisioning that nobody here knows says so
    Given its pool "chat" sets provisioning.mode to <mode>
    When the configuration of the pool-managerd is checked
    Then that ends with exit code 78 and one sentence about "provisioning.mode <mode>, and no such provisioner is configured"
    Given the pool-managerd runs
    Then its pool "chat" comes to tell an error about "use mode package, or start the engine yourself"

    Examples:
      | mode      |
      | binary    |
      | container |
      | source    |
