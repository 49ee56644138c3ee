Feature: Configuration
  One file, read strictly; what may change while the service runs does so when it is asked to.

  Background:
    Given an engine "e" with 1 slot
    And a pool "alpha" on "e"
    And the daemon is ready

  @shared @B-CFG-001 @B-CFG-002 @OC-CORE-1002
  Scenario: A new limit holds at once
    When pool "alpha" then sets queue.capacity to 7
    And POST "/v2/config/reload" is asked
    Then the answer is 200
    And the answer's member "/applied/0" is "Pool alpha has other limits or names."
    And pool "alpha" has metrics/queue_capacity "7"
    And the log has a record with action "configure" and cause "Pool alpha.*"

  @shared @B-CFG-001
  Scenario: Another name of the model holds at once
    When pool "alpha" then sets aliases to ["alpha","beta"]
    And POST "/v2/config/reload" is asked
    Then the answer is 200
    When task "a" is submitted to "beta" with
      | fault | tokens=2 |
    Then task "a" ends as completed

  @shared @ORCH-3030 @OC-CONFIG-6001
  Scenario: A wrong file changes nothing and says what is wrong
    When pool "alpha" then sets capacty to 7
    And POST "/v2/config/reload" is asked
    Then the answer is 400 INVALID_PARAMS
    And the answer's message contains "capacty"
    And pool "alpha" has metrics/queue_capacity "256"
    And pool "alpha" has ready "true"

  @shared @ORCH-3030
  Scenario: What needs a restart is told, and not applied
    When pool "alpha" then sets engine to openai
    And POST "/v2/config/reload" is asked
    Then the answer is 200
    And the answer's member "/needs_restart/0" is "pools/alpha"
    And pool "alpha" has engine "llamacpp"

  @shared @B-CFG-009
  Scenario: The address is this machine's alone, at port 8080, unless something else is said
    When the configuration is shown
    Then the answer's member "/address/host" is "127.0.0.1"
    And the answer's member "/address/port" is "8080"
    When the configuration is shown with ORCHD_ADDR = "127.0.0.1:9999"
    Then the answer's member "/address/port" is "9999"

  @shared @B-CFG-001 @B-CFG-002 @B-CFG-006 @B-CFG-007
  Scenario: The queue, its policy and the handoff folder have defaults, and the environment is over them
    When the configuration is shown
    Then the answer's member "/pools/0/spec/capacity" is "256"
    And the answer's member "/pools/0/spec/full_policy" is "reject"
    And the answer's member "/workers/watch_interval_ms" is "1000"
    When the configuration is shown with ORCHD_ADMISSION_CAPACITY = "7"
    Then the answer's member "/pools/0/spec/capacity" is "7"
    When the configuration is shown with ORCHD_ADMISSION_POLICY = "drop-lru"
    Then the answer's member "/pools/0/spec/full_policy" is "drop-lru"
    When the configuration is shown with ORCHD_RUNTIME_DIR = "/run/somewhere"
    Then the answer's member "/workers/runtime_dir" is "/run/somewhere"

  @shared @B-CFG-010
  Scenario: HTTP/2 is served beside HTTP/1.1
    When "/v2/pools" is asked over HTTP/2
    Then the answer came over HTTP/2 with 200
    When GET "/v2/pools" is asked
    Then the answer is 200

  @shared @ORCH-3030
  Scenario: What needs a restart is named, each by its key
    When the configuration then sets addr to "127.0.0.1:1"
    And the configuration then sets durability to memory
    And the configuration then sets http.connections to 7
    And the configuration then sets stream.comment_every_ms to 5000
    And the configuration then sets catalog.verifications_max to 2
    And the configuration then sets auth.keys_watch_ms to 70
    And the configuration then sets workers.forget_after_ms to 70000
    And the configuration then sets journal.result_ms to 7000
    And POST "/v2/config/reload" is asked
    Then the answer is 200
    And the answer's list "/needs_restart" is "durability, auth.keys_watch_ms, workers.forget_after_ms, stream, catalog.verifications_max, http.connections, journal"

  @shared @B-SEC-005
  Scenario: Another origin is allowed at once
    When the configuration then sets auth.allowed_origins to ["https://page.example"]
    And GET "/v2/pools" is asked with header "Origin: https://page.example"
    Then the answer has no header "Access-Control-Allow-Origin"
    When POST "/v2/config/reload" is asked
    Then the answer's list "/applied" is "Other hosts, origins or rules hold for who needs a key."
    And the log has a record with action "configure" and cause "Other hosts, origins.*"
    When GET "/v2/pools" is asked with header "Origin: https://page.example"
    Then the answer's header "Access-Control-Allow-Origin" is "https://page.example"

  @B-SEC-004 @B-SEC-005
  Scenario: A key of the configuration locks the door at once, and taking it away does not open it
    When GET "/v2/pools" is asked
    Then the answer is 200
    When the configuration then sets auth.keys to [{"name":"ops","scopes":["control"],"secrets":[{"sha256":"8ffbbe163ef97f27e2ddc7a7cc9d61e6bf5c8a68cb9bb6bb2b7f0c06a24d7e1b"}]}]
    And POST "/v2/config/reload" is asked
    Then the answer's list "/applied" is "Other keys of the configuration hold."
    And the log tells that "orchestratord" did "make"
    When GET "/v2/pools" is asked
    Then the answer is 401
    When the configuration then sets auth.keys to []
    And POST "/v2/config/reload" is asked
    Then the answer is 401

  @ORCH-3037
  Scenario: A stricter trust policy holds at once, and so does its end
    When the configuration then sets trust to strict
    And POST "/v2/config/reload" is asked
    Then the answer's list "/applied" is "Another trust policy, other signers or other limits hold for the catalog."
    When task "strict" is submitted to "alpha"
    Then task "strict" is refused with 400 UNTRUSTED_ARTIFACT
    When the configuration then sets trust to permissive
    And the configuration then sets catalog.entries_max to 1
    And POST "/v2/config/reload" is asked
    And task "permissive" is submitted to "alpha"
    Then task "permissive" is admitted
    When model "one" is described with
      | tags | [] |
    Then the answer is 201
    When model "two" is described with
      | tags | [] |
    Then the answer is 503 JOURNAL_FULL

  @shared @B-SS-005 @B-SS-021 @B-SS-022
  Scenario: Sessions get other times, turns and budgets at once
    When the configuration then sets session.ttl_ms to 5000
    And the configuration then sets session.budget.tokens to 1000
    And the configuration then sets session.turns_max to 1
    And the configuration then sets session.refuse_after_turns to true
    And POST "/v2/config/reload" is asked
    Then the answer's list "/applied" is "Sessions have another budget., Other times and limits hold for sessions, queues and retries."
    And the session "s" has ttl_ms_remaining "5000"
    And the session "s" has tokens_budget_remaining "1000"
    When task "a" is submitted to "alpha" with
      | fault      | tokens=2 |
      | max_tokens | 4        |
      | session_id | s        |
    And task "a" ends as completed
    And task "b" is submitted to "alpha" with
      | max_tokens | 4 |
      | session_id | s |
    Then task "b" is refused with 403 BUDGET_EXHAUSTED

  @shared @B-SCH-010 @B-SEC-007
  Scenario: Requests and queues get other limits at once
    When the configuration then sets limits.queued_bytes to 1024
    And the configuration then sets http.body_bytes to 3000
    And POST "/v2/config/reload" is asked
    Then the answer's list "/applied" is "Other limits hold for requests., Other times and limits hold for sessions, queues and retries."
    When a task "a" of 2000 bytes is submitted to "alpha"
    Then task "a" is refused with 429 ADMISSION_REJECT
    When a task "b" of 4000 bytes is submitted to "alpha"
    Then the answer is 413 PAYLOAD_TOO_LARGE

  @ORCH-3030 @B-OBS-006
  Scenario: A wrong file changes nothing, also of what is right in it
    When the configuration then sets http.body_bytes to 1000
    And the configuration then sets trust to lax
    And POST "/v2/config/reload" is asked
    Then the answer is 400 INVALID_PARAMS
    And the answer's message contains "trust"
    When a task "b" of 2000 bytes is submitted to "alpha"
    Then task "b" is admitted
    And the metric "config_reloads_total" with result "fail" is 1
    And the metric "config_reloads_total" with result "pass" is 0
    When the configuration then sets trust to permissive
    And POST "/v2/config/reload" is asked
    Then the answer is 200
    And the metric "config_reloads_total" with result "pass" is 1
    When a task "c" of 2000 bytes is submitted to "alpha"
    Then the answer is 413 PAYLOAD_TOO_LARGE

  @shared @ORCH-3030
  Scenario: A file that cannot be read changes nothing
    When the configuration's file vanishes
    And POST "/v2/config/reload" is asked
    Then the answer is 400 INVALID_PARAMS
    And the answer's message contains "llama-orch.yaml"
    When task "a" is submitted to "alpha" with
      | fault | tokens=2 |
    Then task "a" ends as completed

  @shared @B-CP-022 @B-CP-024 @ORCH-3038
  Scenario: Reading again while a pool drains and draining while it reads leave both as they were told
    When pool "alpha" is drained
    And POST "/v2/config/reload" is asked
    Then the answer is 200
    And pool "alpha" has draining "true"
    When pool "alpha" then sets queue.capacity to 7
    And the configuration is read again 5 times while pool "alpha" is undrained and drained
    Then pool "alpha" has draining "true"
    And pool "alpha" has metrics/queue_capacity "7"
    When pool "alpha" is undrained
    And task "a" is submitted to "alpha" with
      | fault | tokens=2 |
    Then task "a" ends as completed
    And the metric "pool_drains_total" with pool_id "alpha" is 6
