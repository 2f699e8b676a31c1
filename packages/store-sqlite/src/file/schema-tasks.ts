/**
 * Tasks, as migration 1 makes them.
 *
 * - `tasks` holds all that one transition changes, in narrow rows; definitions and results lie beside it, so that counting, paging
 *   and claiming never read them.
 * - Statuses are places in `TASK_STATUSES`; times are epoch ms.
 * - `pools` row 0 stands for the whole store: its clock is the high-water mark, its counters are the totals. It lies in the same
 *   page as the pools, so that keeping it costs no write more.
 * - The counters follow the tasks by triggers, so that no write can forget them; only inserts count by the batch, which is cheaper.
 * - `tasks.queue` is the status while a task can be claimed and NULL otherwise, so that the claim index holds nothing else.
 */
export const TASKS_SCHEMA = `
CREATE TABLE store (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  store_id TEXT NOT NULL,
  protocol_min INTEGER NOT NULL,
  protocol_current INTEGER NOT NULL,
  created_at INTEGER NOT NULL
);

CREATE TABLE pools (
  pool INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  paused INTEGER NOT NULL DEFAULT 0,
  waiting INTEGER NOT NULL DEFAULT 0,
  running INTEGER NOT NULL DEFAULT 0,
  part_done INTEGER NOT NULL DEFAULT 0,
  done INTEGER NOT NULL DEFAULT 0,
  failed INTEGER NOT NULL DEFAULT 0,
  cancelled INTEGER NOT NULL DEFAULT 0,
  next_seq INTEGER NOT NULL DEFAULT 1,
  wakes INTEGER NOT NULL DEFAULT 0,
  clock INTEGER NOT NULL DEFAULT 0
);

CREATE TABLE pool_settings (
  pool INTEGER PRIMARY KEY,
  version INTEGER NOT NULL,
  settings TEXT NOT NULL
);

CREATE TABLE tasks (
  seq INTEGER PRIMARY KEY,
  pool INTEGER NOT NULL,
  id TEXT NOT NULL,
  key TEXT NOT NULL,
  status INTEGER NOT NULL,
  queue INTEGER,
  route TEXT NOT NULL,
  priority INTEGER NOT NULL,
  fence INTEGER NOT NULL,
  attempts INTEGER NOT NULL,
  max_attempts INTEGER NOT NULL,
  origin INTEGER,
  lease_until INTEGER,
  available_at INTEGER,
  created_at INTEGER NOT NULL,
  started_at INTEGER,
  ended_at INTEGER,
  cancel_requested INTEGER NOT NULL,
  backoff_initial_ms REAL NOT NULL,
  backoff_factor REAL NOT NULL,
  backoff_max_ms REAL NOT NULL,
  backoff_jitter REAL NOT NULL,
  time_limit_ms REAL,
  schema_version INTEGER NOT NULL,
  code_version TEXT,
  tags TEXT,
  worker TEXT,
  request TEXT,
  last_fence INTEGER,
  last_worker TEXT,
  last_started_at INTEGER,
  last_end TEXT,
  last_outcome TEXT,
  last_ended_at INTEGER,
  settled_fence INTEGER,
  settled_end TEXT,
  settled_status INTEGER,
  history_dropped TEXT,
  error TEXT
);
CREATE UNIQUE INDEX tasks_by_key ON tasks (pool, key);
CREATE UNIQUE INDEX tasks_by_id ON tasks (pool, id);
CREATE INDEX tasks_in_order ON tasks (pool);
CREATE INDEX tasks_by_status ON tasks (pool, status);
CREATE INDEX tasks_claimable ON tasks (pool, queue, route, priority DESC) WHERE queue IS NOT NULL;
CREATE INDEX tasks_leased ON tasks (pool, lease_until) WHERE lease_until IS NOT NULL;
CREATE INDEX tasks_requested ON tasks (request) WHERE request IS NOT NULL;
CREATE INDEX tasks_delayed ON tasks (pool, available_at) WHERE available_at IS NOT NULL;
CREATE INDEX tasks_ended ON tasks (pool, status, ended_at) WHERE ended_at IS NOT NULL;

CREATE TRIGGER tasks_changed AFTER UPDATE OF status, queue ON tasks
WHEN old.status <> new.status OR old.queue IS NOT new.queue
BEGIN
  UPDATE pools SET
    waiting = waiting + (new.status = 0) - (old.status = 0),
    running = running + (new.status = 1) - (old.status = 1),
    part_done = part_done + (new.status = 2) - (old.status = 2),
    done = done + (new.status = 3) - (old.status = 3),
    failed = failed + (new.status = 4) - (old.status = 4),
    cancelled = cancelled + (new.status = 5) - (old.status = 5),
    wakes = wakes + (new.queue IS NOT NULL AND old.queue IS NULL),
    clock = max(clock, ifnull(new.started_at, 0), ifnull(new.ended_at, 0), ifnull(new.last_ended_at, 0))
  WHERE pool IN (0, new.pool);
END;
CREATE TRIGGER tasks_removed AFTER DELETE ON tasks
BEGIN
  UPDATE pools SET
    waiting = waiting - (old.status = 0),
    running = running - (old.status = 1),
    part_done = part_done - (old.status = 2),
    done = done - (old.status = 3),
    failed = failed - (old.status = 4),
    cancelled = cancelled - (old.status = 5)
  WHERE pool IN (0, old.pool);
END;

CREATE TABLE definitions (seq INTEGER PRIMARY KEY, text TEXT NOT NULL);
CREATE TABLE results (
  seq INTEGER PRIMARY KEY, encoding TEXT NOT NULL, bytes BLOB, artifact TEXT, size INTEGER, sha256 TEXT
);
CREATE TABLE step_results (
  seq INTEGER PRIMARY KEY, encoding TEXT NOT NULL, bytes BLOB, artifact TEXT, size INTEGER, sha256 TEXT
);
CREATE TABLE progress (seq INTEGER PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE attempts (
  seq INTEGER NOT NULL,
  fence INTEGER NOT NULL,
  worker TEXT NOT NULL,
  started_at INTEGER NOT NULL,
  ended_at INTEGER NOT NULL,
  outcome TEXT NOT NULL,
  error TEXT,
  PRIMARY KEY (seq, fence)
) WITHOUT ROWID;

CREATE TABLE workers (
  worker TEXT PRIMARY KEY, pool TEXT NOT NULL, expires_at INTEGER NOT NULL, presence TEXT NOT NULL
) WITHOUT ROWID;
`;
