Feature: Starts that are refused
  One sentence says what is wrong and what to do; nothing half-started is left.

  @B-SEC-005
  Scenario Outline: Open to others without a key
    When a daemon is started at host "<host>"
    Then it refuses to start with exit code 78 and one sentence about "NON_LOOPBACK_WITHOUT_TOKEN (40301)"

    Examples:
      | host    |
      | 0.0.0.0 |
      | [::]    |

  @B-SEC-005
  Scenario: A key that is too short
    When a daemon is started with AUTH_TOKEN = "too-short"
    Then it refuses to start with exit code 78 and one sentence about "AUTH_TOKEN"

  @OC-CONFIG-6001 @ORCH-3030
  Scenario: A key of the configuration that is not known
    When a daemon is started with the configuration
      """
      shutdown_grace: 5
      """
    Then it refuses to start with exit code 78 and one sentence about "shutdown_grace_ms"

  @ORCH-3030
  Scenario: A longest time that is shorter than the first
    When a daemon is started with the configuration
      """
      retry: {breaker_open_ms: 400000}
      """
    Then it refuses to start with exit code 78 and one sentence about "retry.breaker_open_max_ms"

  @ORCH-3030
  Scenario: A value of the environment that is wrong
    When a daemon is started with ORCHD_ADMISSION_CAPACITY = "many"
    Then it refuses to start with exit code 78 and one sentence about "ORCHD_ADMISSION_CAPACITY"

  @ORCH-3202
  Scenario: The port is taken
    Given an engine "e" with 1 slot
    When a daemon is started at the address of engine "e"
    Then it refuses to start with exit code 1 and one sentence about "127.0.0.1"

  @ORCH-3202
  Scenario: Another daemon has the state folder
    Given the daemon is ready
    When a second daemon is started on the same state folder
    Then it refuses to start with exit code 1 and one sentence about "Another daemon"

  @ORCH-3202
  Scenario: The state folder may not be written
    When a daemon is started on a state folder that it may not write
    Then it refuses to start with exit code 1 and one sentence about "permission"

  @ORCH-3202
  Scenario: The journal is of a newer version
    Given the daemon is ready
    And the daemon has stopped
    And its journal is of a newer version
    When a daemon is started on its state folder
    Then it refuses to start with exit code 1 and one sentence about "newer"

  @ORCH-3202
  Scenario: The journal is cut short
    Given the daemon is ready
    And the daemon has stopped
    And its journal is cut to 6000 bytes
    When a daemon is started on its state folder
    Then it refuses to start with exit code 1 and one sentence about "journal"

  @ORCH-3202 @ORCH-3030
  Scenario: A configuration that is not there, or cannot be read
    When a daemon is started with a configuration that is not there
    Then it refuses to start with exit code 78 and one sentence about "refused.yaml"

  @ORCH-3202 @ORCH-3030
  Scenario: A configuration that is no text
    When a daemon is started with a configuration of 4096 odd bytes
    Then it refuses to start with exit code 78 and one sentence about "refused.yaml"

  @ORCH-3202 @ORCH-3030
  Scenario: A configuration that is a folder
    When a daemon is started with a configuration that is a folder
    Then it refuses to start with exit code 78 and one sentence about "refused.yaml"

  @ORCH-3202 @ORCH-3030
  Scenario: A configuration that grows as it is read
    When a daemon is started with the configuration
      """
      a: &a ["x","x","x","x","x","x","x","x","x"]
      b: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]
      c: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b]
      d: &d [*c,*c,*c,*c,*c,*c,*c,*c,*c]
      e: &e [*d,*d,*d,*d,*d,*d,*d,*d,*d]
      f: &f [*e,*e,*e,*e,*e,*e,*e,*e,*e]
      g: &g [*f,*f,*f,*f,*f,*f,*f,*f,*f]
      h: &h [*g,*g,*g,*g,*g,*g,*g,*g,*g]
      """
    Then it refuses to start with exit code 78 and one sentence about "refused.yaml"
