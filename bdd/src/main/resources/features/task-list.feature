Feature: Data plane: lists of tasks
  Tasks are listed newest first, live and ended ones in one list, narrowed by filters, a page at a time.

  Background:
    Given an engine "e" with 1 slot
    And an engine "f" with 1 slot
    And a pool "alpha" on "e"
    And a pool "beta" on "f"

  @B-DP-207 @ORCH-3000
  Scenario: Every filter narrows the list, and several narrow it together
    When task "done" is submitted to "alpha" with
      | fault      | tokens=2 |
      | session_id | talk     |
    And task "done" ends as completed
    And task "gone" is submitted to "beta" with
      | fault | tokens=2 |
    And task "gone" ends as completed
    And task "busy" is submitted to "alpha" with
      | fault      | tokens=5000 delay=20 |
      | session_id | talk                 |
    And task "busy" comes to be running
    And task "next" is submitted to "alpha" with
      | fault      | tokens=2 |
      | session_id | other    |
    And task "last" is submitted to "alpha" with
      | fault      | tokens=2 |
      | session_id | talk     |
    Then the list of tasks by each of these is
      |                                         | last, next, busy, gone, done |
      | state=ended                             | gone, done                   |
      | state=running                           | busy                         |
      | state=queued                            | last, next                   |
      | state=starting                          |                              |
      | pool_id=alpha                           | last, next, busy, done       |
      | pool_id=beta                            | gone                         |
      | pool_id=nowhere                         |                              |
      | session_id=SESSION talk                 | last, busy, done             |
      | session_id=nobody                       |                              |
      | state=ended&pool_id=alpha               | done                         |
      | state=queued&session_id=SESSION talk    | last                         |
      | state=ended&session_id=SESSION other    |                              |
      | pool_id=beta&session_id=SESSION talk    |                              |
    When the daemon is killed
    And the daemon starts again
    Then the list of tasks by each of these is
      | state=ended&pool_id=alpha&session_id=SESSION other |            |
      | pool_id=beta                                       | gone       |
      | session_id=SESSION other                           | next       |

  @B-DP-207 @ORCH-3000
  Scenario: Pages meet without a gap or a repeat, over live and ended tasks
    When tasks "a, b, c, d" are submitted to "beta" with
      | fault | tokens=1 |
    And task "a" ends as completed
    And task "b" ends as completed
    And task "c" ends as completed
    And task "d" ends as completed
    And task "x" is submitted to "alpha" with
      | fault | tokens=5000 delay=20 |
    And task "x" comes to be running
    And tasks "y, z" are submitted to "alpha" with
      | fault | tokens=1 |
    Then the pages of the list of tasks by each of these are
      | limit=1                | z / y / x / d / c / b / a |
      | limit=2                | z, y / x, d / c, b / a    |
      | limit=3                | z, y, x / d, c, b / a     |
      | limit=6                | z, y, x, d, c, b / a      |
      | limit=7                | z, y, x, d, c, b, a       |
      | limit=2&state=ended    | d, c / b, a               |
      | limit=3&state=ended    | d, c, b / a               |
      | limit=4&pool_id=beta   | d, c, b, a                |
      | limit=1&state=queued   | z / y                     |

  @B-DP-207
  Scenario: What comes or ends while somebody reads page after page moves nothing
    When tasks "a, b" are submitted to "beta" with
      | fault | tokens=1 |
    And task "a" ends as completed
    And task "b" ends as completed
    And task "x" is submitted to "alpha" with
      | fault | tokens=5000 delay=20 |
    And task "x" comes to be running
    And task "y" is submitted to "alpha" with
      | fault | tokens=1 |
    Then the page of the list of tasks by "limit=1" is "y"
    When task "newer" is submitted to "beta" with
      | fault | tokens=1 |
    And task "newer" ends as completed
    Then the next page is "x"
    When task "x" is cancelled
    And task "y" ends as completed
    Then the next page is "b"
    And the next page is "a"
    And there is no next page

  @B-DP-207 @B-ERR-001
  Scenario: A question that cannot be answered is refused, and says what may be asked
    Then each of these lists of tasks is refused with 400 INVALID_PARAMS and a hint
      | state=painting                | queued, starting, running or ended   |
      | state=                        | queued, starting, running or ended   |
      | cursor=nonsense               | the next_cursor of an earlier answer |
      | cursor=                       | the next_cursor of an earlier answer |
      | cursor=99999999999999999999-a | the next_cursor of an earlier answer |
      | cursor=..%2f..%2fetc          | the next_cursor of an earlier answer |
      | limit=0                       | from 1 to                            |
      | limit=-1                      | from 1 to                            |
      | limit=1.5                     | from 1 to                            |
      | limit=100000                  | from 1 to                            |
      | limit=ten                     | from 1 to                            |

  @B-DP-207 @B-SEC-002
  Scenario: A cursor opens nothing of somebody else's
    Given a key "mine"
    And a key "other"
    And the environment has AUTH_TOKEN = "0123456789abcdef0123456789abcdef"
    When tasks "a, b" are submitted to "beta" with
      | fault | tokens=1 |
      | key   | mine     |
    And the page of the list of tasks by "limit=1" for "mine" is "b"
    Then the next page for "other" is ""
    And the next page for "mine" is "a"
